/** All comparisons that a journey has made: which verdicts stand, since when, and whether they come out once more. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState, type JSX } from "react";
import type { ComparisonLine } from "@/api/wire";
import { Badge } from "@/ui/badge/Badge";
import { cx } from "@/ui/classes";
import { longDay } from "@/ui/format/format";
import { FaultNote } from "@/ui/note/Note";
import { VERDICTS } from "@/rooms/learning/results/verdict";
import { replay } from "./api";
import { t } from "@/language/t";
import layout from "@/ui/layout/layout.module.css";
import css from "./Comparisons.module.css";

const STATES: Record<ComparisonLine["state"], string> = {
  open: t("People still come in"),
  ended: t("Nobody comes in any more; its last windows are open"),
  settled: t("Over; its verdict is being written down"),
};

interface Props {
  journey: string;
  all: readonly ComparisonLine[];
}

/** Nothing to tell where there is one comparison and it goes on. */
export function Comparisons({ journey, all }: Props): JSX.Element | null {
  if (all.length < 2 && !all.some((one) => one.decision)) return null;
  return (
    <section className={cx(layout.card, css.comparisons)} aria-label={t("Comparisons")}>
      <h3>{t("Comparisons")}</h3>
      <p className={cx(layout.small, layout.dim)}>
        {t(
          "Another goal, window or plan begins another one. Each keeps its own people, and a verdict that was decided stands.",
        )}
      </p>
      <ul>
        {all.map((one) => (
          <Line key={one.id} journey={journey} one={one} />
        ))}
      </ul>
    </section>
  );
}

function Line({ journey, one }: { journey: string; one: ComparisonLine }): JSX.Element {
  const words = one.lift ? VERDICTS[one.lift.verdict] : undefined;
  return (
    <li>
      <div>
        <b>{one.title}</b>
        {one.leading ? <span className={layout.dim}> {t("· shown above")}</span> : null}
        <div className={cx(layout.small, layout.dim)}>{one.goal}</div>
        <div className={layout.small}>{one.lift?.reason ?? t("Nobody is compared yet.")}</div>
        {one.decision ? (
          <Decided journey={journey} id={one.decision} at={one.decided_at ?? 0} />
        ) : (
          <div className={cx(layout.small, layout.dim)}>{STATES[one.state]}</div>
        )}
      </div>
      {words ? <Badge tone={words.tone}>{words.name}</Badge> : null}
    </li>
  );
}

function Decided({ journey, id, at }: { journey: string; id: string; at: number }): JSX.Element {
  const [asked, setAsked] = useState(false);
  const query = useQuery({ ...replay(journey, id), enabled: asked });
  return (
    <div className={layout.small}>
      {t`Decided on ${longDay(at)}`}{" "}
      <Button
        variant="subtle"
        size="compact-xs"
        loading={query.isFetching}
        onClick={() => (asked ? void query.refetch() : setAsked(true))}
      >
        {t("Compute once more")}
      </Button>
      {query.error ? <FaultNote error={query.error} onRetry={query.refetch} /> : null}
      {query.data ? (
        <p role="status">
          {query.data.agrees
            ? t("The record and the facts of today give the same verdict, to every digit.")
            : query.data.differences.join(" ")}
        </p>
      ) : null}
    </div>
  );
}
