/** A way in: an event happens. */
import type { JSX } from "react";
import { EventField } from "../../fields/NameFields";
import type { Way, WayProps } from "./way";
import { useBoxes } from "../../fields/boxes";
import { t } from "@/language/t";

function Fields({ trigger, set }: WayProps): JSX.Element {
  const box = useBoxes();
  return (
    <EventField
      label={t("Event")}
      {...box("event")}
      placeholder={t("Choose or type an event")}
      value={trigger.event ?? ""}
      onChange={(event) => set({ event }, "event")}
    />
  );
}

export const event: Way = {
  kind: "event",
  name: t("An event happens"),
  text: t("Your app or shop tells it, such as order_placed."),
  owns: ["where"],
  create: () => ({ event: "" }),
  words: ({ event: name }) => t`when ${name || t("an event")} happens`,
  Fields,
};
