/** Sentences of the catalogue that hold more than text, such as a link or a number in bold. */
import { createElement, Fragment, type JSX, type ReactNode } from "react";
import { cut, keyOf } from "./t";

/** rich`Read ${<a href="…">…</a>} first.`: as `t`, with what a page may show in its gaps. */
export function rich(parts: TemplateStringsArray, ...values: ReactNode[]): JSX.Element {
  const shown = cut(keyOf(parts)).map((part, at) => (at % 2 === 1 ? values[Number(part)] : part));
  return createElement(Fragment, null, ...shown);
}
