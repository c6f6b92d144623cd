/** Signals, decisions, messages and receipts of one person, in one line of time. */
import { Chip, Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState, type JSX } from "react";
import { timeline } from "@/api/queries";
import type { TimelineFact } from "@/api/schema";
import { clock, day, when } from "@/ui/format";
import { Await, Badge, Empty, KindChip } from "@/ui/parts";
import { lookOf } from "./factKinds";
import { valueLines, Values } from "./Values";

const GROUPS: Record<string, string[]> = {
  signals: ["event", "person", "account", "consent", "list", "merged", "quality"],
  decisions: ["entered", "not_entered", "stepped", "waited", "assigned", "updated", "exited", "goal", "withheld", "refused", "shifted"],
  messages: ["message", "attempt", "receipt"],
};
const NAMES = Object.keys(GROUPS);

export function Timeline({ id }: { id: string }): JSX.Element {
  const query = useQuery(timeline(id));
  const [groups, setGroups] = useState<string[]>(NAMES);
  const [shown, setShown] = useState(60);
  const wanted = new Set(groups.flatMap((one) => GROUPS[one] ?? []));
  const known = new Set(Object.values(GROUPS).flat());
  return (
    <section className="card pad" aria-label="Timeline">
      <Chip.Group multiple value={groups} onChange={setGroups}>
        <div className="row" style={{ marginBottom: 6 }}>{NAMES.map((one) => <Chip key={one} size="xs" value={one}>{one}</Chip>)}</div>
      </Chip.Group>
      <Await query={query}>
        {({ facts }) => {
          const lines = facts.filter((one) => wanted.has(one.kind) || !known.has(one.kind)).sort((a, b) => b.at - a.at);
          if (lines.length === 0) return <Empty icon="history" title="Nothing here">No fact of this kind is known of this person.</Empty>;
          return (
            <>
              <ol className="timeline">
                {lines.slice(0, shown).map((fact, at) => <Line key={`${fact.at}-${at}`} fact={fact} newDay={at === 0 || day(fact.at) !== day(lines[at - 1]?.at ?? 0)} />)}
              </ol>
              {lines.length > shown ? <Button variant="subtle" onClick={() => setShown(shown + 100)}>Show more</Button> : null}
            </>
          );
        }}
      </Await>
    </section>
  );
}

function Line({ fact, newDay }: { fact: TimelineFact; newDay: boolean }): JSX.Element {
  const look = lookOf(fact.kind);
  const values = valueLines(fact.data);
  return (
    <>
      {newDay ? <li className="day-line" style={{ display: "block" }}>{day(fact.at)}</li> : null}
      <li>
        <time className="small dim num" title={when(fact.at)} dateTime={new Date(fact.at).toISOString()}>{clock(fact.at)}</time>
        <KindChip kind={look.kind} icon={look.icon} size={13} />
        <div>
          <div>{fact.text}</div>
          <div className="row wrap small dim">
            <span>{fact.kind.replace(/_/g, " ")}</span>
            {fact.journey ? <Link className="link" to="/journeys/$id" params={{ id: fact.journey }}>{fact.journey}</Link> : null}
            {fact.node ? <span className="mono">{fact.node}</span> : null}
            {fact.channel ? <Badge dot={false}>{fact.channel}</Badge> : null}
            {fact.reason ? <span>because: {fact.reason.replace(/_/g, " ")}</span> : null}
          </div>
          {values.length ? (
            <details>
              <summary>{values.length} value{values.length === 1 ? "" : "s"}</summary>
              <Values lines={values} />
            </details>
          ) : null}
        </div>
      </li>
    </>
  );
}
