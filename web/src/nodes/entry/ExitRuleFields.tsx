/** One exit rule, of a journey or of the workspace: its kind, what it waits for, and its reason. */
import { ActionIcon, Select, TextInput } from "@mantine/core";
import type { JSX, ReactNode } from "react";
import type { ExitRule } from "@/canvas/document";
import { cx } from "@/ui/classes";
import { Icon } from "@/ui/icon/Icon";
import layout from "@/ui/layout/layout.module.css";
import branches from "../fields/branch.module.css";
import { ConditionField } from "../fields/ConditionField";
import { EventField, PathField } from "../fields/NameFields";
import { useBoxes } from "../fields/boxes";
import { t } from "@/language/t";

const EXIT_KINDS = [
  { value: "on", label: t("On an event") },
  { value: "change", label: t("When a field changes") },
  { value: "when", label: t("When a condition holds") },
];
const kindOf = (rule: ExitRule) =>
  rule.change !== undefined ? "change" : rule.when !== undefined ? "when" : "on";

interface Props<Rule extends ExitRule> {
  rule: Rule;
  /** Its place among the rules, from 1 on. */
  number: number;
  change: (rule: Rule) => void;
  remove: () => void;
  /** No message of a journey can be asked for. */
  ofPeople?: boolean;
  children?: ReactNode;
}

export function ExitRuleFields<Rule extends ExitRule>({
  rule,
  number,
  change,
  remove,
  ofPeople,
  children,
}: Props<Rule>): JSX.Element {
  const kind = kindOf(rule);
  const box = useBoxes();
  const other = { on: undefined, where: undefined, change: undefined, when: undefined };
  return (
    <fieldset className={branches.branchForm}>
      <legend className={layout.hiddenVisually}>{t`Exit rule ${number}`}</legend>
      <div className={layout.row}>
        <Select
          className={layout.grow}
          aria-label={t("Kind of exit")}
          searchable
          data={EXIT_KINDS}
          value={kind}
          onChange={(chosen) => chosen && change({ ...rule, ...other, [chosen]: "" })}
        />
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t`Remove exit rule ${number}`}
          onClick={remove}
        >
          <Icon name="trash" size={14} />
        </ActionIcon>
      </div>
      {kind === "on" ? (
        <EventField
          label={t("Event")}
          {...box("on")}
          hideLabel
          value={rule.on ?? ""}
          onChange={(on) => change({ ...rule, on })}
        />
      ) : null}
      {kind === "change" ? (
        <PathField
          label={t("Field")}
          {...box("change")}
          hideLabel
          value={rule.change ?? ""}
          onChange={(field) => change({ ...rule, change: field })}
        />
      ) : null}
      {kind === "when" ? (
        <ConditionField
          label={t("Condition")}
          {...box("when")}
          hideLabel
          ofPeople={ofPeople}
          value={rule.when ?? ""}
          onChange={(when) => change({ ...rule, when })}
        />
      ) : null}
      <TextInput
        aria-label={t("Reason")}
        {...box("reason")}
        placeholder={t("Reason, such as upgraded")}
        value={rule.reason ?? ""}
        onChange={(event) => change({ ...rule, reason: event.currentTarget.value || undefined })}
      />
      {children ? <div className={cx(layout.row, layout.wrap)}>{children}</div> : null}
    </fieldset>
  );
}
