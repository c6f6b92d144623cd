/** A way in: an event happens. */
import type { JSX } from "react";
import { EventField } from "../../fields/NameFields";
import type { Way, WayProps } from "./way";

function Fields({ trigger, set }: WayProps): JSX.Element {
  return (
    <EventField
      label="Event"
      placeholder="Choose or type an event"
      value={trigger.event ?? ""}
      onChange={(event) => set({ event }, "event")}
    />
  );
}

export const event: Way = {
  kind: "event",
  name: "An event happens",
  text: "Your app or shop tells it, such as order_placed.",
  owns: ["where"],
  create: () => ({ event: "" }),
  words: ({ event: name }) => `when ${name || "an event"} happens`,
  Fields,
};
