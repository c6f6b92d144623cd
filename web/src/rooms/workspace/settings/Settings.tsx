/** Settings: keys, one's own password, and the rules above all journeys. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { JSX } from "react";
import { health } from "@/api/queries";
import { workspace } from "./api";
import { Await } from "@/ui/await/Await";
import { PageHead } from "@/ui/page/PageHead";
import { Keys } from "./Keys";
import { Password } from "./Password";
import { WorkspaceForm } from "./WorkspaceForm";
import { cx } from "@/ui/classes";
import { t } from "@/language/t";
import layout from "@/ui/layout/layout.module.css";
import css from "./Settings.module.css";

export function Settings(): JSX.Element {
  const query = useQuery(workspace());
  const { data: state } = useQuery(health());
  return (
    <div className={layout.page}>
      <PageHead
        title={t("Settings")}
        text={t("The rules above all journeys, and the keys that other programs use.")}
      >
        <Button component={Link} to="/start" variant="default">
          {t("First steps")}
        </Button>
      </PageHead>
      <div className={css.settingsGrid}>
        <Keys />
        <Await query={query}>
          {(data) => <WorkspaceForm key={query.dataUpdatedAt} first={data} />}
        </Await>
        <Password />
        <p className={cx(layout.small, layout.dim)}>{t`Loopline ${state?.version ?? ""}`}</p>
      </div>
    </div>
  );
}
