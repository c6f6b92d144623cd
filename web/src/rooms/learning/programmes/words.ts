/** The figures of a programme in words: money where some came with the goal, conversions otherwise. */
import type { Estimate, MarginalLine, ProgrammeReport } from "@/api/wire";
import { between, change, places, sum, sumMore } from "@/ui/format/format";
import { isSettled } from "@/rooms/learning/results/verdict";
import { t } from "@/language/t";

const oneMore = (value: number): string =>
  `${value > 0 ? "+" : ""}${places(1).format(value).replace("-", "−")}`;

/** Whether money is told: some came with the goal, and it has a bound. Until then conversions stand in its place. */
export const hasMoney = ({ lift }: ProgrammeReport): boolean =>
  lift !== null &&
  Boolean(lift.treated.value_sum || lift.held_out.value_sum) &&
  (Number.isFinite(lift.value.low) || Number.isFinite(lift.value.high));

export interface Figure {
  estimate: number;
  low: number | null;
  high: number | null;
}

/** What was caused in all, once there is a verdict. */
export function causedOf(one: ProgrammeReport): Figure | null {
  const { lift } = one;
  if (!lift || !isSettled(lift)) return null;
  const [estimate, low, high] = hasMoney(one)
    ? [lift.incremental_value, lift.incremental_value_low, lift.incremental_value_high]
    : [
        lift.incremental_conversions,
        lift.incremental_conversions_low,
        lift.incremental_conversions_high,
      ];
  return estimate === null ? null : { estimate, low, high };
}

/** "+1,240" with its unit in the name beside it. */
export const more = (value: number, money: boolean): string =>
  money ? sumMore(value) : oneMore(value);

export const range = (one: Figure, money: boolean): string =>
  between(one.low, one.high, (value) => more(value, money));

/** How much more, in parts of what the held out brought. */
export function relativeOf({ lift, ...rest }: ProgrammeReport): string {
  if (!lift || !isSettled(lift)) return "—";
  const ratio = hasMoney({ lift, ...rest }) ? lift.value_ratio : lift.ratio;
  return typeof ratio.relative === "number" ? change(ratio.estimate - 1) : "—";
}

export function creditOf(one: ProgrammeReport): { value: string; under: string } {
  const { credit } = one;
  if (!credit) return { value: "—", under: t("nothing is compared yet") };
  const money = hasMoney(one);
  const ratio = money ? credit.value_ratio : credit.conversions_ratio;
  return {
    value: money ? sum(credit.value) : places(0).format(credit.conversions),
    under:
      typeof ratio === "number"
        ? t`credit; ${places(1).format(ratio)} × what was caused`
        : t("credit, not cause"),
  };
}

export const costOf = (one: ProgrammeReport): Estimate | null =>
  one.lift && isSettled(one.lift) && one.cost
    ? hasMoney(one)
      ? one.cost.value
      : one.cost.conversions
    : null;

export const dueOf = (lines: readonly MarginalLine[]): MarginalLine[] =>
  lines.filter((one) => one.due !== "");
