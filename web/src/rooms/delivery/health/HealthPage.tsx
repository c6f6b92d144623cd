/** How the server does: what is wrong in words, what waits, what runs, and what was set aside. */
import { Button } from "@mantine/core";
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState, type JSX } from "react";
import { rowsOf } from "@/api/pages";
import { health, type Health, type TaskReport } from "@/api/queries";
import type { QuarantineLine } from "@/api/wire";
import { Await } from "@/ui/await/Await";
import { Badge, type Tone } from "@/ui/badge/Badge";
import { cx } from "@/ui/classes";
import { Confirm } from "@/ui/confirm/Confirm";
import { ago, capital, count, spoken, when } from "@/ui/format/format";
import { Words } from "@/ui/format/Words";
import { More } from "@/ui/more/More";
import { Note } from "@/ui/note/Note";
import { PageHead } from "@/ui/page/PageHead";
import { Table, type Column } from "@/ui/table/Table";
import { say, sayFault } from "@/ui/toast/toast";
import layout from "@/ui/layout/layout.module.css";
import { actOn, quarantine } from "./api";
import { t } from "@/language/t";
import css from "./HealthPage.module.css";

const TONES: Record<Health["status"], Tone> = { ok: "good", degraded: "warn", failing: "bad" };
const WORDS: Record<Health["status"], string> = {
  ok: t("All quiet."),
  degraded: t("Everything goes on, but reports wait for their facts."),
  failing: t("Something stands or fails."),
};

/** Somebody looks here while something is wrong. */
const LOOK_MS = 5_000;

export function HealthPage(): JSX.Element {
  const query = useQuery({ ...health(), refetchInterval: LOOK_MS });
  return (
    <div className={layout.page}>
      <PageHead title={t("Health")} text={t("What slows down or stops shows here first.")} />
      <Await query={query}>
        {(state) => (
          <div className={cx(layout.stack, layout.loose)}>
            <section className={cx(layout.card, layout.pad, layout.stack)} aria-label={t("State")}>
              <div className={layout.row} role="status">
                <Badge tone={TONES[state.status]}>{state.status}</Badge>
                <b>{WORDS[state.status]}</b>
              </div>
              {state.troubles
                .filter((one) => one.grave)
                .map((one) => (
                  <Note key={one.key} tone="warn">
                    <Words text={one.words} />
                  </Note>
                ))}
              {state.warnings.map((words) => (
                <Note key={words}>
                  <Words text={words} />
                </Note>
              ))}
              <Waiting health={state} />
            </section>
            <SetAside />
            <section>
              <h2 className={css.head}>{t("What runs in the background")}</h2>
              <div className={layout.card}>
                <Table
                  label={t("Background tasks")}
                  columns={TASKS}
                  rows={state.tasks}
                  keyOf={(one) => one.name}
                />
              </div>
            </section>
          </div>
        )}
      </Await>
    </div>
  );
}

function Waiting({ health }: { health: Health }): JSX.Element {
  const { oldest } = health;
  const lines: [string, string][] = [
    [t("Signals to be decided"), waits(health.lag_signals, health.lag_seconds)],
    [t("Oldest message that is due"), seconds(oldest.unsent_message_seconds)],
    [t("Facts to be exported"), waits(health.facts_lag_chunks, oldest.unexported_facts_seconds)],
    [t("People that nothing would wake"), count(health.stranded)],
    [t("Set aside"), count(Object.values(health.set_aside).reduce((sum, one) => sum + one, 0))],
    [t("Version"), health.version],
  ];
  return (
    <dl className={css.figures}>
      {lines.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className={layout.num}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

const seconds = (value: number): string =>
  value < 0.5 ? t("nothing waits") : t`waits for ${count(Math.round(value))} s`;
const waits = (number: number, age: number): string =>
  number === 0 ? t("none") : t`${count(number)}, the oldest for ${count(Math.round(age))} s`;

const TASK_TONES: Record<string, Tone> = {
  running: "good",
  failing: "bad",
  dead: "bad",
  starting: "warn",
};

const TASKS: Column<TaskReport>[] = [
  { name: t("Task"), cell: (one) => capital(spoken(one.name)) },
  {
    name: t("State"),
    cell: (one) => <Badge tone={TASK_TONES[one.state] ?? ""}>{spoken(one.state)}</Badge>,
    phone: "plain",
  },
  { name: t("Failed steps"), right: true, cell: (one) => count(one.restarts) },
  {
    name: t("Last failure"),
    cell: (one) => <span className={layout.dim}>{one.words || t("none")}</span>,
    phone: "line",
  },
];

function SetAside(): JSX.Element {
  const query = useInfiniteQuery(quarantine());
  const queries = useQueryClient();
  const [going, setGoing] = useState<QuarantineLine | null>(null);
  const act = useMutation({
    mutationFn: ({ id, what }: { id: number; what: "retry" | "drop" }) => actOn(id, what),
    onSuccess: ({ state }) => {
      setGoing(null);
      say(state === "done" ? t("Done.") : t("It waits for its turn."));
      void queries.invalidateQueries({ queryKey: ["quarantine"] });
    },
    onError: sayFault,
  });
  const columns: Column<QuarantineLine>[] = [
    ...COLUMNS,
    {
      name: t("Acts"),
      right: true,
      phone: "line",
      cell: (one) => (
        <div className={cx(layout.row, layout.wrap, css.acts)}>
          {one.asked ? <Badge tone="info">{t`${one.asked} asked`}</Badge> : null}
          <Button
            size="xs"
            variant="default"
            onClick={() => act.mutate({ id: one.id, what: "retry" })}
          >
            {t("Try again")}
          </Button>
          <Button size="xs" variant="default" color="red" onClick={() => setGoing(one)}>
            {t("Let it go")}
          </Button>
        </div>
      ),
    },
  ];
  return (
    <section>
      <h2 className={css.head}>{t("Set aside")}</h2>
      <Await query={query} lines={3}>
        {(data) => {
          const rows = rowsOf(data, (one) => String(one.id));
          if (rows.length === 0)
            return (
              <p className={cx(layout.card, layout.pad, layout.dim)}>
                {t(
                  "Nothing is set aside. What cannot be read or decided is kept here, and costs nobody else anything.",
                )}
              </p>
            );
          return (
            <>
              <div className={layout.card}>
                <Table
                  label={t("Set aside")}
                  columns={columns}
                  rows={rows}
                  keyOf={(one) => String(one.id)}
                />
              </div>
              <More shown={rows.length} of={t("set aside")} query={query} />
            </>
          );
        }}
      </Await>
      {going ? (
        <Confirm
          title={t("Let it go for good?")}
          act={t("Let it go")}
          danger
          busy={act.isPending}
          onAct={() => act.mutate({ id: going.id, what: "drop" })}
          onClose={() => setGoing(null)}
        >{t`${
          going.person
            ? t`The person ${going.person} begins anew, with every channel refused.`
            : t("What it would have done is not done. A message counts as refused.")
        } This cannot be undone.`}</Confirm>
      ) : null}
    </section>
  );
}

const COLUMNS: Column<QuarantineLine>[] = [
  {
    name: t("What"),
    cell: (one) => (
      <div>
        <b>{capital(one.kind)}</b>{" "}
        {one.person ? (
          <Link to="/people/$id" params={{ id: one.person }} className={layout.link}>
            {one.person}
          </Link>
        ) : (
          <span className={cx(layout.mono, layout.small)}>{one.name}</span>
        )}
      </div>
    ),
    phone: "line",
  },
  {
    name: t("Why"),
    cell: (one) => (
      <span className={layout.dim}>
        <Words text={one.reason} /> <code className={layout.small}>{one.code}</code>
      </span>
    ),
    phone: "line",
  },
  { name: t("Waits behind it"), right: true, cell: (one) => count(one.skipped) },
  {
    name: t("Since"),
    cell: (one) => (
      <span className={cx(layout.dim, layout.nowrap)} title={when(one.at)}>
        {ago(one.at)}
      </span>
    ),
  },
];
