/** Where the rules of a form are asked: rules about messages offer the steps of that journey by their names. */
import { createContext } from "react";
import type { Journey } from "@/canvas/document";

/** `node` is null where people may stand anywhere: at the exits and the goal. */
export const WhereAsked = createContext<{ document: Journey; node: string | null } | null>(null);
