/** The form of the entry: who comes in, how often, and who is held out. */
import type { JSX } from "react";
import type { Fault } from "@/api/faults";
import { eventsOf, type Entry, type Journey } from "@/canvas/document";
import { ConditionField } from "../fields/ConditionField";
import { useBoxes } from "../fields/boxes";
import { ChoiceBox } from "../fields/ChoiceBox";
import { DurationField } from "../fields/DurationField";
import { NumberBox } from "../fields/NumberBox";
import { AccountRule } from "./AccountRule";
import { EntryLimits } from "./EntryLimits";
import { MoreAboutEntering } from "./MoreAboutEntering";
import { WaysIn } from "./ways/WaysIn";
import { t } from "@/language/t";

export type JourneyPatch = Partial<Omit<Journey, "kind" | "nodes" | "start" | "canvas">>;

export interface JourneyFormProps {
  document: Journey;
  patch: (patch: JourneyPatch, merge?: string) => void;
}

const POLICIES = [
  { value: "after_exit", label: t("Again, after leaving") },
  { value: "after", label: t("Again, after a time") },
  { value: "once", label: t("Once only") },
  { value: "always", label: t("At any time") },
];

export function EntryForm({
  document,
  patch,
  faults = [],
}: JourneyFormProps & { faults?: readonly Fault[] }): JSX.Element {
  const box = useBoxes();
  const { entry } = document;
  const reentry = entry.reentry ?? {};
  const set = (part: Partial<Entry>, merge?: string) =>
    patch({ entry: { ...entry, ...part } }, merge);
  return (
    <>
      <WaysIn journey={document.id} entry={entry} faults={faults} set={set} />
      <ConditionField
        label={t("Only those for whom")}
        {...box("entry.where")}
        audience
        {...(entry.triggers ? { hint: t("It holds for every way in.") } : {})}
        event={eventsOf(entry)[0] ?? ""}
        value={entry.where ?? ""}
        onChange={(where) => set({ where: where || undefined }, "entry.where")}
      />
      <ChoiceBox
        label={t("May somebody enter again?")}
        {...box("entry.reentry.policy")}
        searchable
        data={POLICIES}
        fallback="after_exit"
        value={reentry.policy}
        onChange={(policy) =>
          set({
            reentry: {
              ...reentry,
              policy,
              ...(policy === "after" && !reentry.after ? { after: "14d" } : {}),
            },
          })
        }
      />
      {reentry.policy === "after" ? (
        <DurationField
          label={t("After")}
          {...box("entry.reentry.after")}
          value={reentry.after ?? ""}
          onChange={(after) => set({ reentry: { ...reentry, after } }, "entry.after")}
        />
      ) : null}
      <NumberBox
        label={t("Held out (%)")}
        {...box("holdout.percent")}
        fallback={0}
        description={t(
          "They walk the same journey with sends withheld: this is how lift is measured.",
        )}
        min={0}
        max={90}
        value={document.holdout?.percent}
        onChange={(percent) =>
          patch({ holdout: { ...document.holdout, percent: percent ?? 0 } }, "holdout")
        }
      />
      <AccountRule entry={entry} set={set} />
      <EntryLimits entry={entry} set={set} />
      <MoreAboutEntering entry={entry} set={set} />
    </>
  );
}
