/** The rule "in a segment or list". */
import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { JSX } from "react";
import { catalog, segments } from "@/api/queries";
import type { Row } from "@/canvas/condition";
import { Choice, YES_NO } from "./RuleParts";
import css from "./fields.module.css";

export function MemberRule({
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
        className={css.op}
        aria-label="Segment or list"
        data={[
          { value: "in_segment", label: "segment" },
          { value: "in_list", label: "list" },
        ]}
        value={row.of}
        onChange={(of) => onChange({ ...row, of: of === "in_list" ? "in_list" : "in_segment" })}
      />
      <Select
        className={css.box}
        aria-label="Name"
        searchable
        data={names.map((id) => ({ value: id, label: titles.get(id) ?? id }))}
        value={row.name || null}
        onChange={(name) => onChange({ ...row, name: name ?? "" })}
      />
    </>
  );
}
