/** The tracking plan: alarms, events with their volumes and properties, and the fields of people, as received. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { JSX } from "react";
import { catalog } from "@/api/queries";
import type { FieldSeen } from "@/api/wire";
import { plain, share } from "@/ui/format/format";
import { Await } from "@/ui/await/Await";
import { Badge } from "@/ui/badge/Badge";
import { Empty } from "@/ui/empty/Empty";
import { PageHead } from "@/ui/page/PageHead";
import { Table, type Column } from "@/ui/table/Table";
import { cx } from "@/ui/classes";
import layout from "@/ui/layout/layout.module.css";
import { Alarms } from "./Alarms";
import { Events } from "./Events";
import { t } from "@/language/t";
import css from "./CatalogPage.module.css";

/** So often an empty plan is asked for again: the first event appears by itself. */
const FIRST_EVENT_MS = 3_000;

export function CatalogPage(): JSX.Element {
  const query = useQuery({
    ...catalog(),
    refetchInterval: ({ state }) => (state.data?.events.length ? false : FIRST_EVENT_MS),
  });
  return (
    <div className={layout.page}>
      <PageHead
        title={t("Tracking plan")}
        text={t(
          "Learned from what was received: names and values for the canvas, what is usual, and what is not.",
        )}
      >
        <Button component={Link} to="/start" variant="default">
          {t("How to send events")}
        </Button>
      </PageHead>
      <Await query={query}>
        {(data) =>
          data.events.length === 0 ? (
            <div className={layout.card}>
              <Empty
                icon="signal"
                art="events"
                title={t("No event has arrived yet")}
                actions={
                  <Button component={Link} to="/start">
                    {t("Send a first event")}
                  </Button>
                }
              >
                {t(
                  "Send events in the Segment format, or with curl. Their names and properties appear here by themselves.",
                )}
              </Empty>
            </div>
          ) : (
            <div className={cx(layout.stack, layout.loose)}>
              <Alarms
                alarms={data.alarms ?? []}
                watched={
                  data.events.filter((one) => one.days?.length && !one.learned_in_days).length
                }
              />
              <section>
                <h2 className={css.sectionHead}>{t("Events")}</h2>
                <div className={layout.card}>
                  <Events events={data.events} alarms={data.alarms ?? []} />
                </div>
              </section>
              <Fields title={t("Fields of people")} fields={data.traits} />
              {Object.keys(data.account_traits).length ? (
                <Fields title={t("Fields of accounts")} fields={data.account_traits} />
              ) : null}
            </div>
          )
        }
      </Await>
    </div>
  );
}

type Field = [name: string, seen: FieldSeen];

const FIELDS: Column<Field>[] = [
  { name: t("Field"), cell: ([name]) => <span className={layout.mono}>{name}</span> },
  { name: t("Type"), cell: ([, seen]) => <Badge dot={false}>{seen.type}</Badge>, phone: "plain" },
  {
    name: t("Missing"),
    right: true,
    cell: ([, seen]) => (
      <span className={cx(layout.dim, layout.num)}>
        {seen.of ? share(seen.missing ?? 0, 0) : null}
      </span>
    ),
  },
  {
    name: t("Examples"),
    cell: ([, seen]) => (
      <span className={cx(layout.dim, css.examples)}>
        {seen.examples.slice(0, 4).map(plain).join(", ")}
      </span>
    ),
    phone: "line",
  },
];

function Fields({
  title,
  fields,
}: {
  title: string;
  fields: Record<string, FieldSeen>;
}): JSX.Element {
  return (
    <section>
      <h2 className={css.sectionHead}>{title}</h2>
      <div className={layout.card}>
        <Table
          label={title}
          columns={FIELDS}
          rows={Object.entries(fields)}
          keyOf={([name]) => name}
        />
      </div>
    </section>
  );
}
