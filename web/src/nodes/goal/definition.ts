/** Goal: the person reached what the journey is for. */
import { leadOn, oneEdge } from "@/canvas/edge";
import type { Definition } from "@/canvas/kind";

export const definition: Definition<"goal"> = {
  kind: "goal",
  name: "Goal",
  text: "The person reached what the journey is for.",
  icon: "M6 21V4M6 5h12l-3 4 3 4H6",
  letter: "g",
  create: () => ({ kind: "goal" }),
  summary: () => "Reached what the journey is for",
  edges: oneEdge,
  retarget: leadOn,
};
