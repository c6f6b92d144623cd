/** The rules about how we stand with a person: what they agreed to, what they received, how they score. */
import { TextInput } from "@mantine/core";
import type { JSX } from "react";
import { CHANNELS } from "@/canvas/document";
import type { RowOf } from "@/canvas/rules/row";
import { channelName } from "@/ui/channel/channel";
import { cx } from "@/ui/classes";
import css from "../fields.module.css";
import { JourneyField } from "../MemberFields";
import type { BodyProps } from "./body";
import { Amount, Choice, Op, Words, YES_NO } from "./RuleParts";
import { t } from "@/language/t";

const CHANNEL_WORDS = CHANNELS.map((value) => ({
  value: value as string,
  label: channelName(value),
}));
const ANY_CHANNEL = [{ value: "", label: t("any channel") }, ...CHANNEL_WORDS];

type StandingRow = RowOf<"may" | "received" | "score">;

export function AboutStanding({ row, onChange }: BodyProps<StandingRow>): JSX.Element {
  switch (row.kind) {
    case "may":
      return (
        <>
          <Choice
            label={t("Agreed or not")}
            data={YES_NO(t("has agreed to"), t("has not agreed to"))}
            negated={row.negated}
            onChange={(negated) => onChange({ ...row, negated })}
          />
          <Words
            label={t("Channel of consent")}
            data={CHANNEL_WORDS}
            value={row.channel}
            onChange={(channel) => onChange({ ...row, channel })}
          />
          <TextInput
            className={css.box}
            aria-label={t("Topic of consent")}
            placeholder={t("any topic")}
            value={row.topic}
            onChange={(change) => onChange({ ...row, topic: change.currentTarget.value })}
          />
        </>
      );
    case "received":
      return (
        <>
          <Choice
            label={t("Received or not")}
            data={YES_NO(t("received"), t("did not receive"))}
            negated={row.negated}
            onChange={(negated) => onChange({ ...row, negated })}
          />
          <JourneyField
            className={cx(css.box, css.wide)}
            label={t("Journey of the message")}
            hideLabel
            value={row.message}
            onChange={(message) => onChange({ ...row, message })}
          />
          <Words
            label={t("By which channel")}
            data={ANY_CHANNEL}
            value={row.channel}
            onChange={(channel) => onChange({ ...row, channel })}
          />
          <TextInput
            className={css.amount}
            aria-label={t("Within")}
            placeholder={t("ever")}
            value={row.within}
            onChange={(change) => onChange({ ...row, within: change.currentTarget.value })}
          />
        </>
      );
    case "score":
      return (
        <>
          <TextInput
            className={css.box}
            aria-label={t("Model")}
            placeholder={t("churn")}
            value={row.model}
            onChange={(change) => onChange({ ...row, model: change.currentTarget.value })}
          />
          <Op value={row.op} onChange={(op) => onChange({ ...row, op })} />
          <Amount
            label={t("Amount")}
            value={row.value}
            onChange={(value) => onChange({ ...row, value })}
          />
        </>
      );
  }
}
