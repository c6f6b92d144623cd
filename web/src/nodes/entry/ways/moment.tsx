/** What ways in share that a clock opens: what is not chosen yet, whose clock it is, and whom it lets in. */
import { Autocomplete, Select } from "@mantine/core";
import type { JSX } from "react";
import { conditionSentence, type Named } from "@/canvas/rules/words";
import type { Trigger } from "@/canvas/document";
import { cx } from "@/ui/classes";
import layout from "@/ui/layout/layout.module.css";
import { ChoiceBox } from "../../fields/ChoiceBox";
import { ConditionField } from "../../fields/ConditionField";
import { Counted } from "../../fields/Counted";
import { ListField } from "../../fields/MemberFields";
import { asked } from "./lasting";
import { SegmentChoice } from "./segment";
import type { Edits } from "./way";
import { useBoxes } from "../../fields/boxes";
import { t } from "@/language/t";

const STATES = ["segment", "list", "when"] as const;
type State = (typeof STATES)[number];
const EVERYBODY = "everybody";

export const MOMENT = ["zone", ...STATES, "where"] as const;

/** Stands for a date or a schedule that is not chosen yet: without any, a segment beside it would be a way in by itself. */
export const NOT_YET = "?";
export const chosen = (text: string | undefined): string => (text === NOT_YET ? "" : (text ?? ""));

/** One of them is asked at most, so that the form shows all of it. */
export const asksOne = (trigger: Trigger): boolean =>
  STATES.filter((state) => trigger[state]).length <= 1;

const PERSON = "person";
const WORKSPACE = "workspace";
const ZONE = "zone";
const CLOCKS = [
  { value: PERSON, label: t("Each person's own") },
  { value: WORKSPACE, label: t("The workspace's") },
  { value: ZONE, label: t("That of a zone") },
];
const ZONES_SHOWN = 60;
const zones = () => ["UTC", ...Intl.supportedValuesOf("timeZone").filter((one) => one !== "UTC")];
const here = () => Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";

/** Whose clock tells that it is time. */
export function Clock({ trigger, set }: Edits): JSX.Element {
  const box = useBoxes();
  const zone = trigger.zone ?? PERSON;
  const whose = zone === PERSON || zone === WORKSPACE ? zone : ZONE;
  return (
    <>
      <ChoiceBox
        label={t("By whose clock")}
        data={CLOCKS}
        fallback={PERSON}
        value={trigger.zone === undefined ? null : whose}
        onChange={(next) =>
          set({ zone: next === PERSON ? undefined : next === ZONE ? here() : WORKSPACE })
        }
      />
      {whose === ZONE ? (
        <Autocomplete
          label={t("Zone")}
          {...box("zone")}
          placeholder="Europe/Berlin"
          data={zones()}
          limit={ZONES_SHOWN}
          value={zone}
          onChange={(name) => set({ zone: name }, "zone")}
        />
      ) : null}
    </>
  );
}

/** Everybody, or those of one segment, one list or one condition, and how many they are now. */
export function Whom({ trigger, set, everybody }: Edits & { everybody: string }): JSX.Element {
  const state = STATES.find((one) => trigger[one] !== undefined);
  const choose = (next: string | null) =>
    set({
      segment: undefined,
      list: undefined,
      when: undefined,
      ...(next === EVERYBODY ? {} : { [next as State]: "" }),
    });
  return (
    <>
      <Select
        label={t("Who enters")}
        allowDeselect={false}
        data={[
          { value: EVERYBODY, label: everybody },
          { value: "segment", label: t("Those in a segment") },
          { value: "list", label: t("Those on a list") },
          { value: "when", label: t("Those for whom a condition holds") },
        ]}
        value={state ?? EVERYBODY}
        onChange={choose}
      />
      {state ? <Chosen state={state} trigger={trigger} set={set} /> : null}
    </>
  );
}

function Chosen({ state, trigger, set }: Edits & { state: State }): JSX.Element {
  const value = trigger[state] ?? "";
  return (
    <>
      {state === "segment" ? (
        <SegmentChoice value={value} onChange={(segment) => set({ segment })} />
      ) : null}
      {state === "list" ? (
        <ListField label={t("List")} value={value} onChange={(list) => set({ list }, "list")} />
      ) : null}
      {state === "when" ? (
        <ConditionField
          label={t("Condition")}
          ofPeople
          value={value}
          onChange={(when) => set({ when }, "when")}
        />
      ) : null}
      {value ? (
        <Counted when={asked(trigger)} quiet />
      ) : (
        <p className={cx(layout.small, layout.dim)}>
          {t("Not chosen yet: as long as it is not, it is everybody.")}
        </p>
      )}
    </>
  );
}

/** "09:00", and whose it is where it is not each person's own. */
export function clockWords({ zone }: Trigger): string {
  if (!zone || zone === PERSON) return "";
  return zone === WORKSPACE ? " (the workspace's time)" : ` (${zone})`;
}

/** Whom it lets in, after what it says of the time. */
export function whomWords(trigger: Trigger, segmentName: Named, everybody: string): string {
  if (trigger.segment) return t`, those in the segment ${segmentName(trigger.segment)}`;
  if (trigger.list) return t`, those on the list ${trigger.list}`;
  if (trigger.when) return t`, those for whom ${conditionSentence(trigger.when, segmentName)}`;
  return everybody;
}
