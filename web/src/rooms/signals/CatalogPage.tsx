/** What was really received: events, their properties, and the fields of people, with examples. */
import "./signals.css";
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { JSX } from "react";
import { catalog } from "@/api/queries";
import type { FieldSeen } from "@/api/schema";
import { ago, compact, plain } from "@/ui/format";
import { Await, Badge, Empty, PageHead } from "@/ui/parts";

export function CatalogPage(): JSX.Element {
  const query = useQuery(catalog());
  return (
    <div className="page">
      <PageHead above={<Link to="/people" className="link">People</Link>} title="Events and fields" text="Learned from what was received. The canvas completes names and example values from here." />
      <Await query={query}>
        {(data) =>
          data.events.length === 0 ? (
            <div className="card"><Empty icon="signal" title="No event has arrived yet" actions={<Button component={Link} to="/start">Send a first event</Button>}>Send events in the Segment format, or with curl. Their names and properties appear here by themselves.</Empty></div>
          ) : (
            <div className="stack loose">
              <div className="card table-wrap" tabIndex={0} role="region" aria-label="Events">
                <table className="table">
                  <thead><tr><th scope="col">Event</th><th scope="col" className="right">Received</th><th scope="col">Last</th><th scope="col">Properties</th></tr></thead>
                  <tbody>
                    {data.events.map((one) => (
                      <tr key={one.name}>
                        <td className="mono"><b>{one.name}</b></td>
                        <td className="right num">{compact(one.count)}</td>
                        <td className="dim num">{ago(one.last_seen_at)}</td>
                        <td><div className="event-props">{Object.entries(one.properties).map(([key, seen]) => <span key={key}><code>{key}</code> <span className="dim">{plain(seen.examples[0])}</span></span>)}</div></td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
              <Fields title="Traits of people" fields={data.traits} />
              {Object.keys(data.account_traits).length ? <Fields title="Traits of accounts" fields={data.account_traits} /> : null}
            </div>
          )
        }
      </Await>
    </div>
  );
}

function Fields({ title, fields }: { title: string; fields: Record<string, FieldSeen> }): JSX.Element {
  return (
    <section>
      <h2 style={{ marginBottom: 8 }}>{title}</h2>
      <div className="card table-wrap">
        <table className="table">
          <thead><tr><th scope="col">Field</th><th scope="col">Type</th><th scope="col">Examples</th></tr></thead>
          <tbody>
            {Object.entries(fields).map(([name, seen]) => (
              <tr key={name}><td className="mono">{name}</td><td><Badge dot={false}>{seen.type}</Badge></td><td className="dim">{seen.examples.map(plain).join(", ")}</td></tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
