/* Made by `npm run generate` from docs/reference/schema; it is not edited. */
import type { Content } from "./document";
/** Every channel that the server knows. */
export const CHANNELS = ["email", "sms", "whatsapp", "push", "in_app", "webhook"] as const;
export type Channel = (typeof CHANNELS)[number];
/** A part of a message's content. */
export type Part = keyof Content;
/** The parts of each channel: of each group in `required` one is enough. */
export const PARTS: Record<
  Channel,
  { required: readonly (readonly Part[])[]; allowed: readonly Part[] }
> = {
  email: {
    required: [["subject"], ["html", "text"]],
    allowed: ["subject", "html", "text", "preheader", "headers", "sender", "reply_to"],
  },
  sms: { required: [["body"]], allowed: ["body", "sender"] },
  whatsapp: { required: [["payload", "body"]], allowed: ["payload", "body"] },
  push: { required: [["body"]], allowed: ["title", "body", "url", "payload"] },
  in_app: {
    required: [["body"]],
    allowed: ["title", "body", "url", "payload", "display", "trigger", "expires_in", "priority"],
  },
  webhook: { required: [["url"]], allowed: ["url", "method", "payload", "body", "headers"] },
};
