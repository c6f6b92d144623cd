/** Exit: the end, with a reason. */
import type { Definition } from "@/canvas/kind";
import { spoken } from "@/ui/format/format";
import { t } from "@/language/t";

export const definition: Definition<"exit"> = {
  kind: "exit",
  name: t("Exit"),
  text: t("The end of the journey, with a reason."),
  icon: "M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16ZM8.500 12h7",
  letter: "q",
  create: () => ({ kind: "exit" }),
  summary: (node) => t`Ends: ${spoken(node.reason ?? "completed")}`,
  edges: () => [],
  retarget: (node) => node,
};
