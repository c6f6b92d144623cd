/** Dry runs and backtests. */
import { queryOptions } from "@tanstack/react-query";
import { get, post, remove } from "@/api/client";
import type * as wire from "@/api/wire";

const path = encodeURIComponent;

/** One thing that happens to the person who is tried. */
export interface DryRunSignal {
  after?: string;
  at?: number;
  event?: string;
  properties?: wire.Row;
  traits?: wire.Row;
  receipt?: string;
  node?: string;
}

interface Trial {
  document: wire.Journey;
  person: { traits: wire.Row; consent: Record<string, boolean>; zone: string };
  signals: DryRunSignal[];
  until: string;
}

export const dryRun = (trial: Trial) => post<wire.DryRun>("/api/previews/dry-run", trial);

export const lookBack = (document: wire.Journey, days: number) =>
  post<{ job: string }>("/api/previews/backtests", { document, days });

const WORKING_MS = 700;
export const isWorking = (state: wire.Job["state"] | undefined) =>
  state === "waiting" || state === "working";

/** A backtest, asked for again as long as it works. */
export const job = (id: string | undefined) =>
  queryOptions({
    queryKey: ["job", id],
    queryFn: () => get<wire.Job>(`/api/previews/backtests/${path(id ?? "")}`),
    enabled: id !== undefined,
    refetchInterval: ({ state }) =>
      state.data === undefined || isWorking(state.data.state) ? WORKING_MS : false,
  });

export const cancelJob = (id: string) => remove(`/api/previews/backtests/${path(id)}`);
