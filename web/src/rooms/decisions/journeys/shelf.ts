/** Which journeys are listed, in which order, and which folders and tags there are. */
import type { JourneyLine } from "@/api/wire";
import { t } from "@/language/t";

export interface Filter {
  /** "all" is everything that is not archived. */
  state: string;
  /** null: any folder; "": in none. */
  folder: string | null;
  tag: string | null;
  text: string;
}

export const EVERYTHING: Filter = { state: "all", folder: null, tag: null, text: "" };

export type Order = "changed" | "name" | "inside" | "entered" | "converted" | "lift";

export const ORDERS: readonly { value: Order; label: string }[] = [
  { value: "changed", label: t("Changed last") },
  { value: "name", label: t("Name") },
  { value: "inside", label: t("Inside now") },
  { value: "entered", label: t("Entered") },
  { value: "converted", label: t("Converted") },
  { value: "lift", label: t("Lift") },
];

export const folderOf = (one: JourneyLine): string => one.folder ?? "";
export const tagsFor = (one: JourneyLine): readonly string[] => one.tags ?? [];

export function fits(one: JourneyLine, { state, folder, tag, text }: Filter): boolean {
  if ((one.archived ?? false) !== (state === "archived")) return false;
  if (state !== "all" && state !== "archived" && one.state !== state) return false;
  if (folder !== null && folderOf(one) !== folder) return false;
  if (tag !== null && !tagsFor(one).includes(tag)) return false;
  const words = `${one.name} ${one.id} ${one.owner} ${one.goal} ${folderOf(one)} ${tagsFor(one).join(" ")}`;
  return !text || words.toLowerCase().includes(text);
}

const LESS = -Infinity;
const SIZE: Record<Exclude<Order, "name">, (one: JourneyLine) => number> = {
  changed: (one) => one.changed_at,
  inside: (one) => one.people_inside,
  entered: (one) => one.entered,
  converted: (one) => one.conversions,
  lift: (one) => one.lift?.estimate ?? LESS,
};

/** The largest first, names by the alphabet; what is equal stays as the server has it. */
export function ordered(lines: readonly JourneyLine[], order: Order): JourneyLine[] {
  if (order === "name")
    return [...lines].sort((a, b) => (a.name || a.id).localeCompare(b.name || b.id));
  const size = SIZE[order];
  return [...lines].sort((a, b) => (size(a) === size(b) ? 0 : size(b) > size(a) ? 1 : -1));
}

export interface Counted {
  name: string;
  count: number;
}

function tally(names: readonly string[]): Counted[] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts]
    .map(([name, count]) => ({ name, count }))
    .sort((a, b) => a.name.localeCompare(b.name));
}

/** Folders of what is listed in a state; "" counts those that are in none. */
export const foldersOf = (lines: readonly JourneyLine[]): Counted[] => tally(lines.map(folderOf));

export const tagsOf = (lines: readonly JourneyLine[]): Counted[] => tally(lines.flatMap(tagsFor));

/** Whether any journey has a folder or a tag. */
export const hasShelf = (lines: readonly JourneyLine[]): boolean =>
  lines.some((one) => folderOf(one) !== "" || tagsFor(one).length > 0);
