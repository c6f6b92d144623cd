/** A way in: a condition begins to hold, or no longer does. */
import type { JSX } from "react";
import { conditionSentence } from "@/canvas/rules/words";
import { ConditionField } from "../../fields/ConditionField";
import { Already, begins, Direction, LASTING } from "./lasting";
import type { Way, WayProps } from "./way";
import { useBoxes } from "../../fields/boxes";
import { t } from "@/language/t";

function Fields({ trigger, set }: WayProps): JSX.Element {
  const box = useBoxes();
  return (
    <>
      <Direction
        trigger={trigger}
        set={set}
        joins={t("It begins to hold")}
        leaves={t("It no longer holds")}
      />
      <ConditionField
        label={t("Condition")}
        {...box("when")}
        ofPeople
        value={trigger.when ?? ""}
        onChange={(when) => set({ when }, "when")}
      />
      <Already trigger={trigger} set={set} />
    </>
  );
}

export const condition: Way = {
  kind: "when",
  name: t("A condition begins to hold"),
  text: t("Also by time alone, such as 30 days without a login."),
  owns: LASTING,
  create: () => ({ when: "", ...begins() }),
  words: ({ when, leaves }, segmentName) => {
    if (!when)
      return leaves ? t("when a condition no longer holds") : t("when a condition begins to hold");
    return t`when this ${leaves ? t("no longer holds") : t("begins to hold")}: ${conditionSentence(when, segmentName)}`;
  },
  Fields,
};
