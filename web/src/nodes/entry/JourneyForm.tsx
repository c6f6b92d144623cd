/** The form of the journey itself: what it is for, who leaves early, how it ranks. */
import { Switch, Textarea, TextInput } from "@mantine/core";
import type { JSX } from "react";
import { DurationField } from "../fields/DurationField";
import { useBoxes } from "../fields/boxes";
import { Fold } from "../fields/Fold";
import { NumberBox } from "../fields/NumberBox";
import { Exits } from "./Exits";
import type { JourneyFormProps } from "./Form";
import { GoalFields } from "./GoalFields";
import { MetricList } from "./Metrics";
import { t } from "@/language/t";
import layout from "@/ui/layout/layout.module.css";

export function JourneyForm(props: JourneyFormProps): JSX.Element {
  const { document, patch } = props;
  const box = useBoxes();
  const quiet = document.quiet_hours;
  return (
    <>
      <TextInput
        label={t("Name")}
        {...box("name")}
        value={document.name ?? ""}
        onChange={(event) => patch({ name: event.currentTarget.value }, "name")}
      />
      <TextInput
        label={t("Owner")}
        {...box("owner")}
        value={document.owner ?? ""}
        onChange={(event) => patch({ owner: event.currentTarget.value || undefined }, "owner")}
      />
      <Textarea
        label={t("Hypothesis")}
        {...box("hypothesis")}
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
        <NumberBox
          label={t("Priority")}
          {...box("priority")}
          description={t("Higher wins when a cap lets only one message through.")}
          min={0}
          max={100}
          fallback={50}
          value={document.priority}
          onChange={(priority) => patch({ priority }, "priority")}
        />
        <TextInput
          label={t("Exclusive group")}
          {...box("exclusive")}
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
          {...box("hold")}
          description={t(
            "So long each waits first, so that a better one may overtake it. 0: not at all.",
          )}
          value={document.hold ?? ""}
          fallback="0m"
          onChange={(hold) =>
            patch({ hold: hold === "" || /^0[a-z]/.test(hold) ? undefined : hold }, "hold")
          }
        />
        <TextInput
          label={t("Programme")}
          {...box("programme")}
          description={t("Journeys of one programme share a holdout.")}
          value={document.programme ?? ""}
          onChange={(event) =>
            patch({ programme: event.currentTarget.value || undefined }, "programme")
          }
        />
        <Switch
          label={t("Quiet hours of its own")}
          {...box("quiet_hours")}
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
              {...box("quiet_hours.from")}
              value={quiet.from}
              onChange={(event) =>
                patch({ quiet_hours: { ...quiet, from: event.currentTarget.value } }, "quiet")
              }
            />
            <TextInput
              label={t("To")}
              {...box("quiet_hours.to")}
              value={quiet.to}
              onChange={(event) =>
                patch({ quiet_hours: { ...quiet, to: event.currentTarget.value } }, "quiet")
              }
            />
          </div>
        ) : null}
        <NumberBox
          label={t("Planned people")}
          {...box("planned_units")}
          description={t("How many are needed for a verdict; 0 reads the result at any time.")}
          min={0}
          fallback={0}
          value={document.planned_units}
          onChange={(units) => patch({ planned_units: units }, "planned")}
        />
      </Fold>
      <Textarea
        label={t("Description")}
        {...box("description")}
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
