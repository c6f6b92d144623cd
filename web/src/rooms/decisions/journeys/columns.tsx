/** The column that selects rows of the list, and the tags of a row. */
import { Checkbox } from "@mantine/core";
import type { JSX } from "react";
import type { JourneyLine } from "@/api/wire";
import { Badge } from "@/ui/badge/Badge";
import type { Column } from "@/ui/table/Table";
import { t } from "@/language/t";
import css from "./shelf.module.css";

/** A box in each row; a press on it does not open the row. */
export const selecting = (
  chosen: ReadonlySet<string>,
  onChange: (next: ReadonlySet<string>) => void,
): Column<JourneyLine> => ({
  name: t("Selected"),
  phone: "check",
  cell: (one) => (
    <span className={css.check} onClick={(event) => event.stopPropagation()}>
      <Checkbox
        size="xs"
        aria-label={t`Select ${one.name || one.id}`}
        checked={chosen.has(one.id)}
        onChange={(event) => {
          const next = new Set(chosen);
          if (event.currentTarget.checked) next.add(one.id);
          else next.delete(one.id);
          onChange(next);
        }}
      />
    </span>
  ),
});

export function Tags({ all }: { all: readonly string[] }): JSX.Element | null {
  if (all.length === 0) return null;
  return (
    <span className={css.tags}>
      {all.map((name) => (
        <Badge key={name} dot={false}>
          {name}
        </Badge>
      ))}
    </span>
  );
}
