/** The exit rules: who leaves before the end. */
import { ActionIcon, Button, Select, TextInput } from "@mantine/core";
import type { JSX } from "react";
import type { ExitRule } from "@/canvas/document";
import { Icon } from "@/ui/icon/Icon";
import { ConditionField } from "../fields/ConditionField";
import { EventField, PathField } from "../fields/NameFields";
import type { JourneyFormProps } from "./Form";
import { cx } from "@/ui/classes";
import layout from "@/ui/layout/layout.module.css";
import branches from "../fields/branch.module.css";

const EXIT_KINDS = [
  { value: "on", label: "On an event" },
  { value: "change", label: "When a trait changes" },
  { value: "when", label: "When a condition holds" },
];
const kindOf = (rule: ExitRule) =>
  rule.change !== undefined ? "change" : rule.when !== undefined ? "when" : "on";

export function Exits({ document, patch }: JourneyFormProps): JSX.Element {
  const rules = document.exits ?? [];
  const set = (all: ExitRule[], merge?: string) =>
    patch({ exits: all.length ? all : undefined }, merge);
  const change = (at: number, rule: ExitRule) =>
    set(
      rules.map((one, index) => (index === at ? rule : one)),
      `exit${at}`,
    );
  return (
    <>
      <p className={cx(layout.small, layout.dim)}>
        People leave at once, also in the middle of a wait.
      </p>
      {rules.map((rule, at) => (
        <fieldset className={branches.branchForm} key={at}>
          <legend className={layout.hiddenVisually}>Exit rule {at + 1}</legend>
          <div className={layout.row}>
            <Select
              className={layout.grow}
              aria-label="Kind of exit"
              data={EXIT_KINDS}
              value={kindOf(rule)}
              onChange={(kind) =>
                kind && change(at, { [kind]: "", ...(rule.reason ? { reason: rule.reason } : {}) })
              }
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={`Remove exit rule ${at + 1}`}
              onClick={() => set(rules.filter((_, index) => index !== at))}
            >
              <Icon name="trash" size={14} />
            </ActionIcon>
          </div>
          {kindOf(rule) === "on" ? (
            <EventField
              label="Event"
              hideLabel
              value={rule.on ?? ""}
              onChange={(on) => change(at, { ...rule, on })}
            />
          ) : null}
          {kindOf(rule) === "change" ? (
            <PathField
              label="Trait"
              hideLabel
              value={rule.change ?? ""}
              onChange={(field) => change(at, { ...rule, change: field })}
            />
          ) : null}
          {kindOf(rule) === "when" ? (
            <ConditionField
              label="Condition"
              hideLabel
              value={rule.when ?? ""}
              onChange={(when) => change(at, { ...rule, when })}
            />
          ) : null}
          <TextInput
            aria-label="Reason"
            placeholder="Reason, such as upgraded"
            value={rule.reason ?? ""}
            onChange={(event) =>
              change(at, { ...rule, reason: event.currentTarget.value || undefined })
            }
          />
        </fieldset>
      ))}
      <div>
        <Button
          variant="default"
          size="xs"
          leftSection={<Icon name="plus" size={14} />}
          onClick={() => set([...rules, { on: "" }])}
        >
          Add an exit rule
        </Button>
      </div>
    </>
  );
}
