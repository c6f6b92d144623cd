/** A row of the outline in words, as a reader of the screen says it. */
import { nodeName, type Journey, type JourneyNode } from "@/canvas/document";
import { edgesOf } from "@/canvas/edges";
import { definitionOf, summaryOf } from "@/canvas/kinds";
import type { OutlineRow } from "@/canvas/outline";
import { t } from "@/language/t";

export interface Marks {
  errors: number;
  warnings: number;
  /** Open threads of comments. */
  talk: number;
  /** Who else is there, by their initials. */
  others: string;
}

const many = (count: number, one: string, more: string) =>
  count === 0 ? [] : [`${count} ${count === 1 ? one : more}`];

function pathsOf(node: JourneyNode): string[] {
  const edges = edgesOf(node);
  const otherwise = edges.some((edge) => edge.role === "otherwise");
  const rest = edges.length - (otherwise ? 1 : 0);
  if (edges.length < 2) return [];
  return [`${rest} ${rest === 1 ? t("path") : t("paths")}${otherwise ? t(" and otherwise") : ""}`];
}

/** What a step does in one line; "" where its paths say it. */
export const lineOf = (node: JourneyNode): string =>
  definitionOf(node.kind).bareCard ? "" : summaryOf(node);

/** "Split, Which offer?, 3 paths and otherwise, 1 error, step 3 of 26". */
export function stepWords(
  document: Journey,
  id: string,
  place: number,
  { errors, warnings, talk, others }: Marks,
  withLine = true,
): string {
  const node = document.nodes[id];
  if (!node) return id;
  const total = Object.keys(document.nodes).length;
  return [
    definitionOf(node.kind).name,
    nodeName(id, node),
    ...(withLine && lineOf(node) ? [lineOf(node)] : []),
    ...pathsOf(node),
    ...many(errors, "error", "errors"),
    ...many(warnings, "warning", "warnings"),
    ...many(talk, "comment", "comments"),
    ...(others ? [t`${others} is here`] : []),
    t`step ${place} of ${total}`,
  ].join(", ");
}

/** A row that is no step. */
export function otherWords(document: Journey, row: Exclude<OutlineRow, { kind: "step" }>): string {
  switch (row.kind) {
    case "entry":
      return t("Entry, who enters");
    case "path":
      return t`Path ${row.edge.label || t("then")}${row.edge.target ? "" : t(", leads nowhere yet")}`;
    case "join":
      return t`Continues at ${nodeName(row.id, document.nodes[row.id])}`;
    case "end":
      return t("The journey ends here");
  }
}
