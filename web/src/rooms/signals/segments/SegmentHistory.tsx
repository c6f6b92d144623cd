/** What a segment was: who changed it, when and why. */
import { Button } from "@mantine/core";
import { useState, type JSX } from "react";
import type { SegmentVersion } from "@/api/wire";
import { ago } from "@/ui/format/format";
import { Sentence } from "./Sentence";

const FIRST = 5;

export function SegmentHistory({
  versions,
  onOpen,
}: {
  versions: SegmentVersion[];
  onOpen: (version: SegmentVersion) => void;
}): JSX.Element {
  const [all, setAll] = useState(false);
  const shown = all ? versions : versions.slice(0, FIRST);
  return (
    <section className="card pad stack" aria-label="History">
      <h2>History</h2>
      <ol className="segment-history">
        {shown.map((one, at) => (
          <li key={one.version}>
            <div className="spread">
              <b>Version {one.version}</b>
              <span className="small dim num">{ago(one.published_at)}</span>
            </div>
            <p className="small">
              {one.reason}
              {one.by ? <span className="dim"> — {one.by}</span> : null}
            </p>
            <p className="small dim">
              <Sentence when={one.when} />
            </p>
            {at > 0 ? (
              <div>
                <Button
                  variant="subtle"
                  size="compact-xs"
                  aria-label={`Open version ${one.version} in the form`}
                  onClick={() => onOpen(one)}
                >
                  Open in the form
                </Button>
              </div>
            ) : null}
          </li>
        ))}
      </ol>
      {versions.length > shown.length ? (
        <Button variant="subtle" size="compact-xs" onClick={() => setAll(true)}>
          Show all {versions.length}
        </Button>
      ) : null}
    </section>
  );
}
