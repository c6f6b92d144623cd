/** A sentence of the server, in which `backticks` mean something to type. */
import type { JSX } from "react";

export function Words({ text }: { text: string }): JSX.Element {
  return (
    <>
      {text
        .split("`")
        .map((part, at) =>
          at % 2 === 1 ? <code key={at}>{part}</code> : <span key={at}>{part}</span>,
        )}
    </>
  );
}
