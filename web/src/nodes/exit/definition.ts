/** Exit: the end, with a reason. */
import type { Definition } from "@/canvas/kind";

export const definition: Definition<"exit"> = {
  kind: "exit",
  name: "Exit",
  text: "The end of the journey, with a reason.",
  icon: "M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16ZM8.500 12h7",
  letter: "e",
  create: () => ({ kind: "exit" }),
  summary: (node) => `Ends: ${(node.reason ?? "completed").replace(/_/g, " ")}`,
  edges: () => [],
  retarget: (node) => node,
};
