/** One programme: what its journeys caused together, and what each of them adds. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import type { JSX } from "react";
import type { ProgrammeReport } from "@/api/wire";
import { Await } from "@/ui/await/Await";
import { PageHead } from "@/ui/page/PageHead";
import layout from "@/ui/layout/layout.module.css";
import { programme } from "./api";
import { Due, Marginal } from "./Marginal";
import { Together } from "./Together";
import { t } from "@/language/t";
import css from "./Programmes.module.css";

/** "owner ann · goal "bought" within 14d · 10 % held out", as far as it is known. */
export const aboutOf = (data: ProgrammeReport): string =>
  [
    data.owner ? t`Owner ${data.owner}` : "",
    data.goal ? t`Goal ${data.goal}` : "",
    t`${data.percent} % held out${data.rotates ? t`, another group each ${data.rotates}` : ""}`,
    data.north_star ? t`For ${data.north_star}` : "",
  ]
    .filter(Boolean)
    .join(" · ");

export function ProgrammePage(): JSX.Element {
  const { id } = useParams({ from: "/inside/programmes/$id" });
  const query = useQuery(programme(id));
  return (
    <div className={layout.page}>
      <PageHead
        above={
          <Link to="/programmes" className={layout.link}>
            {t("Programmes")}
          </Link>
        }
        title={query.data?.name ?? id}
        text={query.data ? aboutOf(query.data) : ""}
      >
        <Button component={Link} to="/settings" variant="default" size="xs">
          {t("Holdout and goal")}
        </Button>
      </PageHead>
      <Await query={query} lines={10}>
        {(data) => (
          <div className={css.together}>
            <Due lines={data.journeys} />
            <Together data={data} />
            <Marginal lines={data.journeys} />
          </div>
        )}
      </Await>
    </div>
  );
}
