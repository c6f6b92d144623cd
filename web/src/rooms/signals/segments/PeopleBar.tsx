/** How many people, of how many, and of how many it cannot be said. */
import type { JSX } from "react";
import type { Audience } from "@/api/wire";
import { compact, count, share } from "@/ui/format/format";

export function PeopleBar({ people }: { people: Audience }): JSX.Element {
  const width = (value: number) => ({
    width: `${people.total ? (value / people.total) * 100 : 0}%`,
  });
  return (
    <div
      className="people-bar"
      title={`${count(people.yes)} in, ${count(people.no)} not, ${count(people.unknown)} unknown`}
    >
      <span>
        <b>{compact(people.yes)}</b>{" "}
        <span className="small dim">{people.total ? share(people.yes / people.total, 0) : ""}</span>
      </span>
      <span className="share-bar" aria-hidden>
        <span className="yes" style={width(people.yes)} />
        <span className="unknown" style={width(people.unknown)} />
      </span>
      <span className="small dim">
        {people.unknown ? `${compact(people.unknown)} unknown` : "all known"}
      </span>
    </div>
  );
}
