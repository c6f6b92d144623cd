/** One rule of the builder. */
import { ActionIcon, NumberInput, Select, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { JSX } from "react";
import { catalog, segments } from "@/api/queries";
import {
  COMPARISONS,
  readLiteral,
  writeLiteral,
  type Comparison,
  type Literal,
  type Row,
} from "@/canvas/condition";
import { Icon } from "@/ui/Icon";
import { EventField, PathField, ValueField } from "./NameFields";

const KINDS = [
  { value: "field", label: "A field" },
  { value: "one_of", label: "A field is one of" },
  { value: "has", label: "A field is known" },
  { value: "count", label: "How often an event" },
  { value: "since", label: "Time since an event" },
  { value: "member", label: "In a segment or list" },
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

const OP_WORDS: Record<Comparison, string> = {
  "==": "is",
  "!=": "is not",
  ">": "more than",
  ">=": "at least",
  "<": "less than",
  "<=": "at most",
};
const OPS = COMPARISONS.map((value) => ({ value, label: OP_WORDS[value] }));
const YES_NO = (yes: string, no: string) => [
  { value: "yes", label: yes },
  { value: "no", label: no },
];
const bare = (value: Literal) =>
  typeof value === "string" && readLiteral(value) === value ? value : writeLiteral(value);

/** Text in quotes is text even when it looks like a number. */
const typed = (text: string): Literal =>
  /^".*"$/.test(text) ? text.slice(1, -1).replace(/\\"/g, '"') : readLiteral(text);

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
    <div className="rule">
      <div className="row">
        <Select
          className="grow"
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
      <div className="row rule-body">
        <Body row={row} event={event} onChange={onChange} />
      </div>
    </div>
  );
}

function Body({ row, event, onChange }: Props): JSX.Element {
  switch (row.kind) {
    case "field":
      return (
        <>
          <PathField
            className="grow wide"
            label="Field"
            hideLabel
            event={event}
            value={row.field}
            onChange={(field) => onChange({ ...row, field })}
          />
          <Op value={row.op} onChange={(op) => onChange({ ...row, op })} />
          <ValueField
            className="grow"
            label="Value"
            field={row.field}
            event={event}
            value={bare(row.value)}
            onChange={(value) => onChange({ ...row, value: typed(value) })}
          />
        </>
      );
    case "one_of":
      return (
        <>
          <PathField
            className="grow"
            label="Field"
            hideLabel
            event={event}
            value={row.field}
            onChange={(field) => onChange({ ...row, field })}
          />
          <Choice
            label="Is or is not"
            data={YES_NO("is one of", "is none of")}
            negated={row.negated}
            onChange={(negated) => onChange({ ...row, negated })}
          />
          <TextInput
            className="grow wide"
            aria-label="Values, parted by commas"
            placeholder="free, starter"
            value={row.values.map(bare).join(", ")}
            onChange={(change) =>
              onChange({ ...row, values: change.currentTarget.value.split(/,\s*/).map(typed) })
            }
          />
        </>
      );
    case "has":
      return (
        <>
          <PathField
            className="grow"
            label="Field"
            hideLabel
            event={event}
            value={row.field}
            onChange={(field) => onChange({ ...row, field })}
          />
          <Choice
            label="Known or not"
            data={YES_NO("is known", "is not known")}
            negated={row.negated}
            onChange={(negated) => onChange({ ...row, negated })}
          />
        </>
      );
    case "count":
      return (
        <>
          <EventField
            className="grow wide"
            label="Event"
            hideLabel
            value={row.event}
            onChange={(name) => onChange({ ...row, event: name })}
          />
          <Op value={row.op} onChange={(op) => onChange({ ...row, op })} />
          <Amount
            label="Times"
            value={row.value}
            onChange={(value) => onChange({ ...row, value })}
          />
          <TextInput
            className="grow"
            aria-label="Within"
            placeholder="ever"
            leftSection={<span className="small dim">in</span>}
            value={row.within}
            onChange={(change) => onChange({ ...row, within: change.currentTarget.value })}
          />
        </>
      );
    case "since":
      return (
        <>
          <EventField
            className="grow wide"
            label="Event"
            hideLabel
            value={row.event}
            onChange={(name) => onChange({ ...row, event: name })}
          />
          <Op value={row.op} onChange={(op) => onChange({ ...row, op })} />
          <Amount
            label="Amount"
            value={row.value}
            onChange={(value) => onChange({ ...row, value })}
          />
          <Select
            className="grow"
            aria-label="Unit"
            data={[
              { value: "days_since", label: "days ago" },
              { value: "hours_since", label: "hours ago" },
            ]}
            value={row.unit}
            onChange={(unit) =>
              onChange({ ...row, unit: unit === "hours_since" ? "hours_since" : "days_since" })
            }
          />
        </>
      );
    case "member":
      return <Member row={row} onChange={onChange} />;
    case "receipt":
      return (
        <>
          <TextInput
            className="grow wide"
            aria-label="Message step"
            placeholder="id of the message step"
            value={row.node}
            onChange={(change) => onChange({ ...row, node: change.currentTarget.value })}
          />
          <Choice
            label="Was or was not"
            data={YES_NO("was", "was not")}
            negated={row.negated}
            onChange={(negated) => onChange({ ...row, negated })}
          />
          <Select
            className="grow"
            aria-label="Receipt"
            data={["delivered", "opened", "clicked", "replied"]}
            value={row.what}
            onChange={(what) => what && onChange({ ...row, what: what as typeof row.what })}
          />
        </>
      );
    case "text":
      return (
        <Textarea
          className="grow"
          aria-label="Rule as text"
          classNames={{ input: "mono" }}
          autosize
          minRows={1}
          value={row.text}
          onChange={(change) => onChange({ ...row, text: change.currentTarget.value })}
        />
      );
  }
}

function Op({
  value,
  onChange,
}: {
  value: Comparison;
  onChange: (op: Comparison) => void;
}): JSX.Element {
  return (
    <Select
      className="op"
      aria-label="Comparison"
      data={OPS}
      value={value}
      onChange={(op) => op && onChange(op as Comparison)}
    />
  );
}

function Amount({
  label,
  value,
  onChange,
}: {
  label: string;
  value: number;
  onChange: (value: number) => void;
}): JSX.Element {
  return (
    <NumberInput
      className="amount"
      aria-label={label}
      value={value}
      onChange={(next) => onChange(Number(next) || 0)}
    />
  );
}

function Choice({
  label,
  data,
  negated,
  onChange,
}: {
  label: string;
  data: { value: string; label: string }[];
  negated: boolean;
  onChange: (negated: boolean) => void;
}): JSX.Element {
  return (
    <Select
      className="op"
      aria-label={label}
      data={data}
      value={negated ? "no" : "yes"}
      onChange={(value) => onChange(value === "no")}
    />
  );
}

function Member({
  row,
  onChange,
}: {
  row: Extract<Row, { kind: "member" }>;
  onChange: (row: Row) => void;
}): JSX.Element {
  const { data } = useQuery(catalog());
  const { data: known } = useQuery({
    ...segments(),
    enabled: row.of === "in_segment",
    staleTime: 60_000,
  });
  const ids = (row.of === "in_segment" ? data?.segments : data?.lists) ?? [];
  const titles = new Map(
    row.of === "in_segment" ? known?.segments.map((one) => [one.id, one.name || one.id]) : [],
  );
  const names = [...new Set([...ids, ...titles.keys(), ...(row.name ? [row.name] : [])])];
  return (
    <>
      <Choice
        label="In or not in"
        data={YES_NO("in", "not in")}
        negated={row.negated}
        onChange={(negated) => onChange({ ...row, negated })}
      />
      <Select
        className="op"
        aria-label="Segment or list"
        data={[
          { value: "in_segment", label: "segment" },
          { value: "in_list", label: "list" },
        ]}
        value={row.of}
        onChange={(of) => onChange({ ...row, of: of === "in_list" ? "in_list" : "in_segment" })}
      />
      <Select
        className="grow"
        aria-label="Name"
        searchable
        data={names.map((id) => ({ value: id, label: titles.get(id) ?? id }))}
        value={row.name || null}
        onChange={(name) => onChange({ ...row, name: name ?? "" })}
      />
    </>
  );
}
