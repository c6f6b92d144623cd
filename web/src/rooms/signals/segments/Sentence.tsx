/** A condition read aloud: names and values set apart from the words between them. */
import { useQuery } from "@tanstack/react-query";
import { Fragment, type JSX } from "react";
import { segments } from "@/api/queries";
import type { SegmentLine } from "@/api/wire";
import { conditionWords } from "@/canvas/rules/words";
import css from "./Sentence.module.css";

/** What people call a segment, by its id. */
export const namesOf = (all: readonly SegmentLine[] | undefined) => {
  const names = new Map((all ?? []).map((one) => [one.id, one.name || one.id]));
  return (id: string) => names.get(id) ?? id;
};

export function Sentence({ when }: { when: string }): JSX.Element {
  const { data } = useQuery({ ...segments(), staleTime: 60_000 });
  const pieces = conditionWords(when, namesOf(data?.segments));
  return (
    <span className={css.sentence} data-part="sentence">
      {pieces.map((piece, at) => (
        <Fragment key={at}>
          {at > 0 && piece.text !== "," ? " " : ""}
          {piece.kind === "code" ? (
            <code>{piece.text}</code>
          ) : (
            <span data-said={piece.kind}>{piece.text}</span>
          )}
        </Fragment>
      ))}
    </span>
  );
}
