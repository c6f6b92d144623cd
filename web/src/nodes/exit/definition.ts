/** Exit: the end, with a reason. */
import type { Definition } from "../definition";

export const definition: Definition<"exit"> = {
  kind: "exit",
  name: "Exit",
  text: "The end of the journey, with a reason.",
  icon: "exit",
  letter: "e",
  create: () => ({ kind: "exit" }),
  summary: (node) => `Ends: ${(node.reason ?? "completed").replace(/_/g, " ")}`,
};
