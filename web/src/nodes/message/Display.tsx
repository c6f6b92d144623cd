/** How and when a page shows an in-app message. */
import { TextInput } from "@mantine/core";
import type { JSX } from "react";
import type { Content } from "@/canvas/document";
import { ChoiceBox } from "../fields/ChoiceBox";
import { Fold } from "../fields/Fold";
import { useBoxes } from "../fields/boxes";
import { t } from "@/language/t";

/** The rules of display by what they are called; they are no words, so no template is filled in. */
export const RULES = {
  display: t("Shown as"),
  trigger: t("After the event"),
  expires_in: t("Gone after"),
  priority: t("Priority"),
} as const;
export type Rule = keyof typeof RULES;

const DISPLAYS = [
  { value: "banner", label: t("A banner at the edge of the page") },
  { value: "modal", label: t("A dialog over the page") },
  { value: "inbox", label: t("In the inbox only") },
];
const PRIORITIES = [
  { value: "low", label: t("Low") },
  { value: "normal", label: t("Normal") },
  { value: "high", label: t("High") },
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
  const box = useBoxes();
  const isOpen = (["trigger", "expires_in", "priority"] as const).some((rule) => content[rule]);
  return (
    <>
      <ChoiceBox
        label={RULES.display}
        {...box("content.display")}
        data={withOdd(DISPLAYS, content.display)}
        fallback="banner"
        value={content.display}
        onChange={(value) => set("display", value)}
      />
      <Fold title={t("When it is shown")} open={isOpen}>
        <TextInput
          label={RULES.trigger}
          {...box("content.trigger")}
          description={t("Shown when the page tracks this event; at once when left empty.")}
          value={content.trigger ?? ""}
          onChange={(event) => set("trigger", event.currentTarget.value)}
        />
        <TextInput
          label={RULES.expires_in}
          {...box("content.expires_in")}
          description={t("From its send, such as 3d or 12h; it stays when left empty.")}
          value={content.expires_in ?? ""}
          onChange={(event) => set("expires_in", event.currentTarget.value)}
        />
        <ChoiceBox
          label={RULES.priority}
          {...box("content.priority")}
          description={t("Goes first where several wait.")}
          data={withOdd(PRIORITIES, content.priority)}
          fallback="normal"
          value={content.priority}
          onChange={(value) => set("priority", value)}
        />
      </Fold>
    </>
  );
}
