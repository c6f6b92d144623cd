/** What the arms of one experiment did, and what to make of it. */
import type { JSX } from "react";
import type { Experiment } from "@/api/wire";
import { nodeName } from "@/canvas/document";
import { Note } from "@/ui/note/Note";
import { t } from "@/language/t";
import { ContrastCard } from "./Contrasts";
import { RollOut } from "./RollOut";

export function Arms({ journey, one }: { journey: string; one: Experiment }): JSX.Element {
  const name = nodeName(one.name, undefined);
  return (
    <>
      {one.between.rows.length ? (
        <ContrastCard
          title={t`Arms of “${name}”, against each other`}
          text={t(
            "Each arm against the first of the experiment, from the moment at which it was given.",
          )}
          file={`${journey}-${one.node}-arms`}
          found={one.between}
        />
      ) : null}
      {one.against_holdout.rows.length ? (
        <ContrastCard
          title={t`Arms of “${name}”, against the holdout`}
          text={t`Each arm against all who came as far and got no message. ${one.note ?? ""}`.trim()}
          file={`${journey}-${one.node}-arms-against-holdout`}
          found={one.against_holdout}
        />
      ) : one.note ? (
        <Note>{one.note}</Note>
      ) : null}
      <RollOut journey={journey} one={one} name={name} />
    </>
  );
}
