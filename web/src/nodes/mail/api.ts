/** What the mail editor asks of the server: how a mail looks to somebody, what is wrong with it, a test to oneself. */
import { queryOptions } from "@tanstack/react-query";
import { get, post, query } from "@/api/client";
import type { SentFault } from "@/api/faults";
import type * as wire from "@/api/wire";

/** Whom a mail is shown for: a person by id, or one with these traits; in a language, or as that person reads. */
export interface Whom {
  of: string;
  person: object;
  locale: string;
}

/** The mail as this person would get it: asked again whenever the template or the person is another. */
export const previewFor = (document: object, whom: Whom) =>
  queryOptions({
    queryKey: ["content-preview", document, whom],
    queryFn: () => post<wire.ContentPreview>("/api/content/preview", { document, ...whom }),
    retry: false,
    placeholderData: (before) => before,
  });

export const faultsOf = (document: object) =>
  queryOptions({
    queryKey: ["content-faults", document],
    queryFn: () => post<{ faults: SentFault[] }>("/api/check", { document }),
    placeholderData: (before) => before,
  });

export const starters = () =>
  queryOptions({
    queryKey: ["starters"],
    queryFn: ({ signal }) => get<wire.StarterList>("/api/content/starters", signal),
    staleTime: Infinity,
  });

export const elements = () =>
  queryOptions({
    queryKey: ["mail-elements"],
    queryFn: ({ signal }) => get<wire.MailElements>("/api/content/elements", signal),
    staleTime: Infinity,
  });

export const published = () =>
  queryOptions({
    queryKey: ["content"],
    queryFn: ({ signal }) => get<wire.ContentList>("/api/content", signal),
  });

export const found = (q: string) =>
  queryOptions({
    queryKey: ["people-found", q],
    queryFn: ({ signal }) =>
      get<{ people: wire.PersonLine[] }>(`/api/people${query({ q, limit: 10 })}`, signal),
    placeholderData: (before) => before,
  });

export const testSend = (document: object, whom: Whom, to: string) =>
  post<wire.TestSendAnswer>("/api/content/test-send", { document, ...whom, to });

export interface SavedBlock {
  id: string;
  name: string;
  source: string;
}

/** The saved blocks that a mail may hold: those that are published, and those that ship. */
export function savedBlocks(
  known: wire.MailElements | undefined,
  content: wire.ContentList | undefined,
): SavedBlock[] {
  const own = (content?.content ?? [])
    .filter((one) => one.kind === "block" && !one.archived)
    .map(({ id, name, document }) => ({ id, name, source: sourceOf(document) }));
  const shipped = (known?.blocks ?? []).filter((one) => !own.some(({ id }) => id === one.id));
  return [...own, ...shipped].map(({ id, name, source }) => ({ id, name: name || id, source }));
}

const sourceOf = (document: object): string =>
  "source" in document && typeof document.source === "string" ? document.source : "";
