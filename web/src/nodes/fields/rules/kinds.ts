/** The kinds of rules as they are offered, and each as it begins. */
import type { Row, RowKind } from "@/canvas/rules/row";
import { t } from "@/language/t";

interface Offered {
  value: RowKind;
  label: string;
}

const FIELDS: Offered[] = [
  { value: "field", label: t("A field") },
  { value: "one_of", label: t("A field is one of") },
  { value: "between", label: t("A field is between") },
  { value: "share", label: t("A field as a share of another") },
  { value: "age", label: t("A date, days or hours from now") },
  { value: "day", label: t("A date, before or after a day") },
  { value: "words", label: t("Words in a field") },
  { value: "size", label: t("How many items a field holds") },
  { value: "truth", label: t("A yes or no field") },
  { value: "has", label: t("A field is known") },
];
const EVENTS: Offered[] = [
  { value: "count", label: t("How often an event") },
  { value: "amount", label: t("How much of an event") },
  { value: "since", label: t("Time since an event") },
  { value: "each", label: t("How often in every period") },
  { value: "sequence", label: t("One event after another") },
];
const BELONGS: Offered[] = [
  { value: "member", label: t("In a segment, list or journey") },
  { value: "may", label: t("Has agreed to a channel") },
  { value: "received", label: t("Received a message of a journey") },
  { value: "receipt", label: t("A message was") },
  { value: "score", label: t("A score") },
  { value: "text", label: t("Anything (text)") },
];

/** A message of this passage is known of nobody outside of the journey. */
const OF_A_PASSAGE: RowKind = "receipt";

/** The kinds to choose from; `kept` stays among them in any case. */
export const offered = (ofPeople: boolean | undefined, kept: RowKind) => [
  { group: t("What is known"), items: FIELDS },
  { group: t("What happened"), items: EVENTS },
  {
    group: t("And else"),
    items: BELONGS.filter(
      (one) => !ofPeople || one.value !== OF_A_PASSAGE || kept === OF_A_PASSAGE,
    ),
  },
];

const PAST = { within: "30d", since: "", where: "" };

export const BLANKS: { [K in RowKind]: Extract<Row, { kind: K }> } = {
  field: { kind: "field", field: "", op: "==", value: "" },
  one_of: { kind: "one_of", field: "", negated: false, values: [] },
  between: { kind: "between", field: "", low: 1, high: 10 },
  share: { kind: "share", field: "", of: "", op: ">=", value: 0.8 },
  age: { kind: "age", field: "", unit: "days_since", op: ">=", value: 14 },
  day: { kind: "day", field: "", op: ">=", value: "" },
  words: { kind: "words", field: "", what: "contains", negated: false, value: "" },
  size: { kind: "size", field: "", op: ">=", value: 1 },
  truth: { kind: "truth", field: "", negated: false },
  has: { kind: "has", field: "", negated: false },
  count: { kind: "count", event: "", ...PAST, op: ">=", value: 1 },
  amount: { kind: "amount", what: "sum", event: "", property: "", ...PAST, op: ">=", value: 1 },
  since: { kind: "since", event: "", unit: "days_since", op: ">=", value: 14 },
  each: { kind: "each", what: "min_count", event: "", period: "1w", times: 4, op: ">=", value: 1 },
  sequence: { kind: "sequence", negated: false, first: "", then: "", property: "", time: "" },
  member: { kind: "member", of: "in_segment", name: "", negated: false },
  may: { kind: "may", channel: "email", topic: "", negated: false },
  received: { kind: "received", message: "", channel: "", within: "30d", negated: false },
  receipt: { kind: "receipt", what: "clicked", node: "", negated: false },
  score: { kind: "score", model: "", op: ">=", value: 0.7 },
  text: { kind: "text", text: "" },
};

/** The row of another kind, which keeps the field or the event that was named already. */
export function turnedInto(row: Row, kind: RowKind): Row {
  const next = BLANKS[kind];
  if ("field" in row && "field" in next) return { ...next, field: row.field };
  return "event" in row && "event" in next ? { ...next, event: row.event } : next;
}
