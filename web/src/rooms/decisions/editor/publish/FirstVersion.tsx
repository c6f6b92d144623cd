/** What the first version does when it goes live: how people get in, and who is held out. */
import type { JSX } from "react";
import type { Journey } from "@/canvas/document";
import { useSegmentName } from "@/nodes/fields/segmentNames";
import { namesSegments, wayWords } from "@/nodes/entry/ways/words";
import { t } from "@/language/t";

export function FirstVersion({ document }: { document: Journey }): JSX.Element {
  const { entry, holdout } = document;
  const ways = wayWords(entry, useSegmentName(namesSegments(entry)));
  return (
    <p>
      {ways.length
        ? t`From now on, people enter ${ways.join("; or ")}. `
        : t("Nobody can enter yet. Choose what starts the journey. ")}
      {holdout?.percent
        ? t`${holdout.percent} % of them are held out, so that you can see what the journey causes.`
        : t("Nobody is held out, so its lift cannot be measured: set a holdout at the entry.")}
    </p>
  );
}
