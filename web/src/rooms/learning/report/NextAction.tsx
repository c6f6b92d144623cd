/** A choice: its options, how it chooses now and why, what the split beside it shows, and the way back to chance. */
import { useQuery } from "@tanstack/react-query";
import type { JSX } from "react";
import type { ChoiceReport, OptionLine } from "@/api/wire";
import { nodeName } from "@/canvas/document";
import { Framed, type Column } from "@/ui/chart/Chart";
import { Badge } from "@/ui/badge/Badge";
import { cx } from "@/ui/classes";
import { count, longDay, share, sum } from "@/ui/format/format";
import { RATE_FROM } from "@/ui/format/rate";
import { BackToChance } from "./BackToChance";
import { choices } from "./choicesApi";
import { t } from "@/language/t";
import layout from "@/ui/layout/layout.module.css";
import css from "./NextAction.module.css";

const STAGES: Record<ChoiceReport["stage"], string> = {
  random: t("By chance"),
  best: t("The best option for all"),
  groups: t("The best option of each group"),
  learned: t("By what is known of each"),
};
const STATES: Record<ChoiceReport["state"], string> = {
  none: "",
  trial: t("on trial"),
  standing: "promoted",
};

/** Nothing where the journey chooses nowhere. */
export function NextActions({ journey }: { journey: string }): JSX.Element | null {
  const { data } = useQuery(choices(journey));
  if (!data?.choices.length) return null;
  return (
    <>
      {data.choices.map((one) => (
        <Choice key={one.node} one={one} />
      ))}
    </>
  );
}

/** What an option brought; no rate of choices that are too few. */
function brought(one: ChoiceReport, line: OptionLine, value: number | null): string {
  if (value === null) return "—";
  if (one.reward === "value") return sum(value);
  return line.settled < RATE_FROM ? t("too few") : share(value);
}

function columnsOf(one: ChoiceReport): Column<OptionLine>[] {
  return [
    { name: "option", value: (line) => line.option },
    {
      name: "share",
      title: t("share, 28 days"),
      value: (line) => line.share,
      show: (line) => share(line.share),
    },
    { name: "units", title: t("people"), value: (line) => line.units },
    { name: "settled", title: t("choices whose time is over"), value: (line) => line.settled },
    { name: "pending", title: t("still open"), value: (line) => line.pending },
    { name: "converted", value: (line) => line.converted },
    {
      name: "mean",
      title: one.reward === "value" ? t("value a choice") : t("rate"),
      value: (line) => line.mean,
      show: (line) => brought(one, line, line.mean),
    },
    {
      name: "low",
      title: t("at least"),
      value: (line) => line.low,
      show: (line) => brought(one, line, line.low),
    },
    {
      name: "high",
      title: t("at most"),
      value: (line) => line.high,
      show: (line) => brought(one, line, line.high),
    },
  ];
}

function Choice({ one }: { one: ChoiceReport }): JSX.Element {
  const state = STATES[one.state];
  return (
    <Framed
      title={t`Next action of “${nodeName(one.name, undefined)}”`}
      text={t(
        "What each option brought, weighed by how probable it was. Choices whose time is not over teach nothing yet.",
      )}
      file={`${one.journey}-${one.node}-choices`}
      columns={columnsOf(one)}
      rows={one.options}
    >
      <div className={css.choice}>
        <p>
          <b>{STAGES[one.stage]}</b>{" "}
          {state ? <Badge tone={one.state === "trial" ? "warn" : "good"}>{state}</Badge> : null}{" "}
          <span className={layout.dim}>
            {one.version ? t`policy ${one.version}` : t("no policy was stated yet")}
          </span>
        </p>
        <p className={layout.small}>{one.words}</p>
        <Options one={one} />
        <Split one={one} />
        <History one={one} />
        {one.stage !== "random" ? <BackToChance one={one} /> : null}
      </div>
    </Framed>
  );
}

function Options({ one }: { one: ChoiceReport }): JSX.Element {
  return (
    <ul className={css.options} aria-label={t("Options")}>
      {one.options.map((line) => (
        <li key={line.option}>
          <b>{line.option}</b>
          <span className={layout.num}>{t`${share(line.share)} of late`}</span>
          <span className={layout.num}>
            {brought(one, line, line.mean)}
            {line.low === null
              ? ""
              : t` (${brought(one, line, line.low)} to ${brought(one, line, line.high)})`}
          </span>
          <span
            className={cx(layout.small, layout.dim)}
          >{t`${count(line.settled)} choices${line.pending ? t`, ${count(line.pending)} still open` : ""}`}</span>
        </li>
      ))}
    </ul>
  );
}

function Split({ one }: { one: ChoiceReport }): JSX.Element | null {
  const { split } = one;
  if (!split) return null;
  const shown = one.reward === "value" ? sum : share;
  return (
    <p
      className={layout.small}
    >{t`Beside the rule before: ${shown(split.now.mean)} of ${count(split.now.units)} people by this rule, ${shown(split.before.mean)} of ${count(split.before.units)} by that one.${split.enough ? "" : t(" Too few to say anything yet.")}`}</p>
  );
}

function History({ one }: { one: ChoiceReport }): JSX.Element | null {
  if (!one.stated.length) return null;
  return (
    <details>
      <summary className={layout.small}>{t("What was stated before")}</summary>
      <ul className={cx(layout.small, css.stated)}>
        {one.stated.map((line) => (
          <li
            key={line.version}
          >{t`${longDay(line.at)}, policy ${line.version}: ${line.words}`}</li>
        ))}
      </ul>
    </details>
  );
}
