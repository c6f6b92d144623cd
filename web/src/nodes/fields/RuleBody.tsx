/** The boxes of one rule, by the question that it asks. */
import { Select, Textarea, TextInput } from "@mantine/core";
import type { JSX } from "react";
import type { Row } from "@/canvas/condition";
import { FieldRule } from "./FieldRule";
import { MemberRule } from "./MemberRule";
import { EventField, PathField } from "./NameFields";
import { ReceiptRule } from "./ReceiptRule";
import { Amount, bare, Choice, Op, typed, YES_NO } from "./RuleParts";
import { cx } from "@/ui/classes";
import css from "./fields.module.css";
import layout from "@/ui/layout/layout.module.css";

interface Props {
  row: Row;
  event?: string | undefined;
  onChange: (row: Row) => void;
}

export function RuleBody({ row, event, onChange }: Props): JSX.Element {
  switch (row.kind) {
    case "field":
      return <FieldRule row={row} event={event} onChange={onChange} />;
    case "one_of":
      return (
        <>
          <PathField
            className={css.box}
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
            className={cx(css.box, css.wide)}
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
            className={css.box}
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
            className={cx(css.box, css.wide)}
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
            className={css.box}
            aria-label="Within"
            placeholder="ever"
            leftSection={<span className={cx(layout.small, layout.dim)}>in</span>}
            value={row.within}
            onChange={(change) => onChange({ ...row, within: change.currentTarget.value })}
          />
        </>
      );
    case "since":
      return (
        <>
          <EventField
            className={cx(css.box, css.wide)}
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
            className={css.box}
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
      return <MemberRule row={row} onChange={onChange} />;
    case "receipt":
      return <ReceiptRule row={row} onChange={onChange} />;
    case "text":
      return (
        <Textarea
          className={css.box}
          aria-label="Rule as text"
          classNames={{ input: layout.mono }}
          autosize
          minRows={1}
          value={row.text}
          onChange={(change) => onChange({ ...row, text: change.currentTarget.value })}
        />
      );
  }
}
