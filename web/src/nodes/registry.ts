/** The cards and forms of all kinds, found in their folders: a kind is added by adding nodes/KIND/. */
import type { NodeKind } from "@/canvas/document";
import type { Kind } from "./faces";

const found = import.meta.glob<Kind>("./*/index.ts", { eager: true });

/** By the name of the folder. */
export const KINDS: Readonly<Record<string, Kind>> = Object.fromEntries(
  Object.entries(found).map(([path, kind]) => [path.split("/")[1], kind]),
);

/** The card and the form of a kind; a node is only ever given to the faces of its own kind. */
export function facesOf(kind: NodeKind): Kind {
  const faces = KINDS[kind];
  if (!faces) throw new Error(`nodes/${kind}/index.ts is missing`);
  return faces;
}
