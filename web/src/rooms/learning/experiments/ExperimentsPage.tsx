/** Every comparison: what is due, what runs and what it waits for, what has ended and how. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState, type JSX } from "react";
import type { ExperimentLine } from "@/api/wire";
import { Await } from "@/ui/await/Await";
import { Badge, type Tone } from "@/ui/badge/Badge";
import { cx } from "@/ui/classes";
import { Empty } from "@/ui/empty/Empty";
import { count, longDay, points, share } from "@/ui/format/format";
import layout from "@/ui/layout/layout.module.css";
import { PageHead } from "@/ui/page/PageHead";
import { experiments } from "./api";
import { EndDialog, type Act } from "./EndDialog";
import { t } from "@/language/t";
import css from "./Experiments.module.css";

const PARTS: { state: ExperimentLine["state"]; title: string; none: string }[] = [
  { state: "due", title: t("To decide"), none: t("Nothing waits for a decision.") },
  { state: "running", title: t("Running"), none: t("Nothing is being compared.") },
  { state: "ended", title: t("Ended"), none: "" },
];
const VERDICTS: Record<string, { word: string; tone: Tone }> = {
  lift: { word: t("Lift"), tone: "good" },
  better: { word: t("Better"), tone: "good" },
  harm: { word: t("Harm"), tone: "bad" },
  worse: { word: t("Worse"), tone: "bad" },
  no_difference_seen: { word: t("No difference seen"), tone: "" },
  guard_failed: { word: t("A check failed"), tone: "warn" },
  not_enough_data: { word: t("Can't tell yet"), tone: "info" },
};

export function ExperimentsPage(): JSX.Element {
  const query = useQuery(experiments());
  return (
    <div className={layout.page}>
      <PageHead
        title={t("Experiments")}
        text={t("Every comparison that your journeys make, what each waits for, and how it ended.")}
      />
      <Await query={query}>
        {({ experiments: all }) => (all.length ? <Parts all={all} /> : <Nothing />)}
      </Await>
    </div>
  );
}

function Nothing(): JSX.Element {
  return (
    <div className={layout.card}>
      <Empty
        icon="results"
        title={t("Nothing is compared yet")}
        actions={
          <Button component={Link} to="/journeys">
            {t("Open a journey")}
          </Button>
        }
      >
        {t(
          "Hold some people out of a journey, or add an experiment step to it: it is listed here, with the day on which it can be decided. A test with an end ends.",
        )}
      </Empty>
    </div>
  );
}

function Parts({ all }: { all: ExperimentLine[] }): JSX.Element {
  const [act, setAct] = useState<Act | null>(null);
  return (
    <div className={layout.stack}>
      {PARTS.map(({ state, title, none }) => {
        const lines = all.filter((one) => one.state === state);
        if (!lines.length && !none) return null;
        return (
          <section key={state} aria-label={title} className={css.part}>
            <h2>
              {title} <span className={cx(layout.dim, layout.num)}>{lines.length}</span>
            </h2>
            {lines.length ? (
              <div className={css.cards}>
                {lines.map((one) => (
                  <Card key={`${one.journey} ${one.node}`} one={one} onAct={setAct} />
                ))}
              </div>
            ) : (
              <p className={layout.dim}>{none}</p>
            )}
          </section>
        );
      })}
      {act ? <EndDialog act={act} onClose={() => setAct(null)} /> : null}
    </div>
  );
}

function Card({ one, onAct }: { one: ExperimentLine; onAct: (act: Act) => void }): JSX.Element {
  const verdict = VERDICTS[one.verdict] ?? { word: one.verdict, tone: "" as Tone };
  const isOpen = one.of !== "journey" && one.state !== "ended";
  return (
    <article
      className={cx(layout.card, layout.pad, css.card)}
      aria-label={`${one.name}, ${one.journey_name}`}
    >
      <header className={cx(layout.spread, layout.wrap)}>
        <div className={css.names}>
          <h3>{one.name}</h3>
          <Link className={layout.link} to="/results/$id" params={{ id: one.journey }}>
            {one.journey_name}
          </Link>
        </div>
        <Badge tone={verdict.tone}>{one.winner ? t`Winner: ${one.winner}` : verdict.word}</Badge>
      </header>
      {one.of === "journey" || !one.waits ? <p>{one.text}</p> : null}
      {one.waits && one.state === "running" ? (
        <p className={css.waits}>
          <b>{t("Waits for")}</b> {one.waits}
          {one.expected_at ? t`, about ${longDay(one.expected_at)} at this pace` : ""}.
        </p>
      ) : null}
      <ul className={css.arms}>
        {one.arms.map((arm) => (
          <li key={arm.name}>
            <span className={css.arm}>{arm.name}</span>
            <span className={cx(layout.num, layout.dim)}>
              {arm.percent ? share(arm.percent / 100) : t("retired")}
            </span>
            <span
              className={layout.num}
            >{t`${count(arm.conversions)} of ${count(arm.units)} converted`}</span>
            {isOpen && one.of === "arms" && arm.percent > 0 && one.arms.length > 2 ? (
              <Button
                size="compact-xs"
                variant="subtle"
                color="gray"
                aria-label={t`Retire ${arm.name} of ${one.name}`}
                onClick={() => onAct({ kind: "retire", line: one, arm: arm.name })}
              >
                {t("Retire")}
              </Button>
            ) : (
              <span />
            )}
          </li>
        ))}
      </ul>
      {one.rows.length && one.state !== "running" ? (
        <p className={cx(layout.small, layout.dim, layout.num)}>
          {one.rows
            .map((row) => t`${row.name} against ${row.against}: ${points(row.difference.estimate)}`)
            .join(" · ")}
        </p>
      ) : null}
      {isOpen ? (
        <div className={layout.row}>
          <Button
            size="xs"
            variant={one.state === "due" ? "filled" : "default"}
            onClick={() => onAct({ kind: "winner", line: one, arm: "" })}
          >
            {t("Choose a winner")}
          </Button>
        </div>
      ) : null}
    </article>
  );
}
