/** A tree whose every row is spelled by the builder, as if each had been made by hand: what tests hold the text to. */
import type { Group, Item } from "@/canvas/rules/tree";

const item = (one: Item): Item =>
  one.kind === "group" ? spelledAnew(one) : { ...one, source: null };

export const spelledAnew = (one: Group): Group => ({
  ...one,
  items: one.items.map(item),
  source: null,
});
