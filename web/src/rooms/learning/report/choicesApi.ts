/** What the choices of a journey have learned. */
import { queryOptions } from "@tanstack/react-query";
import { get, post } from "@/api/client";
import type * as wire from "@/api/wire";
import { t } from "@/language/t";

const path = encodeURIComponent;

export const choices = (id: string) =>
  queryOptions({
    queryKey: ["journey", id, "choices"],
    queryFn: ({ signal }) => get<wire.ChoiceReports>(`/api/journeys/${path(id)}/choices`, signal),
  });

/** Everybody is chosen for at random again; the reason is kept with the policy. */
export const endPolicy = (id: string, node: string, reason: string) =>
  post<wire.PolicyLook>(`/api/journeys/${path(id)}/choices/${path(node)}/policy`, {
    act: t("random"),
    reason,
  });
