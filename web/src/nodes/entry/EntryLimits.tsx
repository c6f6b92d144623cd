/** How many people the journey lets in, of everybody together, and what becomes of the others. */
import type { JSX } from "react";
import type { Entry } from "@/canvas/document";
import { useBoxes } from "../fields/boxes";
import { ChoiceBox } from "../fields/ChoiceBox";
import { DurationField } from "../fields/DurationField";
import { Fold } from "../fields/Fold";
import { NumberBox } from "../fields/NumberBox";
import { t } from "@/language/t";

interface Props {
  entry: Entry;
  set: (part: Partial<Entry>, merge?: string) => void;
}

type Limits = NonNullable<Entry["limits"]>;

const BEYOND = [
  { value: "wait", label: t("Waits, and enters when there is a place") },
  { value: "refuse", label: t("Does not enter") },
];

const COUNTS = [
  ["per_hour", t("In any hour, at most")],
  ["per_day", t("In any 24 hours, at most")],
  ["total", t("In all, at most")],
] as const;

/** The limits without what says nothing; none at all where nothing is left. */
function kept(limits: Limits): Limits | undefined {
  const stated = Object.entries(limits).filter(([, value]) => value !== undefined);
  return stated.length ? Object.fromEntries(stated) : undefined;
}

export function EntryLimits({ entry, set }: Props): JSX.Element {
  const box = useBoxes();
  const limits = entry.limits ?? {};
  const hasRate = Boolean(limits.per_hour || limits.per_day);
  const change = (part: Partial<Limits>, merge?: string) =>
    set({ limits: kept({ ...limits, ...part }) }, merge);
  return (
    <Fold title={t("How many may enter")} open={Boolean(entry.limits)}>
      {COUNTS.map(([name, label]) => (
        <NumberBox
          key={name}
          label={label}
          {...box(`entry.limits.${name}`)}
          placeholder={t("as many as come")}
          min={1}
          allowDecimal={false}
          thousandSeparator=","
          value={limits[name] || undefined}
          onChange={(most) => change({ [name]: most || undefined }, `entry.limits.${name}`)}
        />
      ))}
      {hasRate ? (
        <ChoiceBox
          label={t("Whoever comes when there is no place")}
          {...box("entry.limits.beyond")}
          data={BEYOND}
          fallback="wait"
          value={limits.beyond}
          onChange={(beyond) =>
            change(
              beyond === "refuse" ? { beyond, wait: undefined } : { beyond },
              "entry.limits.beyond",
            )
          }
        />
      ) : null}
      {hasRate && limits.beyond !== "refuse" ? (
        <DurationField
          label={t("Waits at most")}
          {...box("entry.limits.wait")}
          value={limits.wait ?? ""}
          fallback="7d"
          onChange={(wait) => change({ wait: wait || undefined }, "entry.limits.wait")}
        />
      ) : null}
    </Fold>
  );
}
