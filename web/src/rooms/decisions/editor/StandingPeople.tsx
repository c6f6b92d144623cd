/** Who stands on a step now, and what they wait for. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { JSX } from "react";
import { standing } from "@/api/queries";
import { ago } from "@/ui/format";
import { Await, Badge } from "@/ui/parts";

export function StandingPeople({ journey, node }: { journey: string; node: string }): JSX.Element {
  const query = useQuery(standing(journey, node));
  return (
    <section aria-label="People on this step" className="standing">
      <h3>Here now</h3>
      <Await query={query} lines={3}>
        {({ people }) =>
          people.length === 0 ? (
            <p className="dim small">Nobody stands on this step.</p>
          ) : (
            <ul>
              {people.map((one) => (
                <li key={`${one.person}-${one.arrived_at}`}>
                  <div className="spread">
                    <Link to="/people/$id" params={{ id: one.person }} search={{ tab: "why", journey }} className="link clip">{one.person}</Link>
                    {one.held ? <Badge tone="info">held out</Badge> : null}
                    {one.wake_at ? <span className="small dim num">{ago(one.wake_at)}</span> : null}
                  </div>
                  <div className="small dim">{one.waiting || "waits"}</div>
                </li>
              ))}
            </ul>
          )
        }
      </Await>
    </section>
  );
}
