/** Pages for addresses that lead nowhere and for pages that break. */
import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { JSX } from "react";
import { Empty } from "@/ui/empty/Empty";
import { FaultNote } from "@/ui/note/Note";
import { cx } from "@/ui/classes";
import { t } from "@/language/t";
import layout from "@/ui/layout/layout.module.css";

export function Lost(): JSX.Element {
  return (
    <div className={layout.page}>
      <Empty
        icon="search"
        title={t("There is no page at this address")}
        actions={
          <Button component={Link} to="/journeys">
            {t("Go to the journeys")}
          </Button>
        }
      >
        {t("The journey or person may have been removed, or the link was cut off on its way.")}
      </Empty>
    </div>
  );
}

export function Wrong({ error }: { error: unknown }): JSX.Element {
  return (
    <div className={cx(layout.page, layout.stack)}>
      <h1>{t("This page could not be shown")}</h1>
      <FaultNote error={error} />
      <div>
        <Button onClick={() => location.reload()}>{t("Load it again")}</Button>
      </div>
    </div>
  );
}
