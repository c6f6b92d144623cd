/** What the first version does when it goes live: how people get in, who does at once, and who is held out. */
import type { JSX } from "react";
import type { Journey } from "@/canvas/document";
import { useSegmentName } from "@/nodes/fields/segmentNames";
import { Counted } from "@/nodes/fields/Counted";
import { enteringNow, namesSegments, wayWords } from "@/nodes/entry/ways/words";
import { cx } from "@/ui/classes";
import layout from "@/ui/layout/layout.module.css";

export function FirstVersion({ document }: { document: Journey }): JSX.Element {
  const { entry, holdout } = document;
  const ways = wayWords(entry, useSegmentName(namesSegments(entry)));
  const now = enteringNow(entry);
  return (
    <div className={cx(layout.stack, layout.tight)}>
      <p>
        {ways.length
          ? `From now on, people enter when ${ways.join(", or when ")}. `
          : "Nobody can enter yet. Choose what starts the journey. "}
        {holdout?.percent
          ? `${holdout.percent} % of them are held out, so that you can see what the journey causes.`
          : "Nobody is held out, so its lift cannot be measured: set a holdout at the entry."}
      </p>
      {now ? (
        <>
          <p>People of whom it already holds enter now:</p>
          <Counted when={now} />
        </>
      ) : null}
    </div>
  );
}
