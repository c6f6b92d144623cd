/** All comparisons, and the acts that end one. */
import { queryOptions } from "@tanstack/react-query";
import { get, post } from "@/api/client";
import type { ExperimentList, WinnerChosen } from "@/api/wire";

const path = encodeURIComponent;

export const experiments = () =>
  queryOptions({
    queryKey: ["experiments"],
    queryFn: ({ signal }) => get<ExperimentList>("/api/experiments", signal),
  });

export interface Ending {
  journey: string;
  node: string;
  arm: string;
  reason: string;
  move: boolean;
}

const at = ({ journey, node }: Ending) =>
  `/api/journeys/${path(journey)}/experiments/${path(node)}`;

/** Everybody takes this arm from now on. */
export const rollOut = (one: Ending) =>
  post<WinnerChosen>(`${at(one)}/winner`, { arm: one.arm, reason: one.reason, move: one.move });

/** Nobody is drawn to this arm any more. */
export const retire = (one: Ending) =>
  post<WinnerChosen>(`${at(one)}/retire`, { arm: one.arm, reason: one.reason, move: one.move });
