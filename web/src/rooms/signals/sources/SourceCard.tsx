/** One source: what it pulls, how its last run ended, its runs, and what can be done with it. */
import { ActionIcon, Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type JSX } from "react";
import type { SourceLine, SourceRun } from "@/api/wire";
import { Await } from "@/ui/await/Await";
import { Badge, type Tone } from "@/ui/badge/Badge";
import { cx } from "@/ui/classes";
import { Confirm } from "@/ui/confirm/Confirm";
import { ago, count, when } from "@/ui/format/format";
import { Icon } from "@/ui/icon/Icon";
import { FaultNote, Note } from "@/ui/note/Note";
import { Table, type Column } from "@/ui/table/Table";
import { say, sayFault } from "@/ui/toast/toast";
import layout from "@/ui/layout/layout.module.css";
import {
  actOnSource,
  refusedOfRun,
  removeSource,
  sourceRuns,
  trySource,
  type SourceAct,
} from "./api";
import { TAKES } from "./kinds";
import { TrialRows } from "./TrialRows";
import { rich } from "@/language/rich";
import { t } from "@/language/t";

const STATES: Record<SourceRun["state"], { tone: Tone; word: string }> = {
  running: { tone: "info", word: t("is read") },
  waiting: { tone: "warn", word: t("tries again soon") },
  done: { tone: "good", word: t("done") },
  failed: { tone: "bad", word: t("failed") },
};

export function SourceCard({ source }: { source: SourceLine }): JSX.Element {
  const queries = useQueryClient();
  const [going, setGoing] = useState(false);
  const [open, setOpen] = useState(false);
  const again = () => void queries.invalidateQueries({ queryKey: ["sources"] });
  const act = useMutation({
    mutationFn: (what: SourceAct) => actOnSource(source.name, what),
    onSuccess: again,
    onError: sayFault,
  });
  const attempt = useMutation({ mutationFn: () => trySource(source.name) });
  const { last, name, paused, wanted } = source;
  const busy = wanted || last?.state === "running";
  return (
    <section className={cx(layout.card, layout.pad, layout.stack)} aria-label={name}>
      <div className={cx(layout.spread, layout.wrap)}>
        <h2 className={layout.row}>
          {name}
          {paused ? (
            <Badge tone="warn">{t("paused")}</Badge>
          ) : last ? (
            <Badge tone={STATES[last.state].tone}>{STATES[last.state].word}</Badge>
          ) : (
            <Badge tone="">{t("never run")}</Badge>
          )}
        </h2>
        <div className={cx(layout.row, layout.wrap)}>
          <Button
            size="xs"
            variant="default"
            disabled={paused}
            loading={busy}
            onClick={() => act.mutate("run")}
          >
            {t("Run now")}
          </Button>
          <Button
            size="xs"
            variant="default"
            loading={attempt.isPending}
            onClick={() => attempt.mutate()}
          >
            {t("Try it")}
          </Button>
          <Button
            size="xs"
            variant="default"
            onClick={() => act.mutate(paused ? "resume" : "pause")}
          >
            {paused ? t("Resume") : t("Pause")}
          </Button>
          <ActionIcon
            variant="subtle"
            color="red"
            aria-label={t`Remove ${name}`}
            onClick={() => setGoing(true)}
          >
            <Icon name="trash" size={15} />
          </ActionIcon>
        </div>
      </div>
      <Figures source={source} />
      {last?.fault ? <Note tone="warn">{last.fault}</Note> : null}
      {attempt.error ? <FaultNote error={attempt.error} /> : null}
      {attempt.data ? <TrialRows trial={attempt.data} /> : null}
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary className={layout.small}>{t("Last runs")}</summary>
        {open ? <Runs name={name} run={last?.run ?? 0} state={last?.state ?? ""} /> : null}
      </details>
      {going ? <Removal name={name} onClose={() => setGoing(false)} onGone={again} /> : null}
    </section>
  );
}

function Figures({ source }: { source: SourceLine }): JSX.Element {
  const { spec, last, where, after, next_at: next } = source;
  const takes = TAKES.find((one) => one.value === spec.takes)?.label ?? spec.takes;
  return (
    <div className={cx(layout.row, layout.wrap, layout.small, layout.dim)}>
      <span>{rich`${takes} from ${where}`}</span>
      <span>{spec.silent ? t("tells no journey") : t("journeys hear of it")}</span>
      {last ? (
        <span
          title={when(last.began_at)}
        >{t`${count(last.accepted ?? 0)} taken, ${count(last.refused ?? 0)} refused, ${ago(last.began_at)}`}</span>
      ) : null}
      {after ? <span>{t`read up to ${spec.cursor || t("file")} ${after}`}</span> : null}
      <span>{next ? t`next ${when(next)}` : t("runs by hand")}</span>
    </div>
  );
}

/** Asked anew when a run begins or ends. */
function Runs({ name, run, state }: { name: string; run: number; state: string }): JSX.Element {
  const options = sourceRuns(name);
  const query = useQuery({ ...options, queryKey: [...options.queryKey, String(run), state] });
  const columns: Column<SourceRun>[] = [
    { name: t("Run"), cell: (one) => <b>{count(one.run)}</b> },
    {
      name: t("State"),
      cell: (one) => (
        <div>
          <Badge tone={STATES[one.state].tone}>{STATES[one.state].word}</Badge>
          {one.fault ? <div className={cx(layout.small, layout.dim)}>{one.fault}</div> : null}
        </div>
      ),
      phone: "line",
    },
    { name: t("Read"), right: true, cell: (one) => count(one.rows ?? 0) },
    { name: t("Taken"), right: true, cell: (one) => count(one.accepted ?? 0) },
    {
      name: t("Refused"),
      right: true,
      cell: (one) =>
        one.refused ? (
          <a className={layout.link} href={refusedOfRun(name, one.run)} download>
            {count(one.refused)}
          </a>
        ) : (
          "0"
        ),
    },
    {
      name: t("Began"),
      cell: (one) => <span title={when(one.began_at)}>{ago(one.began_at)}</span>,
      phone: "plain",
    },
  ];
  return (
    <Await query={query} bare>
      {({ past }) =>
        past.length ? (
          <Table
            label={t`Last runs of ${name}`}
            flush
            columns={columns}
            rows={past}
            keyOf={(one) => String(one.run)}
          />
        ) : (
          <p className={cx(layout.small, layout.dim)}>{t("It has not run yet.")}</p>
        )
      }
    </Await>
  );
}

function Removal({
  name,
  onClose,
  onGone,
}: {
  name: string;
  onClose: () => void;
  onGone: () => void;
}): JSX.Element {
  const drop = useMutation({
    mutationFn: () => removeSource(name),
    onSuccess: () => {
      say(t`${name} is removed; what it brought stays.`);
      onClose();
      onGone();
    },
  });
  return (
    <Confirm
      title={t`Remove ${name}?`}
      act={t("Remove it")}
      danger
      busy={drop.isPending}
      onAct={() => drop.mutate()}
      onClose={onClose}
    >
      {t(
        "Its address, its secrets and its runs are deleted, and so is how far it was read. What it brought stays.",
      )}
      {drop.error ? <FaultNote error={drop.error} /> : null}
    </Confirm>
  );
}
