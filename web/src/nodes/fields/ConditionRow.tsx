/** One rule of the builder: which question it asks, and the boxes of that question. */
import { ActionIcon, Select } from "@mantine/core";
import type { JSX } from "react";
import type { Row } from "@/canvas/condition";
import { Icon } from "@/ui/icon/Icon";
import { RuleBody } from "./RuleBody";
import css from "./fields.module.css";

const KINDS = [
  { value: "field", label: "A field" },
  { value: "one_of", label: "A field is one of" },
  { value: "has", label: "A field is known" },
  { value: "count", label: "How often an event" },
  { value: "since", label: "Time since an event" },
  { value: "member", label: "In a segment, list or journey" },
  { value: "receipt", label: "A message was" },
  { value: "text", label: "Anything (text)" },
];

const BLANKS: Record<string, Row> = {
  field: { kind: "field", field: "", op: "==", value: "" },
  one_of: { kind: "one_of", field: "", negated: false, values: [] },
  has: { kind: "has", field: "", negated: false },
  count: { kind: "count", event: "", within: "30d", op: ">=", value: 1 },
  since: { kind: "since", event: "", unit: "days_since", op: ">=", value: 14 },
  member: { kind: "member", of: "in_segment", name: "", negated: false },
  receipt: { kind: "receipt", what: "clicked", node: "", negated: false },
  text: { kind: "text", text: "" },
};

interface Props {
  row: Row;
  event?: string | undefined;
  ofPeople?: boolean | undefined;
  onChange: (row: Row | null) => void;
}

export function ConditionRow({ row, event, ofPeople, onChange }: Props): JSX.Element {
  const kinds = ofPeople
    ? KINDS.filter((one) => one.value !== "receipt" || row.kind === "receipt")
    : KINDS;
  return (
    <div className={css.rule}>
      <div className={css.ruleHead}>
        <Select
          className={css.box}
          size="xs"
          variant="unstyled"
          aria-label="What the rule looks at"
          data={kinds}
          value={row.kind}
          onChange={(kind) => kind && onChange(BLANKS[kind] ?? row)}
        />
        <ActionIcon
          size="sm"
          variant="subtle"
          color="gray"
          aria-label="Remove this rule"
          onClick={() => onChange(null)}
        >
          <Icon name="close" size={13} />
        </ActionIcon>
      </div>
      <div className={css.ruleBody}>
        <RuleBody row={row} event={event} onChange={onChange} />
      </div>
    </div>
  );
}
