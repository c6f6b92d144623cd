/** All comparisons, and the acts that end one. */
import { queryOptions } from "@tanstack/react-query";
import { get, post } from "@/api/client";
import type { ExperimentList, WinnerBody, WinnerChosen } from "@/api/wire";

const path = encodeURIComponent;

export const experiments = () =>
  queryOptions({
    queryKey: ["experiments"],
    queryFn: ({ signal }) => get<ExperimentList>("/api/experiments", signal),
  });

const ending =
  (act: "winner" | "retire") =>
  (journey: string, node: string, what: WinnerBody): Promise<WinnerChosen> =>
    post(`/api/journeys/${path(journey)}/experiments/${path(node)}/${act}`, what);

/** Everybody takes this arm from now on; the reason is kept with the version that says so. */
export const chooseWinner = ending("winner");

/** Nobody is drawn to this arm any more. */
export const retire = ending("retire");
