/** Goal: the person reached what the journey is for. */
import type { Definition } from "../definition";

export const definition: Definition<"goal"> = {
  kind: "goal",
  name: "Goal",
  text: "The person reached what the journey is for.",
  icon: "goal",
  letter: "g",
  create: () => ({ kind: "goal" }),
  summary: () => "Reached what the journey is for",
};
