/** What was really received: events, their properties, and the fields of people, with examples. */
import "@/rooms/signals/people/signals.css";
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { JSX } from "react";
import { catalog } from "@/api/queries";
import type { Catalog, FieldSeen } from "@/api/wire";
import { ago, compact, longDay, plain } from "@/ui/format/format";
import { Await, Badge, Empty, PageHead } from "@/ui/parts";
import { Table, type Column } from "@/ui/table/Table";

export function CatalogPage(): JSX.Element {
  const query = useQuery(catalog());
  return (
    <div className="page">
      <PageHead
        above={
          <Link to="/people" className="link">
            People
          </Link>
        }
        title="Events and fields"
        text="Learned from what was received. The canvas completes names and example values from here."
      />
      <Await query={query}>
        {(data) =>
          data.events.length === 0 ? (
            <div className="card">
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
            <div className="stack loose">
              <section>
                <h2 className="section-head">Events</h2>
                <div className="card">
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

type Event = Catalog["events"][number];
type Field = [name: string, seen: FieldSeen];

const EVENTS: Column<Event>[] = [
  { name: "Event", cell: (one) => <b className="mono">{one.name}</b> },
  {
    name: "Received",
    right: true,
    cell: (one) => <span className="num">{compact(one.count)}</span>,
  },
  {
    name: "Last",
    cell: (one) => (
      <span className="dim num nowrap" title={longDay(one.last_seen_at)}>
        {ago(one.last_seen_at)}
      </span>
    ),
  },
  {
    name: "Properties",
    cell: (one) => (
      <div className="event-props">
        {Object.entries(one.properties).map(([key, seen]) => (
          <span key={key}>
            <code>{key}</code> <span className="dim">{plain(seen.examples[0])}</span>
          </span>
        ))}
      </div>
    ),
    phone: "line",
  },
];

const FIELDS: Column<Field>[] = [
  { name: "Field", cell: ([name]) => <span className="mono">{name}</span> },
  { name: "Type", cell: ([, seen]) => <Badge dot={false}>{seen.type}</Badge>, phone: "plain" },
  {
    name: "Examples",
    cell: ([, seen]) => (
      <span className="dim examples">{seen.examples.slice(0, 4).map(plain).join(", ")}</span>
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
      <h2 className="section-head">{title}</h2>
      <div className="card">
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
