/** The rule "in a segment, a list or a journey". */
import { Select } from "@mantine/core";
import type { JSX } from "react";
import type { Membership, Row } from "@/canvas/rules/row";
import { JourneyField, ListField, SegmentField } from "../MemberFields";
import { Choice, YES_NO } from "./RuleParts";
import { t } from "@/language/t";
import css from "../fields.module.css";

const FIELDS = { in_segment: SegmentField, in_list: ListField, in_journey: JourneyField };

export function MemberRule({
  row,
  onChange,
}: {
  row: Extract<Row, { kind: "member" }>;
  onChange: (row: Row) => void;
}): JSX.Element {
  const Name = FIELDS[row.of];
  return (
    <>
      <Choice
        label={t("In or not in")}
        data={YES_NO(t("in"), t("not in"))}
        negated={row.negated}
        onChange={(negated) => onChange({ ...row, negated })}
      />
      <Select
        className={css.op}
        aria-label={t("Segment, list or journey")}
        searchable
        allowDeselect={false}
        data={[
          { value: "in_segment", label: t("segment") },
          { value: "in_list", label: t("list") },
          { value: "in_journey", label: t("journey") },
        ]}
        value={row.of}
        onChange={(of) => of && onChange({ ...row, of: of as Membership })}
      />
      <Name
        className={css.box}
        label={t("Name")}
        hideLabel
        value={row.name}
        onChange={(name) => onChange({ ...row, name })}
      />
    </>
  );
}
