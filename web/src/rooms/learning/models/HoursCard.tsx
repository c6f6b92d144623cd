/** The card of a model of hours: what it was learned from, and whether it foretells clicks at all. */
import type { JSX } from "react";
import type { ModelAnswer } from "@/api/wire";
import { Figures } from "@/ui/figures/Figures";
import { count, share } from "@/ui/format/format";
import { Note } from "@/ui/note/Note";
import { t } from "@/language/t";

const THOUSAND = 1000;
const gained = (value: number) => `${value > 0 ? "+" : ""}${(value * THOUSAND).toFixed(2)}`;

export function HoursCard({ card }: { card: NonNullable<ModelAnswer["hours"]> }): JSX.Element {
  return (
    <>
      <Note {...(card.is_trusted ? {} : { tone: "warn" as const })}>
        {card.is_trusted
          ? t(
              "On the newest four weeks it foretold clicks better than each person's own rate does. Waits may go by its hours.",
            )
          : t(
              "It foretells clicks no better than each person's own rate does. Waits go by their fixed hour.",
            )}
      </Note>
      <Figures
        items={[
          {
            name: t("Foretells better by"),
            value: gained(card.gain),
            under: t`${gained(card.gain_low)} to ${gained(card.gain_high)} in 1,000 nats a message`,
          },
          {
            name: t("Learned from"),
            value: count(card.messages),
            under: t`messages to ${count(card.people)} people`,
          },
          {
            name: t("Clicked"),
            value: share(card.rate),
            under: t`${count(card.clicks)} times, machines left out`,
          },
          {
            name: t("Segments"),
            value: count(card.segments),
            under: t`a person's own hours count against ${count(card.strengths.own)} messages`,
          },
        ]}
      />
    </>
  );
}
