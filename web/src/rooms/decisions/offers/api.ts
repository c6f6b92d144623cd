/** What the page of offers does. */
import { parse } from "yaml";
import { post, request } from "@/api/client";
import type { CodesAnswer } from "@/api/wire";
import { t } from "@/language/t";

const path = encodeURIComponent;

export const addCodes = (offer: string, text: string) =>
  request<CodesAnswer>("POST", `/api/offers/${path(offer)}/codes`, new Blob([text]));

export const publishOffer = (text: string, reason: string) =>
  post<{ version: number }>("/api/documents", { document: read(text), publish: true, reason });

export const approveOffer = (text: string) => {
  const document = read(text);
  return post<{ by: string }>(`/api/offers/${path(String(document.id))}/approve`, { document });
};

function read(text: string): Record<string, unknown> {
  const found: unknown = parse(text);
  if (typeof found !== "object" || found === null || Array.isArray(found))
    throw new Error(t("Write the offer as fields, such as id: winback_20."));
  return { kind: "offer", ...found };
}
