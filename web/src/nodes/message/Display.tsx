/** How and when a page shows an in-app message. */
import { Select, TextInput } from "@mantine/core";
import type { JSX } from "react";
import type { Content } from "@/canvas/document";
import { Fold } from "../fields/Fold";

/** The rules of display by what they are called; they are no words, so no template is filled in. */
export const RULES = {
  display: "Shown as",
  trigger: "After the event",
  expires_in: "Gone after",
  priority: "Priority",
} as const;
export type Rule = keyof typeof RULES;

const DISPLAYS = [
  { value: "banner", label: "A banner at the edge of the page" },
  { value: "modal", label: "A dialog over the page" },
  { value: "inbox", label: "In the inbox only" },
];
const PRIORITIES = [
  { value: "low", label: "Low" },
  { value: "normal", label: "Normal" },
  { value: "high", label: "High" },
];

/** The choices, with a word that the server does not know where a draft holds one. */
const withOdd = (choices: { value: string; label: string }[], word = "") =>
  !word || choices.some(({ value }) => value === word)
    ? choices
    : [...choices, { value: word, label: word }];

export function Display({
  content,
  set,
}: {
  content: Content;
  set: (rule: Rule, value: string) => void;
}): JSX.Element {
  const isOpen = (["trigger", "expires_in", "priority"] as const).some((rule) => content[rule]);
  return (
    <>
      <Select
        label={RULES.display}
        data={withOdd(DISPLAYS, content.display)}
        value={content.display || "banner"}
        allowDeselect={false}
        onChange={(value) => set("display", value === "banner" ? "" : (value ?? ""))}
      />
      <Fold title="When it is shown" open={isOpen}>
        <TextInput
          label={RULES.trigger}
          description="Shown when the page tracks this event; at once when left empty."
          value={content.trigger ?? ""}
          onChange={(event) => set("trigger", event.currentTarget.value)}
        />
        <TextInput
          label={RULES.expires_in}
          description="From its send, such as 3d or 12h; it stays when left empty."
          value={content.expires_in ?? ""}
          onChange={(event) => set("expires_in", event.currentTarget.value)}
        />
        <Select
          label={RULES.priority}
          description="Goes first where several wait."
          data={withOdd(PRIORITIES, content.priority)}
          value={content.priority || "normal"}
          allowDeselect={false}
          onChange={(value) => set("priority", value === "normal" ? "" : (value ?? ""))}
        />
      </Fold>
    </>
  );
}
