/** The words of a message, by channel. */
import { Textarea, TextInput } from "@mantine/core";
import type { JSX } from "react";
import type { Content as Words } from "@/canvas/document";
import type { FormProps } from "../faces";
import layout from "@/ui/layout/layout.module.css";

type Key = Exclude<keyof Words, "headers">;
interface Box {
  key: Key;
  label: string;
  rows?: number;
  hint?: string;
  mono?: boolean;
}

const BOXES: Record<string, Box[]> = {
  email: [
    { key: "subject", label: "Subject" },
    { key: "preheader", label: "Preview line", hint: "Shown after the subject in the inbox." },
    {
      key: "html",
      label: "Body (HTML)",
      rows: 9,
      mono: true,
      hint: "Handlebars: {{first_name}} fills in a trait; a missing one without a fallback holds the message back.",
    },
    { key: "text", label: "Plain text", rows: 4, hint: "Made from the HTML when left empty." },
    { key: "sender", label: "From", hint: "The workspace's sender when left empty." },
    { key: "reply_to", label: "Reply to" },
  ],
  sms: [{ key: "text", label: "Text", rows: 4 }],
  push: [
    { key: "title", label: "Title" },
    { key: "body", label: "Text", rows: 3 },
    { key: "url", label: "Opens", hint: "Where a tap leads." },
  ],
  in_app: [
    { key: "title", label: "Title" },
    { key: "body", label: "Text", rows: 4 },
    { key: "url", label: "Button leads to" },
  ],
  webhook: [
    { key: "url", label: "Address" },
    { key: "payload", label: "Body (JSON)", rows: 6, mono: true },
  ],
};

/** GSM parts: 160 letters in one, 153 in each of several; 70 and 67 with other letters. */
function smsHint(text: string): string {
  const wide = /[^\n\r !-~£¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà€]/.test(text);
  const [one, many] = wide ? [70, 67] : [160, 153];
  const parts = text.length <= one ? 1 : Math.ceil(text.length / many);
  return `${text.length} letters, ${parts} part${parts === 1 ? "" : "s"}${wide ? " (letters outside the GSM alphabet)" : ""} before fields are filled in.`;
}

export function Content({ id, node, change }: FormProps<"message">): JSX.Element {
  const set = (key: Key, value: string) => {
    const content = { ...node.content, [key]: value };
    if (value === "") delete content[key];
    change({ ...node, content }, `${id}.content.${key}`);
  };
  return (
    <>
      {(BOXES[node.channel] ?? []).map((box) => {
        const value = node.content[box.key] ?? "";
        const hint = node.channel === "sms" ? smsHint(value) : box.hint;
        const shared = { label: box.label, value, description: hint };
        return box.rows ? (
          <Textarea
            key={box.key}
            {...shared}
            rows={box.rows}
            resize="vertical"
            classNames={box.mono ? { input: layout.mono } : {}}
            onChange={(event) => set(box.key, event.currentTarget.value)}
          />
        ) : (
          <TextInput
            key={box.key}
            {...shared}
            onChange={(event) => set(box.key, event.currentTarget.value)}
          />
        );
      })}
    </>
  );
}
