/** One rule of the builder: which question it asks, the boxes of that question, and what an unknown answer means. */
import { ActionIcon, Select } from "@mantine/core";
import { useEffect, useRef, type JSX } from "react";
import { fieldOf, type RowKind } from "@/canvas/rules/row";
import type { Rule } from "@/canvas/rules/tree";
import { Icon } from "@/ui/icon/Icon";
import css from "../fields.module.css";
import { offered, turnedInto } from "./kinds";
import { RuleBody } from "./RuleBody";
import { t } from "@/language/t";

const UNKNOWN = [
  { value: "no", label: t("if not known: does not match") },
  { value: "yes", label: t("if not known: matches") },
];

interface Props {
  rule: Rule;
  event?: string | undefined;
  ofPeople?: boolean | undefined;
  /** It was just added: its first box has the cursor. */
  fresh: boolean;
  onChange: (rule: Rule | null) => void;
}

export function RuleCard({ rule, event, ofPeople, fresh, onChange }: Props): JSX.Element {
  const { row, lenient } = rule;
  const body = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (fresh) body.current?.querySelector<HTMLElement>("input, textarea")?.focus();
  }, [fresh]);
  const change = (part: Partial<Rule>) => onChange({ ...rule, ...part, source: null });
  return (
    <div className={css.rule}>
      <div className={css.ruleHead}>
        <Select
          className={css.box}
          size="xs"
          variant="unstyled"
          aria-label={t("What the rule looks at")}
          searchable
          data={offered(ofPeople, row.kind)}
          value={row.kind}
          onChange={(kind) =>
            kind && kind !== row.kind && change({ row: turnedInto(row, kind as RowKind) })
          }
        />
        <ActionIcon
          size="sm"
          variant="subtle"
          color="gray"
          aria-label={t("Remove this rule")}
          onClick={() => onChange(null)}
        >
          <Icon name="close" size={13} />
        </ActionIcon>
      </div>
      <div className={css.ruleBody} ref={body}>
        <RuleBody row={row} event={event} onChange={(next) => change({ row: next })} />
        {fieldOf(row) === undefined ? null : (
          <Select
            className={css.unknownWay}
            size="xs"
            variant="unstyled"
            aria-label={t("If it is not known")}
            searchable
            data={UNKNOWN}
            value={lenient ? "yes" : "no"}
            onChange={(way) => change({ lenient: way === "yes" })}
          />
        )}
      </div>
    </div>
  );
}
