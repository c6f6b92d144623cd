/** The rule "in a segment or list". */
import { Select } from "@mantine/core";
import type { JSX } from "react";
import type { Row } from "@/canvas/condition";
import { ListField, SegmentField } from "./MemberFields";
import { Choice, YES_NO } from "./RuleParts";
import css from "./fields.module.css";

export function MemberRule({
  row,
  onChange,
}: {
  row: Extract<Row, { kind: "member" }>;
  onChange: (row: Row) => void;
}): JSX.Element {
  return (
    <>
      <Choice
        label="In or not in"
        data={YES_NO("in", "not in")}
        negated={row.negated}
        onChange={(negated) => onChange({ ...row, negated })}
      />
      <Select
        className={css.op}
        aria-label="Segment or list"
        data={[
          { value: "in_segment", label: "segment" },
          { value: "in_list", label: "list" },
        ]}
        value={row.of}
        onChange={(of) => onChange({ ...row, of: of === "in_list" ? "in_list" : "in_segment" })}
      />
      {row.of === "in_segment" ? (
        <SegmentField
          className={css.box}
          label="Name"
          hideLabel
          value={row.name}
          onChange={(name) => onChange({ ...row, name })}
        />
      ) : (
        <ListField
          className={css.box}
          label="Name"
          hideLabel
          value={row.name}
          onChange={(name) => onChange({ ...row, name })}
        />
      )}
    </>
  );
}
