/** The texts of a journey as a file: what the server reads in it, put into the document that is drawn. */
import { request } from "@/api/client";
import type { TextChanged, TextsTaken } from "@/api/wire";
import type { Journey, JourneyNode } from "@/canvas/document";

const path = (journey: string) => `/api/journeys/${encodeURIComponent(journey)}/texts`;
const OVERRIDE = "overrides.";

export const textsFile = (journey: string): string => path(journey);

/** What a file would change; the server reads it and stores nothing. */
export const tryTexts = (journey: string, file: Blob) =>
  request<TextsTaken>("POST", `${path(journey)}?trial=true`, file);

/** The document with these texts; a text of a step that is gone meanwhile is left out. */
export function withTexts(document: Journey, changed: readonly TextChanged[]): Journey {
  const nodes: Record<string, JourneyNode> = { ...document.nodes };
  for (const one of changed) {
    const node = nodes[one.step];
    if (node?.kind === "message") nodes[one.step] = written(node, one);
  }
  return { ...document, nodes };
}

type Message = Extract<JourneyNode, { kind: "message" }>;

function written(node: Message, { field, language, text }: TextChanged): Message {
  if (field === "mjml") return { ...node, mjml: text };
  if (field.startsWith(OVERRIDE)) {
    const slot = field.slice(OVERRIDE.length);
    return { ...node, overrides: { ...node.overrides, [slot]: text } };
  }
  const { content } = node;
  if (!language) return { ...node, content: { ...content, [field]: text } };
  const parts = { ...content?.locales?.[language], [field]: text };
  return { ...node, content: { ...content, locales: { ...content?.locales, [language]: parts } } };
}
