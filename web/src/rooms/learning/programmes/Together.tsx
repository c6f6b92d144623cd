/** The report of a programme, or of everything: guards and verdict, what it comes to, its months. */
import type { JSX } from "react";
import type { ProgrammeReport } from "@/api/wire";
import { count } from "@/ui/format/format";
import { Figures } from "@/ui/figures/Figures";
import { Note } from "@/ui/note/Note";
import { Verdict } from "@/rooms/learning/report/Verdict";
import { cx } from "@/ui/classes";
import layout from "@/ui/layout/layout.module.css";
import { Months } from "./Months";
import { causedOf, costOf, creditOf, hasMoney, more, range, relativeOf } from "./words";
import { t } from "@/language/t";
import css from "./Programmes.module.css";

export function Together({ data }: { data: ProgrammeReport }): JSX.Element {
  const { lift, missing, notes } = data;
  return (
    <div className={css.together}>
      {lift ? (
        <>
          <Numbers data={data} />
          <Verdict lift={lift} at={data.counted_at} />
        </>
      ) : (
        <Note tone="warn">{missing}</Note>
      )}
      <Months data={data} />
      {notes.length > 0 ? (
        <ul className={cx(layout.small, layout.dim, css.notes)}>
          {notes.map((one) => (
            <li key={one}>{one}</li>
          ))}
          {data.credit ? <li>{t`Attributed: ${data.credit.rule}`}</li> : null}
        </ul>
      ) : null}
    </div>
  );
}

function Numbers({ data }: { data: ProgrammeReport }): JSX.Element {
  const money = hasMoney(data);
  const caused = causedOf(data);
  const cost = costOf(data);
  const failed = data.lift?.verdict === "guard_failed";
  const none = failed ? t("a check failed") : t("no verdict yet");
  return (
    <Figures
      items={[
        {
          name: money ? t("Revenue caused") : t("Conversions caused"),
          value: caused ? more(caused.estimate, money) : "—",
          under: caused ? range(caused, money) : none,
        },
        { name: t("Against the held out"), value: relativeOf(data), under: t("a person") },
        { name: t("Attributed"), ...creditOf(data) },
        {
          name: t("Held out"),
          value: count(data.cost?.units ?? 0),
          under: cost
            ? t`costs ${more(cost.estimate, money)} (${range(cost, money)})`
            : `${data.percent} % ${data.level === "global" ? t("of everybody") : t("of this programme")}`,
        },
      ]}
    />
  );
}
