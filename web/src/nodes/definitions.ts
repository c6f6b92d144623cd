/** What every node kind says about itself; no pictures, so that any page may read it. */
import type { JourneyNode, NodeKind } from "@/canvas/document";
import type { Definition } from "./definition";
import { definition as exit } from "./exit/definition";
import { definition as experiment } from "./experiment/definition";
import { definition as goal } from "./goal/definition";
import { definition as handoff } from "./handoff/definition";
import { definition as message } from "./message/definition";
import { definition as split } from "./split/definition";
import { definition as update } from "./update/definition";
import { definition as wait } from "./wait/definition";

const all = { message, wait, split, experiment, update, handoff, goal, exit };

/** The definition of a kind. */
export const definitionOf = (kind: NodeKind): Definition => all[kind] as unknown as Definition;

/** A node in words. */
export const summaryOf = (node: JourneyNode): string => definitionOf(node.kind).summary(node);
