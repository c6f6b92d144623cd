/** What was tried in this window: it stays while Try is closed, while another view is shown, and while somebody draws on. */
import { useCallback, useMemo, useRef, useState } from "react";
import type { DryRun } from "@/api/wire";
import type { Journey } from "@/canvas/document";
import type { TrialSignal } from "./SignalFields";
import { trailOf, type Trail } from "./trail";

/** Whom it is tried on, and what happens to them. */
export interface TrialSetup {
  traits: [string, string][];
  zone: string;
  signals: TrialSignal[];
  until: string;
}

/** One run, with what was drawn when it was made. */
export interface Run {
  number: number;
  title: string;
  document: Journey;
  result: DryRun;
}

/** A look back over the last days; the server keeps its progress under its job. */
export interface LookBack {
  job: string;
  document: Journey;
}

export interface Trials {
  tab: string;
  setTab: (tab: string) => void;
  /** null until somebody sets something up: then what the journey asks for is offered. */
  setup: TrialSetup | null;
  setSetup: (setup: TrialSetup) => void;
  /** The last one first. */
  runs: readonly Run[];
  shown: Run | null;
  show: (number: number) => void;
  add: (run: Omit<Run, "number">) => void;
  /** How many days are looked back over. */
  days: string;
  setDays: (days: string) => void;
  looked: LookBack | null;
  setLooked: (looked: LookBack) => void;
  /** The road of the run that is shown. */
  trail: Trail | null;
}

const RUNS_MOST = 20;

export function useTrials(document: Journey): Trials {
  const [tab, setTab] = useState("person");
  const [setup, setSetup] = useState<TrialSetup | null>(null);
  const [runs, setRuns] = useState<readonly Run[]>([]);
  const [chosen, show] = useState(0);
  const [days, setDays] = useState("30");
  const [looked, setLooked] = useState<LookBack | null>(null);
  const last = useRef(0);
  const add = useCallback((run: Omit<Run, "number">) => {
    last.current += 1;
    const number = last.current;
    setRuns((all) => [{ ...run, number }, ...all].slice(0, RUNS_MOST));
    show(number);
  }, []);
  const shown = runs.find((one) => one.number === chosen) ?? runs[0] ?? null;
  const trail = useMemo(() => (shown ? trailOf(shown.result, document) : null), [shown, document]);
  return useMemo(
    () => ({
      tab,
      setTab,
      setup,
      setSetup,
      runs,
      shown,
      show,
      add,
      days,
      setDays,
      looked,
      setLooked,
      trail,
    }),
    [tab, setup, runs, shown, add, days, looked, trail],
  );
}
