/** A way in: someone joins or leaves a list. */
import type { JSX } from "react";
import { ListField } from "../../fields/MemberFields";
import { Already, begins, Direction, LASTING } from "./lasting";
import type { Way, WayProps } from "./way";

function Fields({ trigger, set }: WayProps): JSX.Element {
  return (
    <>
      <ListField
        label="List"
        value={trigger.list ?? ""}
        onChange={(list) => set({ list }, "list")}
      />
      <Direction trigger={trigger} set={set} joins="Someone joins it" leaves="Someone leaves it" />
      <Already trigger={trigger} set={set} />
    </>
  );
}

export const list: Way = {
  kind: "list",
  name: "Someone joins or leaves a list",
  text: "They are put on it, or taken off it.",
  owns: LASTING,
  create: () => ({ list: "", ...begins() }),
  words: ({ list: name, leaves }) =>
    `when someone ${leaves ? "leaves" : "joins"} ${name ? `the list ${name}` : "a list"}`,
  Fields,
};
