/** A choice that has learned something. */
import type { ChoiceReports } from "../wire";

const DAY = 86_400_000;

/** The choices of a journey: one of the winback, nowhere else. */
export function choicesOf(journey: string): ChoiceReports {
  if (journey !== "winback") return { choices: [] };
  const now = Date.now();
  const line = (option: string, share: number, mean: number | null) => ({
    option,
    share,
    units: 400,
    choices: 420,
    settled: mean === null ? 0 : 380,
    pending: mean === null ? 420 : 40,
    converted: Math.round(380 * (mean ?? 0)),
    mean,
    low: mean === null ? null : mean - 0.03,
    high: mean === null ? null : mean + 0.03,
  });
  const words =
    '"best" is promoted: by all choices it brings at least 0.021 more a choice than "random", and the split agrees (+0.034, e-value 41).';
  return {
    choices: [
      {
        journey,
        node: "pick",
        name: "Which incentive?",
        reward: "conversion",
        stage: "best",
        state: "standing",
        version: 3,
        words,
        options: [line("gift", 0.81, 0.182), line("tips", 0.11, 0.12), line("nothing", 0.08, 0.1)],
        rules: [],
        split: {
          now: { units: 812, converted: 141, mean: 0.1737, variance: 0.14 },
          before: { units: 61, converted: 7, mean: 0.1148, variance: 0.1 },
          difference: 0.0589,
          low: -0.03,
          high: 0.14,
          e_better: 1.4,
          e_worse: 0.2,
          enough: false,
        },
        stated: [{ version: 3, at: now - DAY, stage: "best", state: "standing", words }],
        choices: 1260,
        settled: 1140,
        next_at: now,
        counted_at: now,
      },
    ],
  };
}
