/** What is written on the page of a new broadcast, and what of it the server is asked. */
import type { BroadcastBody } from "@/api/wire";
import type { NodeOf } from "@/canvas/kind";
import { t } from "@/language/t";

export type Who = "segment" | "list" | "when" | "all";

export interface Draft {
  name: string;
  who: Who;
  segment: string;
  list: string;
  when: string;
  message: NodeOf<"message">;
  later: boolean;
  date: string;
  time: string;
  zone: "person" | "workspace";
  goal: string;
  holdout: number;
  /** Over so many hours; 0 is all at once. */
  spread: number;
}

export const SPREAD_MAX = 72;

export const fresh = (day = ""): Draft => ({
  name: "",
  who: "segment",
  segment: "",
  list: "",
  when: "",
  message: { kind: "message", channel: "email", content: {} },
  later: day !== "",
  date: day,
  time: "09:00",
  zone: "workspace",
  goal: "",
  holdout: 0,
  spread: 0,
});

/** Whom it goes to is chosen: nobody is written to by leaving a box empty. */
export const hasAudience = (draft: Draft): boolean =>
  draft.who === "all" || draft[draft.who].trim() !== "";

/** The time is chosen, where one is wanted. */
export const hasTime = (draft: Draft): boolean =>
  !draft.later || (draft.date !== "" && draft.time !== "");

export function bodyOf(draft: Draft): BroadcastBody {
  const { message } = draft;
  return {
    name: draft.name.trim() || t("Broadcast"),
    channel: message.channel as NonNullable<BroadcastBody["channel"]>,
    ...(draft.who === "all" ? {} : { [draft.who]: draft[draft.who].trim() }),
    content: (message.content ?? {}) as NonNullable<BroadcastBody["content"]>,
    ...(message.mjml ? { mjml: message.mjml } : {}),
    ...(draft.later ? { at: `${draft.date} ${draft.time}`, zone: draft.zone } : {}),
    ...(draft.goal ? { goal: draft.goal } : {}),
    ...(draft.holdout ? { holdout: draft.holdout } : {}),
    ...(draft.spread ? { spread: draft.spread } : {}),
  };
}

/** Nothing is written yet, so nothing is wrong with it. */
export const isBlank = ({ message }: Draft): boolean =>
  !message.mjml && Object.values(message.content ?? {}).every((part) => !part);
