/** The goal: which event counts as a conversion. */
import { Switch, TextInput } from "@mantine/core";
import type { JSX } from "react";
import { ConditionField } from "../fields/ConditionField";
import { DurationField } from "../fields/DurationField";
import { EventField } from "../fields/NameFields";
import type { JourneyFormProps } from "./Form";
import { useBoxes } from "../fields/boxes";
import { t } from "@/language/t";

export function GoalFields({ document, patch }: JourneyFormProps): JSX.Element {
  const goal = document.goal;
  const box = useBoxes();
  return (
    <>
      <EventField
        label={t("Event that counts as a conversion")}
        {...box("goal.event")}
        value={goal?.event ?? ""}
        onChange={(event) => patch({ goal: event ? { ...goal, event } : undefined }, "goal.event")}
      />
      {goal ? (
        <>
          <DurationField
            label={t("Within, from the entry")}
            {...box("goal.within")}
            value={goal.within ?? ""}
            fallback="14d"
            onChange={(within) =>
              patch({ goal: { ...goal, within: within || undefined } }, "goal.within")
            }
          />
          <TextInput
            label={t("Its money value")}
            {...box("goal.value")}
            description={t("A property of the event, such as amount.")}
            value={goal.value ?? ""}
            onChange={(event) =>
              patch(
                { goal: { ...goal, value: event.currentTarget.value || undefined } },
                "goal.value",
              )
            }
          />
          <TextInput
            label={t("Its currency")}
            {...box("goal.currency")}
            description={t(
              "A property of the event. Amounts in another currency than the workspace's are not added.",
            )}
            value={goal.currency ?? ""}
            onChange={(event) =>
              patch(
                { goal: { ...goal, currency: event.currentTarget.value || undefined } },
                "goal.currency",
              )
            }
          />
          <TextInput
            label={t("Counts once by")}
            {...box("goal.once_by")}
            description={t(
              "A property that tells two of them apart, such as order_id: one that is sent twice counts once.",
            )}
            value={goal.once_by ?? ""}
            onChange={(event) =>
              patch(
                { goal: { ...goal, once_by: event.currentTarget.value || undefined } },
                "goal.once_by",
              )
            }
          />
          <ConditionField
            label={t("Only when")}
            {...box("goal.where")}
            event={goal.event}
            value={goal.where ?? ""}
            onChange={(where) =>
              patch({ goal: { ...goal, where: where || undefined } }, "goal.where")
            }
          />
          <Switch
            label={t("Who converts leaves the journey")}
            {...box("goal.exit")}
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
