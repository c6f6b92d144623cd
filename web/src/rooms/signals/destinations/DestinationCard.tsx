/** One destination: what is written where, how its last run ended, its runs, and what can be done with it. */
import { ActionIcon, Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type JSX } from "react";
import type { DestinationLine, DestinationRun } from "@/api/wire";
import { Await } from "@/ui/await/Await";
import { Badge } from "@/ui/badge/Badge";
import { cx } from "@/ui/classes";
import { Confirm } from "@/ui/confirm/Confirm";
import { ago, count, when } from "@/ui/format/format";
import { Icon } from "@/ui/icon/Icon";
import { FaultNote, Note } from "@/ui/note/Note";
import { Table, type Column } from "@/ui/table/Table";
import { say, sayFault } from "@/ui/toast/toast";
import layout from "@/ui/layout/layout.module.css";
import {
  actOnDestination,
  destinationRuns,
  isGoing,
  removeDestination,
  type DestinationAct,
} from "./api";
import { KINDS, STATES, tablesWords } from "./words";
import { t } from "@/language/t";

export function DestinationCard({ destination }: { destination: DestinationLine }): JSX.Element {
  const queries = useQueryClient();
  const [going, setGoing] = useState(false);
  const [open, setOpen] = useState(false);
  const again = () => void queries.invalidateQueries({ queryKey: ["destinations"] });
  const act = useMutation({
    mutationFn: (what: DestinationAct) => actOnDestination(destination.name, what),
    onSuccess: again,
    onError: sayFault,
  });
  const { last, name, paused } = destination;
  return (
    <section className={cx(layout.card, layout.pad, layout.stack)} aria-label={name}>
      <div className={cx(layout.spread, layout.wrap)}>
        <h2 className={layout.row}>
          {name}
          <State destination={destination} />
        </h2>
        <div className={cx(layout.row, layout.wrap)}>
          <Button
            size="xs"
            variant="default"
            disabled={paused}
            loading={isGoing(destination)}
            onClick={() => act.mutate("run")}
          >
            {t("Write now")}
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
      <Figures destination={destination} />
      {last?.fault ? <Note tone="warn">{last.fault}</Note> : null}
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary className={layout.small}>{t("Last runs")}</summary>
        {open ? <Runs name={name} run={last?.run ?? 0} state={last?.state ?? ""} /> : null}
      </details>
      {going ? <Removal name={name} onClose={() => setGoing(false)} onGone={again} /> : null}
    </section>
  );
}

function State({ destination: { paused, last } }: { destination: DestinationLine }): JSX.Element {
  if (paused) return <Badge tone="warn">{t("paused")}</Badge>;
  if (!last) return <Badge tone="">{t("never run")}</Badge>;
  return <Badge tone={STATES[last.state].tone}>{STATES[last.state].word}</Badge>;
}

/** A run that found nothing new is told as such: zero files are no failure. */
function written({ files = 0, rows = 0, began_at }: DestinationRun): string {
  return files
    ? t`${count(files)} ${files === 1 ? t("file") : t("files")} with ${count(rows)} rows written ${ago(began_at)}`
    : t`nothing was new ${ago(began_at)}`;
}

function Figures({ destination }: { destination: DestinationLine }): JSX.Element {
  const { spec, last, where, next_at: next } = destination;
  const kind = KINDS.find((one) => one.value === spec.kind)?.label ?? spec.kind;
  return (
    <div className={cx(layout.row, layout.wrap, layout.small, layout.dim)}>
      <span>{t`${kind}: ${where || t("its address does not open")}`}</span>
      <span>{tablesWords(spec.tables)}</span>
      {last && last.state === "done" ? (
        <span title={when(last.began_at)}>{written(last)}</span>
      ) : null}
      <span>{next ? t`next ${when(next)}` : t("runs by hand")}</span>
    </div>
  );
}

/** Asked anew when a run begins or ends. */
function Runs({ name, run, state }: { name: string; run: number; state: string }): JSX.Element {
  const options = destinationRuns(name);
  const query = useQuery({ ...options, queryKey: [...options.queryKey, String(run), state] });
  return (
    <Await query={query} bare>
      {({ past }) =>
        past.length ? (
          <Table
            label={t`Last runs of ${name}`}
            flush
            columns={RUNS}
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

const RUNS: Column<DestinationRun>[] = [
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
  { name: t("Files"), right: true, cell: (one) => count(one.files ?? 0) },
  { name: t("Rows"), right: true, cell: (one) => count(one.rows ?? 0) },
  {
    name: t("Began"),
    cell: (one) => <span title={when(one.began_at)}>{ago(one.began_at)}</span>,
    phone: "plain",
  },
];

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
    mutationFn: () => removeDestination(name),
    onSuccess: () => {
      say(t`${name} is removed; what was written stays there.`);
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
        "Its address and its runs are deleted, and nothing more is written. What was written stays there.",
      )}
      {drop.error ? <FaultNote error={drop.error} /> : null}
    </Confirm>
  );
}
