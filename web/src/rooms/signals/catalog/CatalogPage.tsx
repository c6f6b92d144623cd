/** What was really received: events, their properties, and the fields of people, with examples. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { JSX } from "react";
import { catalog } from "@/api/queries";
import type { TrackingPlan, FieldSeen } from "@/api/wire";
import { ago, compact, longDay, plain } from "@/ui/format/format";
import { Await } from "@/ui/await/Await";
import { Badge } from "@/ui/badge/Badge";
import { Empty } from "@/ui/empty/Empty";
import { PageHead } from "@/ui/page/PageHead";
import { Table, type Column } from "@/ui/table/Table";
import { cx } from "@/ui/classes";
import layout from "@/ui/layout/layout.module.css";
import css from "./CatalogPage.module.css";

export function CatalogPage(): JSX.Element {
  const query = useQuery(catalog());
  return (
    <div className={layout.page}>
      <PageHead
        above={
          <Link to="/people" className={layout.link}>
            People
          </Link>
        }
        title="Events and fields"
        text="Learned from what was received. The canvas completes names and example values from here."
      />
      <Await query={query}>
        {(data) =>
          data.events.length === 0 ? (
            <div className={layout.card}>
              <Empty
                icon="signal"
                art="events"
                title="No event has arrived yet"
                actions={
                  <Button component={Link} to="/start">
                    Send a first event
                  </Button>
                }
              >
                Send events in the Segment format, or with curl. Their names and properties appear
                here by themselves.
              </Empty>
            </div>
          ) : (
            <div className={cx(layout.stack, layout.loose)}>
              <section>
                <h2 className={css.sectionHead}>Events</h2>
                <div className={layout.card}>
                  <Table
                    label="Events"
                    columns={EVENTS}
                    rows={data.events}
                    keyOf={(one) => one.name}
                  />
                </div>
              </section>
              <Fields title="Traits of people" fields={data.traits} />
              {Object.keys(data.account_traits).length ? (
                <Fields title="Traits of accounts" fields={data.account_traits} />
              ) : null}
            </div>
          )
        }
      </Await>
    </div>
  );
}

type Event = TrackingPlan["events"][number];
type Field = [name: string, seen: FieldSeen];

const EVENTS: Column<Event>[] = [
  { name: "Event", cell: (one) => <b className={layout.mono}>{one.name}</b> },
  {
    name: "Received",
    right: true,
    cell: (one) => <span className={layout.num}>{compact(one.count)}</span>,
  },
  {
    name: "Last",
    cell: (one) => (
      <span className={cx(layout.dim, layout.num, layout.nowrap)} title={longDay(one.last_seen_at)}>
        {ago(one.last_seen_at)}
      </span>
    ),
  },
  {
    name: "Properties",
    cell: (one) => (
      <div className={css.eventProps}>
        {Object.entries(one.properties).map(([key, seen]) => (
          <span key={key}>
            <code>{key}</code> <span className={layout.dim}>{plain(seen.examples[0])}</span>
          </span>
        ))}
      </div>
    ),
    phone: "line",
  },
];

const FIELDS: Column<Field>[] = [
  { name: "Field", cell: ([name]) => <span className={layout.mono}>{name}</span> },
  { name: "Type", cell: ([, seen]) => <Badge dot={false}>{seen.type}</Badge>, phone: "plain" },
  {
    name: "Examples",
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
