/** The form of the journey itself: what it is for, who leaves early, how it ranks. */
import { NumberInput, Switch, Textarea, TextInput } from "@mantine/core";
import type { JSX } from "react";
import { DurationField } from "../fields/DurationField";
import { Fold } from "../fields/Fold";
import { Exits } from "./Exits";
import type { JourneyFormProps } from "./Form";
import { GoalFields } from "./GoalFields";
import { MetricList } from "./Metrics";
import { t } from "@/language/t";
import layout from "@/ui/layout/layout.module.css";

export function JourneyForm(props: JourneyFormProps): JSX.Element {
  const { document, patch } = props;
  const quiet = document.quiet_hours;
  return (
    <>
      <TextInput
        label={t("Name")}
        value={document.name ?? ""}
        onChange={(event) => patch({ name: event.currentTarget.value }, "name")}
      />
      <TextInput
        label={t("Owner")}
        value={document.owner ?? ""}
        onChange={(event) => patch({ owner: event.currentTarget.value || undefined }, "owner")}
      />
      <Textarea
        label={t("Hypothesis")}
        description={t("What you expect, and why. Kept with the results.")}
        autosize
        minRows={2}
        value={document.hypothesis ?? ""}
        onChange={(event) =>
          patch({ hypothesis: event.currentTarget.value || undefined }, "hypothesis")
        }
      />
      <Fold title={t("Goal")} open>
        <GoalFields {...props} />
      </Fold>
      {document.goal ? (
        <Fold title={t("Metrics and guardrails")} open={Boolean(document.metrics)}>
          <MetricList {...props} />
        </Fold>
      ) : null}
      <Fold
        title={t`Exit rules${document.exits?.length ? ` (${document.exits.length})` : ""}`}
        open={Boolean(document.exits?.length)}
      >
        <Exits {...props} />
      </Fold>
      <Fold
        title={t("Limits")}
        open={Boolean(
          quiet ||
          document.programme ||
          document.exclusive ||
          document.hold ||
          document.planned_units,
        )}
      >
        <NumberInput
          label={t("Priority")}
          description={t("Higher wins when a cap lets only one message through.")}
          min={0}
          max={100}
          value={document.priority ?? 50}
          onChange={(priority) => patch({ priority: Number(priority) || 0 }, "priority")}
        />
        <TextInput
          label={t("Exclusive group")}
          description={t(
            "Nobody stands in two journeys of one group. Which one wins is said in the settings.",
          )}
          value={document.exclusive ?? ""}
          onChange={(event) =>
            patch({ exclusive: event.currentTarget.value || undefined }, "exclusive")
          }
        />
        <DurationField
          label={t("Hold its messages for")}
          description={t(
            "So long each waits first, so that a better one may overtake it. 0: not at all.",
          )}
          value={document.hold ?? "0m"}
          onChange={(hold) => patch({ hold: /^0[a-z]/.test(hold) ? undefined : hold }, "hold")}
        />
        <TextInput
          label={t("Programme")}
          description={t("Journeys of one programme share a holdout.")}
          value={document.programme ?? ""}
          onChange={(event) =>
            patch({ programme: event.currentTarget.value || undefined }, "programme")
          }
        />
        <Switch
          label={t("Quiet hours of its own")}
          checked={Boolean(quiet)}
          onChange={(event) =>
            patch({
              quiet_hours: event.currentTarget.checked ? { from: "21:00", to: "08:00" } : undefined,
            })
          }
        />
        {quiet ? (
          <div className={layout.row}>
            <TextInput
              label={t("From")}
              value={quiet.from}
              onChange={(event) =>
                patch({ quiet_hours: { ...quiet, from: event.currentTarget.value } }, "quiet")
              }
            />
            <TextInput
              label={t("To")}
              value={quiet.to}
              onChange={(event) =>
                patch({ quiet_hours: { ...quiet, to: event.currentTarget.value } }, "quiet")
              }
            />
          </div>
        ) : null}
        <NumberInput
          label={t("Planned people")}
          description={t("How many are needed for a verdict; 0 reads the result at any time.")}
          min={0}
          value={document.planned_units ?? 0}
          onChange={(units) => patch({ planned_units: Number(units) || 0 }, "planned")}
        />
      </Fold>
      <Textarea
        label={t("Description")}
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
