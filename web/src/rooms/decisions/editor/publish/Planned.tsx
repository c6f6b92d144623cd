/** Before the first person: how large a lift this version will show, and after how many weeks. */
import { useQuery } from "@tanstack/react-query";
import type { JSX } from "react";
import { change, compact } from "@/ui/format/format";
import { cx } from "@/ui/classes";
import { Note } from "@/ui/note/Note";
import layout from "@/ui/layout/layout.module.css";
import table from "@/ui/table/table.module.css";
import { plan } from "./api";
import { t } from "@/language/t";

interface Props {
  journey: string;
  isSaved: boolean;
}

/** Weeks that are worth a line: those after which something can be seen at all. */
const LINES = 4;

export function Planned({ journey, isSaved }: Props): JSX.Element | null {
  const { data } = useQuery(plan(journey, isSaved));
  if (!data) return null;
  if (data.missing) return <Note>{data.missing}</Note>;
  const shown = data.weeks.filter((one) => one.relative_lift !== null).slice(-LINES);
  return (
    <section aria-label={t("What it will show")}>
      <p>{data.sentence}</p>
      {shown.length ? (
        <table
          className={cx(table.table, layout.num)}
          data-flush
          aria-label={t("Lift that will be seen")}
        >
          <thead>
            <tr>
              <th scope="col">{t("After")}</th>
              <th scope="col" data-right>
                {t("People")}
              </th>
              <th scope="col" data-right>
                {t("Smallest lift seen")}
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map((one) => (
              <tr key={one.weeks}>
                <td>{t`${one.weeks} weeks`}</td>
                <td data-right>{compact(one.treated + one.held_out)}</td>
                <td data-right>{change(one.relative_lift ?? 0)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
      <p className={cx(layout.small, layout.dim)}>{data.source}</p>
    </section>
  );
}
