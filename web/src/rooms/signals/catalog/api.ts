/** What the tracking plan's page asks of the server. */
import { put } from "@/api/client";
import type { Muted } from "@/api/wire";

export const muteEvent = (event: string, muted: boolean) =>
  put<Muted>("/api/tracking-plan/mute", { event, muted });
