/** The rule that compares a field with a value, or with another field. */
import { Button, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { JSX } from "react";
import { catalog } from "@/api/queries";
import { isOtherField, type Row } from "@/canvas/rules/row";
import { cx } from "@/ui/classes";
import layout from "@/ui/layout/layout.module.css";
import css from "../fields.module.css";
import { fieldsOf, PathField, ValueField } from "../NameFields";
import { bare, Op, typed } from "./RuleParts";
import { rich } from "@/language/rich";
import { t } from "@/language/t";

interface Props {
  row: Extract<Row, { kind: "field" }>;
  event?: string | undefined;
  onChange: (row: Row) => void;
}

const WITH = [
  { value: "value", label: t("a value") },
  { value: "field", label: t("a field") },
];

export function FieldRule({ row, event, onChange }: Props): JSX.Element {
  const { data } = useQuery(catalog());
  const other = isOtherField(row.value) ? row.value.field : null;
  const word = isOtherField(row.value) ? "" : row.value;
  const meant = typeof word === "string" && fieldsOf(data, event).has(word) ? word : null;
  const name = event === undefined ? {} : { event };
  return (
    <>
      <PathField
        className={cx(css.box, css.wide)}
        label={t("Field")}
        hideLabel
        {...name}
        value={row.field}
        onChange={(field) => onChange({ ...row, field })}
      />
      <Op value={row.op} onChange={(op) => onChange({ ...row, op })} />
      <Select
        className={css.with}
        aria-label={t("Compared with")}
        searchable
        data={WITH}
        value={other === null ? "value" : "field"}
        onChange={(kind) => onChange({ ...row, value: kind === "field" ? { field: "" } : "" })}
      />
      {other === null ? (
        <ValueField
          className={css.box}
          label={t("Value")}
          field={row.field}
          {...name}
          value={bare(word)}
          onChange={(value) => onChange({ ...row, value: typed(value) })}
        />
      ) : (
        <PathField
          className={css.box}
          label={t("Other field")}
          hideLabel
          {...name}
          value={other}
          onChange={(field) => onChange({ ...row, value: { field } })}
        />
      )}
      {meant === null ? null : (
        <div className={cx(layout.row, css.wide)} role="status">
          <span
            className={layout.small}
          >{rich`${(<span className={layout.mono}>{meant}</span>)} is a field; here it stands for the word.`}</span>
          <Button
            size="compact-xs"
            variant="subtle"
            onClick={() => onChange({ ...row, value: { field: meant } })}
          >
            {t("Compare with the field")}
          </Button>
        </div>
      )}
    </>
  );
}
