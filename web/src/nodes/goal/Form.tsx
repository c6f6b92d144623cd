/** The form of a goal: nothing to set; what counts is the journey's own goal. */
import type { JSX } from "react";
import type { FormProps } from "../faces";
import { t } from "@/language/t";
import layout from "@/ui/layout/layout.module.css";

export function Form({ document }: FormProps<"goal">): JSX.Element {
  const goal = document.goal;
  return (
    <p className={layout.dim}>
      {goal
        ? t`Passing here is counted. Conversions are counted by the journey's goal: ${goal.event} within ${goal.within ?? "14d"}.`
        : t(
            "Passing here is counted. Give the journey itself a goal (an event) to count conversions and lift.",
          )}
    </p>
  );
}
