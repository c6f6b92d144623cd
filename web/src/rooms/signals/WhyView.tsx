/** Why did, or didn't, this person get this? The answer, and the values that decided. */
import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { JSX } from "react";
import { catalog, why } from "@/api/queries";
import type { Person, Why } from "@/api/schema";
import { when } from "@/ui/format";
import { Await, Badge } from "@/ui/parts";
import { valueLines, Values } from "./Values";

export function WhyView({ person, journey, onJourney }: { person: Person; journey: string; onJourney: (journey: string) => void }): JSX.Element {
  const { data } = useQuery(catalog());
  const names = [...new Set([...person.enrollments.flatMap((one) => (one.journey ? [one.journey] : [])), ...(data?.journeys ?? [])])];
  const query = useQuery(why(person.person, journey));
  return (
    <section className="stack" aria-label="Why">
      <Select label="Why did, or didn't, this person get the messages of" placeholder="Choose a journey" searchable data={names} value={journey || null} onChange={(value) => value && onJourney(value)} nothingFoundMessage="No journey of this name" />
      {journey ? <Await query={query}>{(answer) => <Answer why={answer} />}</Await> : <p className="dim">Every step taken, refused, held or capped was kept with its reason and the values that decided it. Choose a journey to read them.</p>}
    </section>
  );
}

function Answer({ why: found }: { why: Why }): JSX.Element {
  return (
    <>
      <p className="answer" role="status">{found.answer}</p>
      {found.entries.map((entry) => (
        <section className="card pad" key={entry.enrollment} aria-label={`Entered ${when(entry.entered_at)}`}>
          <div className="spread">
            <h2>Entered {when(entry.entered_at)}</h2>
            <span>{entry.held ? <Badge tone="info">held out of the {entry.held}</Badge> : null} {entry.ended ? <Badge dot={false}>{entry.ended.replace(/_/g, " ")}</Badge> : <Badge tone="good">still inside</Badge>}</span>
          </div>
          <ol className="why-steps">
            {entry.steps.map((step, at) => (
              <li key={at}>
                <div className="spread">
                  {step.node && step.kind !== "entered" ? <b className="mono">{step.node}</b> : <b>{step.kind.replace(/_/g, " ")}</b>}
                  <span className="small dim num">{when(step.at)}</span>
                </div>
                <div>{step.text}</div>
                {step.reason ? <div className="small dim">Reason: {step.reason.replace(/_/g, " ")}</div> : null}
                <Values lines={valueLines(step.data)} />
              </li>
            ))}
          </ol>
        </section>
      ))}
      {found.not_entered.length ? (
        <section className="card pad" aria-label="Did not enter">
          <h2>Did not enter</h2>
          <ol className="why-steps">
            {found.not_entered.map((one, at) => (
              <li key={at}>
                <div className="spread"><b>{(one.reason || one.kind).replace(/_/g, " ")}</b><span className="small dim num">{when(one.at)}</span></div>
                <div>{one.text}</div>
                <Values lines={valueLines(one.data)} />
              </li>
            ))}
          </ol>
        </section>
      ) : null}
    </>
  );
}
