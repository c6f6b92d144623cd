/** The first four steps of a broadcast: the audience, the words, the time, what is measured. */
import { NumberInput, SegmentedControl, TextInput } from "@mantine/core";
import type { JSX } from "react";
import { CHANNELS, emptyJourney, type Channel } from "@/canvas/document";
import { ConditionField } from "@/nodes/fields/ConditionField";
import { ListField, SegmentField } from "@/nodes/fields/MemberFields";
import { EventField } from "@/nodes/fields/NameFields";
import { Content } from "@/nodes/message/Content";
import { channelName } from "@/ui/channel/channel";
import { cx } from "@/ui/classes";
import layout from "@/ui/layout/layout.module.css";
import { SPREAD_MAX, type Draft, type Who as Whom } from "./draft";
import { t } from "@/language/t";
import css from "./NewBroadcast.module.css";

interface Props {
  draft: Draft;
  set: (part: Partial<Draft>) => void;
}

const WHOM: { value: Whom; label: string }[] = [
  { value: "segment", label: t("A segment") },
  { value: "list", label: t("A list") },
  { value: "when", label: t("A rule") },
  { value: "all", label: t("Everybody") },
];

export function Who({ draft, set }: Props): JSX.Element {
  return (
    <>
      <SegmentedControl
        aria-label={t("Audience")}
        data={WHOM}
        value={draft.who}
        onChange={(who) => set({ who: who as Whom })}
      />
      {draft.who === "segment" ? (
        <SegmentField
          label={t("Segment")}
          value={draft.segment}
          onChange={(segment) => set({ segment })}
        />
      ) : null}
      {draft.who === "list" ? (
        <ListField label={t("List")} value={draft.list} onChange={(list) => set({ list })} />
      ) : null}
      {draft.who === "when" ? (
        <ConditionField
          label={t("People for whom")}
          ofPeople
          roomy
          value={draft.when}
          onChange={(when) => set({ when })}
        />
      ) : null}
      {draft.who === "all" ? (
        <p className={layout.dim}>{t("Everybody whom you know, as far as your rules allow.")}</p>
      ) : null}
    </>
  );
}

/** A broadcast has one step, so nothing around it can be pointed to. */
const ALONE = emptyJourney("broadcast", t("Broadcast"));

export function What({ draft, set }: Props): JSX.Element {
  return (
    <>
      <SegmentedControl
        aria-label={t("Channel")}
        data={CHANNELS.filter((one) => one !== "webhook").map((one) => ({
          value: one,
          label: channelName(one),
        }))}
        value={draft.message.channel}
        onChange={(channel) => set({ message: { ...draft.message, channel: channel as Channel } })}
      />
      <Content
        id="message"
        node={draft.message}
        document={ALONE}
        change={(message) => set({ message })}
      />
    </>
  );
}

export function When({ draft, set }: Props): JSX.Element {
  return (
    <>
      <SegmentedControl
        aria-label={t("Time")}
        data={[
          { value: "now", label: t("Now") },
          { value: "later", label: t("At a time") },
        ]}
        value={draft.later ? "later" : "now"}
        onChange={(value) => set({ later: value === "later" })}
      />
      {draft.later ? (
        <div className={css.boxes}>
          <TextInput
            type="date"
            label={t("Day")}
            value={draft.date}
            onChange={(event) => set({ date: event.currentTarget.value })}
          />
          <TextInput
            type="time"
            label={t("At")}
            value={draft.time}
            onChange={(event) => set({ time: event.currentTarget.value })}
          />
          <SegmentedControl
            className={css.clock}
            aria-label={t("Whose clock")}
            data={[
              { value: "workspace", label: t("Your workspace's clock") },
              { value: "person", label: t("Each person's own") },
            ]}
            value={draft.zone}
            onChange={(zone) => set({ zone: zone === "person" ? "person" : "workspace" })}
          />
        </div>
      ) : (
        <p className={layout.dim}>{t("It leaves within two minutes of the send.")}</p>
      )}
      <Spread draft={draft} set={set} />
    </>
  );
}

const USUAL_HOURS = 4;

/** All of them in one minute, or an equal part in each of some hours: a shop that answers is not overrun. */
function Spread({ draft: { spread }, set }: Props): JSX.Element {
  return (
    <div className={css.boxes}>
      <SegmentedControl
        className={css.clock}
        aria-label={t("How fast")}
        data={[
          { value: "once", label: t("All at once") },
          { value: "spread", label: t("Spread over hours") },
        ]}
        value={spread ? "spread" : "once"}
        onChange={(value) => set({ spread: value === "spread" ? USUAL_HOURS : 0 })}
      />
      {spread ? (
        <NumberInput
          label={t("Hours")}
          min={1}
          max={SPREAD_MAX}
          clampBehavior="strict"
          allowDecimal={false}
          value={spread}
          onChange={(hours) => set({ spread: Math.max(1, Number(hours) || 1) })}
        />
      ) : null}
      {spread ? (
        <p className={cx(layout.small, layout.dim)}>
          {t("An equal part of the people each hour.")}
        </p>
      ) : null}
    </div>
  );
}

export function Measure({ draft, set }: Props): JSX.Element {
  return (
    <>
      <p className={layout.dim}>
        {t(
          "Say what people should do, and hold some of them out: the difference is what it caused. Both may stay empty.",
        )}
      </p>
      <div className={cx(css.boxes)}>
        <EventField
          label={t("Event that counts as a success")}
          value={draft.goal}
          onChange={(goal) => set({ goal })}
        />
        <NumberInput
          label={t("Held out (%)")}
          min={0}
          max={90}
          value={draft.holdout}
          onChange={(holdout) => set({ holdout: Number(holdout) || 0 })}
        />
      </div>
    </>
  );
}
