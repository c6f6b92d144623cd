/** The entry's form as tests draw with it: over a document that it changes, with some names known. */
import { screen, within } from "@testing-library/react";
import type { UserEvent } from "@testing-library/user-event";
import { useState, type JSX } from "react";
import type { Fault } from "@/api/faults";
import { emptyJourney, type Entry } from "@/canvas/document";
import { show } from "@/testing/visit";
import { EntryForm } from "../Form";
import { t } from "@/language/t";

const SEGMENTS = {
  segments: [{ id: "power_users", name: t("Power users"), when: t("seats > 9"), used: [] }],
};
const NAMES = {
  events: [{ name: "order_placed", count: 3, last_seen_at: 0, properties: {} }],
  traits: {
    plan: { type: "text", examples: ["free", "pro"] },
    renews_on: { type: "text", examples: ["2026-12-24"] },
  },
  account_traits: { ends_on: { type: "text", examples: ["2027-01-01"] } },
  segments: ["power_users"],
  lists: ["vip"],
  journeys: [],
};

let entry: Entry;

function Form({ start, faults }: { start: Entry; faults: readonly Fault[] }): JSX.Element {
  const [journey, setJourney] = useState({ ...emptyJourney("j", "J"), entry: start });
  entry = journey.entry;
  return (
    <EntryForm
      document={journey}
      faults={faults}
      patch={(part) => setJourney((before) => ({ ...before, ...part }))}
    />
  );
}

export function open(start: Entry, faults: readonly Fault[] = []): UserEvent {
  const { user } = show(<Form start={start} faults={faults} />, {
    "GET /api/segments": SEGMENTS,
    "GET /api/tracking-plan": NAMES,
    "POST /api/audience": { yes: 3, no: 4, unknown: 0, total: 7 },
  });
  return user;
}

/** As the document is stored: without what is undefined. */
export const stored = () => JSON.parse(JSON.stringify(entry)) as Entry;
export const card = (number: number) =>
  within(screen.getByRole("group", { name: t`Way in ${number}` }));
export const box = (number: number, label: string) =>
  card(number).getByLabelText<HTMLInputElement>(label, { selector: "input" });

export async function add(user: UserEvent, kind: RegExp): Promise<void> {
  await user.click(screen.getByRole("button", { name: /^Add (a|another) way in$/ }));
  await user.click(await screen.findByRole("menuitem", { name: kind, hidden: true }));
}
