/** The parts of a template, as its channel has them. */
import { Switch, TextInput, Textarea } from "@mantine/core";
import { useRef, type JSX } from "react";
import { PARTS, type Channel, type Part } from "@/api/generated/channels";
import type { Json, Row } from "@/api/wire";
import { Fold } from "@/nodes/fields/Fold";
import { cx } from "@/ui/classes";
import layout from "@/ui/layout/layout.module.css";
import { InsertField } from "@/nodes/mail/InsertField";
import { Body } from "./Body";
import { rowOf, textOf, without } from "./values";
import { t } from "@/language/t";
import css from "./ContentEditor.module.css";

/** Some fields of a document; what is undefined is taken out. */
export type Patch = Readonly<Record<string, Json | undefined>>;

export interface FormProps {
  document: Row;
  onChange: (part: Patch) => void;
}

const LABELS: Partial<Record<Part, string>> = {
  subject: t("Subject"),
  preheader: t("Preheader"),
  text: t("Plain text"),
  html: "HTML",
  body: t("Text"),
  title: t("Title"),
  url: "Address it opens",
  payload: t("Body"),
  sender: t("Sender"),
  reply_to: t("Replies go to"),
  method: "Method",
};
const HINTS: Partial<Record<Part, string>> = {
  preheader: t("What mail programs show behind the subject."),
  text: t("Empty: made from what can be seen of the mail."),
};
const LONG: readonly Part[] = ["html", "text", "body", "payload"];
/** Parts that are no text, or belong to a step rather than to what it says. */
const ELSEWHERE: readonly Part[] = ["headers", "display", "trigger", "expires_in", "priority"];
const SELDOM: readonly Part[] = ["text", "sender", "reply_to", "payload"];

export function TemplateForm({ document, onChange }: FormProps): JSX.Element {
  const channel = textOf(document.channel) || "email";
  const content = rowOf(document.content);
  const known = PARTS[channel as Channel];
  const parts = (known?.allowed ?? []).filter(
    (part) => !ELSEWHERE.includes(part) && !(part === "html" && textOf(document.mjml)),
  );
  const set = (part: string, value: string) => {
    const rest = without(content, part);
    onChange({ content: value ? { ...rest, [part]: value } : rest });
  };
  const box = (part: Part) => (
    <Part
      key={part}
      label={LABELS[part] ?? part}
      hint={HINTS[part]}
      long={LONG.includes(part)}
      code={part === "html" || part === "payload"}
      value={textOf(content[part])}
      onChange={(value) => set(part, value)}
    />
  );
  return (
    <>
      <TextInput
        label={t("Name")}
        value={textOf(document.name)}
        onChange={(event) => onChange({ name: event.currentTarget.value })}
      />
      {parts
        .filter((part) => !SELDOM.includes(part) || known?.required.flat().length === 1)
        .map(box)}
      {channel === "email" && (document.mjml !== undefined || !textOf(content.html)) ? (
        <Body document={document} onChange={onChange} />
      ) : null}
      {Object.entries(rowOf(document.slots)).map(([name, value]) => (
        <Part
          key={name}
          label={t`Slot ${name}`}
          hint={t("A step of a journey may say it otherwise.")}
          long
          value={textOf(value)}
          onChange={(next) => onChange({ slots: { ...rowOf(document.slots), [name]: next } })}
        />
      ))}
      <Fold title={t("More")}>
        <TextInput
          label={t("Description")}
          value={textOf(document.description)}
          onChange={(event) => onChange({ description: event.currentTarget.value || undefined })}
        />
        {parts
          .filter((part) => SELDOM.includes(part) && known?.required.flat().length !== 1)
          .map(box)}
        {channel === "email" ? (
          <>
            <TextInput
              label={t("Brand")}
              placeholder={t("brand (default)")}
              value={textOf(document.brand)}
              onChange={(event) => onChange({ brand: event.currentTarget.value || undefined })}
            />
            <TextInput
              label={t("Language")}
              placeholder={t("en (default)")}
              value={textOf(document.language)}
              onChange={(event) => onChange({ language: event.currentTarget.value || undefined })}
            />
            <Switch
              label={t("It confirms something that people did")}
              description={t(
                "An order confirmation or a code needs no way out of marketing. An offer does.",
              )}
              checked={document.transactional === true}
              onChange={(event) =>
                onChange({ transactional: event.currentTarget.checked || undefined })
              }
            />
          </>
        ) : null}
      </Fold>
    </>
  );
}

interface PartProps {
  label: string;
  hint?: string | undefined;
  long?: boolean;
  code?: boolean;
  rows?: number;
  value: string;
  onChange: (value: string) => void;
}

/** A box with a menu that puts a field in where the cursor stands. */
export function Part({
  label,
  hint,
  long = false,
  code = false,
  rows = 3,
  value,
  onChange,
}: PartProps): JSX.Element {
  const box = useRef<HTMLTextAreaElement & HTMLInputElement>(null);
  const insert = (text: string) => {
    const at = box.current?.selectionStart ?? value.length;
    onChange(value.slice(0, at) + text + value.slice(box.current?.selectionEnd ?? at));
    requestAnimationFrame(() => {
      box.current?.focus();
      box.current?.setSelectionRange(at + text.length, at + text.length);
    });
  };
  const common = {
    ref: box,
    label,
    description: hint,
    value,
    ...(code ? { className: css.source, spellCheck: false } : {}),
    onChange: (event: { currentTarget: { value: string } }) => onChange(event.currentTarget.value),
  };
  return (
    <div className={cx(layout.stack, layout.tight)}>
      {long ? (
        <Textarea {...common} autosize minRows={rows} maxRows={28} />
      ) : (
        <TextInput {...common} />
      )}
      <InsertField label={label} onInsert={insert} />
    </div>
  );
}
