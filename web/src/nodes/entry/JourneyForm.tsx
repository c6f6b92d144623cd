/** The form of the journey itself: what it is for, who leaves early, how it ranks. */
import {
  ActionIcon,
  Button,
  NumberInput,
  Select,
  Switch,
  Textarea,
  TextInput,
} from "@mantine/core";
import type { JSX } from "react";
import type { ExitRule } from "@/canvas/document";
import { Icon } from "@/ui/Icon";
import { ConditionField } from "../fields/ConditionField";
import { DurationField } from "../fields/DurationField";
import { Fold } from "../fields/Fold";
import { EventField, PathField } from "../fields/NameFields";
import type { JourneyFormProps } from "./Form";

const EXIT_KINDS = [
  { value: "on", label: "On an event" },
  { value: "change", label: "When a trait changes" },
  { value: "when", label: "When a condition holds" },
];
const kindOf = (rule: ExitRule) =>
  rule.change !== undefined ? "change" : rule.when !== undefined ? "when" : "on";

function Exits({ document, patch }: JourneyFormProps): JSX.Element {
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
      <p className="small dim">People leave at once, also in the middle of a wait.</p>
      {rules.map((rule, at) => (
        <fieldset className="branch-form" key={at}>
          <legend className="hidden-visually">Exit rule {at + 1}</legend>
          <div className="row">
            <Select
              className="grow"
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

function GoalFields({ document, patch }: JourneyFormProps): JSX.Element {
  const goal = document.goal;
  return (
    <>
      <EventField
        label="Event that counts as a conversion"
        value={goal?.event ?? ""}
        onChange={(event) => patch({ goal: event ? { ...goal, event } : undefined }, "goal.event")}
      />
      {goal ? (
        <>
          <DurationField
            label="Within, from the entry"
            value={goal.within ?? "14d"}
            onChange={(within) => patch({ goal: { ...goal, within } }, "goal.within")}
          />
          <TextInput
            label="Its money value"
            description="A property of the event, such as amount."
            value={goal.value ?? ""}
            onChange={(event) =>
              patch(
                { goal: { ...goal, value: event.currentTarget.value || undefined } },
                "goal.value",
              )
            }
          />
          <ConditionField
            label="Only when"
            event={goal.event}
            value={goal.where ?? ""}
            onChange={(where) =>
              patch({ goal: { ...goal, where: where || undefined } }, "goal.where")
            }
          />
          <Switch
            label="Who converts leaves the journey"
            checked={goal.exit ?? false}
            onChange={(event) =>
              patch({ goal: { ...goal, exit: event.currentTarget.checked || undefined } })
            }
          />
        </>
      ) : null}
    </>
  );
}

export function JourneyForm(props: JourneyFormProps): JSX.Element {
  const { document, patch } = props;
  const quiet = document.quiet_hours;
  return (
    <>
      <TextInput
        label="Name"
        value={document.name ?? ""}
        onChange={(event) => patch({ name: event.currentTarget.value }, "name")}
      />
      <TextInput
        label="Owner"
        value={document.owner ?? ""}
        onChange={(event) => patch({ owner: event.currentTarget.value || undefined }, "owner")}
      />
      <Textarea
        label="Hypothesis"
        description="What you expect, and why. Kept with the results."
        autosize
        minRows={2}
        value={document.hypothesis ?? ""}
        onChange={(event) =>
          patch({ hypothesis: event.currentTarget.value || undefined }, "hypothesis")
        }
      />
      <Fold title="Goal" open>
        <GoalFields {...props} />
      </Fold>
      <Fold
        title={`Exit rules${document.exits?.length ? ` (${document.exits.length})` : ""}`}
        open={Boolean(document.exits?.length)}
      >
        <Exits {...props} />
      </Fold>
      <Fold title="Limits" open={Boolean(quiet || document.programme || document.planned_units)}>
        <NumberInput
          label="Priority"
          description="Higher wins when a cap lets only one message through."
          min={0}
          max={100}
          value={document.priority ?? 50}
          onChange={(priority) => patch({ priority: Number(priority) || 0 }, "priority")}
        />
        <TextInput
          label="Programme"
          description="Journeys of one programme share a holdout."
          value={document.programme ?? ""}
          onChange={(event) =>
            patch({ programme: event.currentTarget.value || undefined }, "programme")
          }
        />
        <Switch
          label="Quiet hours of its own"
          checked={Boolean(quiet)}
          onChange={(event) =>
            patch({
              quiet_hours: event.currentTarget.checked ? { from: "21:00", to: "08:00" } : undefined,
            })
          }
        />
        {quiet ? (
          <div className="row">
            <TextInput
              label="From"
              value={quiet.from}
              onChange={(event) =>
                patch({ quiet_hours: { ...quiet, from: event.currentTarget.value } }, "quiet")
              }
            />
            <TextInput
              label="To"
              value={quiet.to}
              onChange={(event) =>
                patch({ quiet_hours: { ...quiet, to: event.currentTarget.value } }, "quiet")
              }
            />
          </div>
        ) : null}
        <NumberInput
          label="Planned people"
          description="How many are needed for a verdict; 0 reads the result at any time."
          min={0}
          value={document.planned_units ?? 0}
          onChange={(units) => patch({ planned_units: Number(units) || 0 }, "planned")}
        />
      </Fold>
      <Textarea
        label="Description"
        autosize
        minRows={2}
        value={document.description ?? ""}
        onChange={(event) =>
          patch({ description: event.currentTarget.value || undefined }, "description")
        }
      />
    </>
  );
}
