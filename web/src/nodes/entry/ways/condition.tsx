/** A way in: a condition begins to hold, or no longer does. */
import type { JSX } from "react";
import { conditionSentence } from "@/canvas/rules/words";
import { ConditionField } from "../../fields/ConditionField";
import { Already, begins, Direction, LASTING } from "./lasting";
import type { Way, WayProps } from "./way";

function Fields({ trigger, set }: WayProps): JSX.Element {
  return (
    <>
      <Direction
        trigger={trigger}
        set={set}
        joins="It begins to hold"
        leaves="It no longer holds"
      />
      <ConditionField
        label="Condition"
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
  name: "A condition begins to hold",
  text: "Also by time alone, such as 30 days without a login.",
  owns: LASTING,
  create: () => ({ when: "", ...begins() }),
  words: ({ when, leaves }, segmentName) => {
    if (!when)
      return leaves ? "when a condition no longer holds" : "when a condition begins to hold";
    return `when this ${leaves ? "no longer holds" : "begins to hold"}: ${conditionSentence(when, segmentName)}`;
  },
  Fields,
};
