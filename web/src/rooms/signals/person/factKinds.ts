/** How each kind of fact is shown on a timeline. */
import type { NodeKind } from "@/canvas/document";
import { definitionOf, DEFINITIONS } from "@/canvas/kinds";
import type { IconName } from "@/ui/icon/Icon";
import type { Path } from "@/ui/icon/paths";

const LOOKS: Record<string, [kind: string, icon: IconName | NodeKind]> = {
  event: ["entry", "signal"],
  person: ["update", "update"],
  account: ["update", "people"],
  consent: ["goal", "shield"],
  list: ["update", "text"],
  merged: ["update", "people"],
  quality: ["exit", "alert"],
  entered: ["entry", "entry"],
  not_entered: ["exit", "exit"],
  queued: ["wait", "wait"],
  stepped: ["split", "split"],
  waited: ["wait", "wait"],
  assigned: ["experiment", "experiment"],
  capped: ["experiment", "experiment"],
  message: ["message", "message"],
  called: ["webhook", "webhook"],
  withheld: ["wait", "shield"],
  refused: ["experiment", "close"],
  deferred: ["wait", "history"],
  attempt: ["message", "out"],
  receipt: ["message", "check"],
  updated: ["update", "update"],
  goal: ["goal", "goal"],
  exited: ["exit", "exit"],
};

const isName = (icon: IconName | NodeKind): icon is IconName => !DEFINITIONS.has(icon);

/** The colour and the icon of a kind of fact. */
export const lookOf = (kind: string): { kind: string; icon: IconName | Path } => {
  const [tone, icon] = LOOKS[kind] ?? ["exit", "info"];
  return { kind: tone, icon: isName(icon) ? icon : definitionOf(icon).icon };
};
