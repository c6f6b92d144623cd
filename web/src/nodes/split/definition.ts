/** Split: the first branch whose condition is true. */
import type { Definition } from "../definition";

export const definition: Definition<"split"> = {
  kind: "split",
  name: "Split",
  text: "The first branch whose condition is true; otherwise the last road.",
  icon: "split",
  letter: "s",
  create: () => ({ kind: "split", branches: [{ when: "" }] }),
  summary: (node) =>
    `${node.branches.length} branch${node.branches.length === 1 ? "" : "es"}, otherwise the last road`,
};
