/** The words of a message, by channel. */
import { Button, Textarea, TextInput } from "@mantine/core";
import type { JSX } from "react";
import { CHANNELS, PARTS, type Channel, type Content as Words, type Part } from "@/canvas/document";
import { cx } from "@/ui/classes";
import { smsHint } from "@/ui/format/sms";
import layout from "@/ui/layout/layout.module.css";
import type { FormProps } from "../faces";
import { useBoxes } from "../fields/boxes";
import { Fold } from "../fields/Fold";
import { HeaderLines } from "../fields/HeaderLines";
import { Display, RULES, type Rule } from "./Display";
import { OpenMail } from "./OpenMail";
import { t } from "@/language/t";

type Key = Exclude<Part, "headers" | "language" | "locales" | "lookups" | Rule>;
interface Box {
  label: string;
  rows?: number;
  hint?: string;
  mono?: boolean;
}

/** Each part as it is called where a channel says nothing else. */
const BOXES: Record<Key, Box> = {
  subject: { label: t("Subject") },
  preheader: { label: t("Preview line"), hint: t("Shown after the subject in the inbox.") },
  title: { label: t("Title") },
  html: {
    label: t("Body (HTML)"),
    rows: 9,
    mono: true,
    hint: t(
      "Handlebars: {{first_name}} fills in a field; a missing one without a fallback holds the message back.",
    ),
  },
  body: { label: t("Text"), rows: 4 },
  text: { label: t("Plain text"), rows: 4, hint: t("Made from the HTML when left empty.") },
  url: { label: t("Opens"), hint: t("Where a tap leads.") },
  payload: {
    label: t("Data for the app (JSON)"),
    rows: 3,
    mono: true,
    hint: t("Handed to your app with the message, when it asks for more than words."),
  },
  sender: { label: t("From"), hint: t("The workspace's sender when left empty.") },
  reply_to: { label: t("Reply to") },
  method: { label: t("Method"), hint: t("POST when left empty; or PUT, PATCH, DELETE, GET.") },
};

const OF_CHANNEL: Partial<Record<Channel, Partial<Record<Key, Box>>>> = {
  sms: {
    sender: { label: t("From"), hint: t("A number or name of yours; the provider's when empty.") },
  },
  whatsapp: {
    payload: {
      label: t("Approved template (JSON)"),
      rows: 6,
      mono: true,
      hint: t(
        'As {"name": "order_shipped", "language": "en_US", "body": ["{{first_name}}"]}; it may go to anybody who has agreed.',
      ),
    },
    body: {
      label: t("Text"),
      rows: 4,
      hint: t(
        "Sent when there is no template, and only to people who wrote to you within 24 hours.",
      ),
    },
  },
  in_app: { url: { label: t("Button leads to") } },
  webhook: {
    url: { label: t("Address") },
    body: {
      label: t("Body (text)"),
      rows: 3,
      hint: t("Sent when there is no JSON body; the header Content-Type says what it is."),
    },
    payload: { label: t("Body (JSON)"), rows: 6, mono: true },
  },
};
const ORDER = Object.keys(BOXES) as Key[];
/** What each part of a message is called in its form. */
export const LABELS: Record<Key | Rule, string> = {
  ...(Object.fromEntries(ORDER.map((key) => [key, BOXES[key].label])) as Record<Key, string>),
  ...RULES,
};

/** The boxes of a channel, in the order in which they are read. */
const boxesOf = (channel: Channel): [Key, Box][] =>
  ORDER.filter((key) => PARTS[channel].allowed.includes(key)).map((key) => [
    key,
    OF_CHANNEL[channel]?.[key] ?? BOXES[key],
  ]);

/** What a part that this channel does not use holds is shown, so that nobody loses words by a change of channel. */
const leftOver = (channel: Channel, content: Words): (Key | Rule)[] =>
  (Object.keys(LABELS) as (Key | Rule)[]).filter(
    (key) => content[key] && !PARTS[channel].allowed.includes(key),
  );

export function Content(props: FormProps<"message">): JSX.Element {
  const at = useBoxes();
  const { id, node, change } = props;
  const set = (key: Key | Rule, value: string) => {
    const content = { ...node.content, [key]: value };
    if (value === "") delete content[key];
    change({ ...node, content }, `${id}.content.${key}`);
  };
  const channel = CHANNELS.find((one) => one === node.channel);
  const words = node.content ?? {};
  if (node.template)
    return (
      <p>{t`This step sends the template “${node.template}”; what it says otherwise stands in the text view.`}</p>
    );
  if (!channel)
    return <p>{t("The studio does not know this channel; edit it in the text view.")}</p>;
  return (
    <>
      {channel === "email" ? <OpenMail {...props} /> : null}
      {boxesOf(channel).map(([key, box]) => {
        if (key === "html" && node.mjml) return null;
        const value = words[key] ?? "";
        const hint = channel === "sms" && key === "body" ? smsHint(value) : box.hint;
        const shared = { label: box.label, value, description: hint, ...at(`content.${key}`) };
        return box.rows ? (
          <Textarea
            key={key}
            {...shared}
            rows={box.rows}
            resize="vertical"
            classNames={box.mono ? { input: layout.mono } : {}}
            onChange={(event) => set(key, event.currentTarget.value)}
          />
        ) : (
          <TextInput
            key={key}
            {...shared}
            onChange={(event) => set(key, event.currentTarget.value)}
          />
        );
      })}
      {PARTS[channel].allowed.includes("display") ? <Display content={words} set={set} /> : null}
      {PARTS[channel].allowed.includes("headers") ? (
        <Fold title={t("Headers")} open={words.headers !== undefined}>
          <HeaderLines
            value={words.headers}
            onChange={(headers) =>
              change({ ...node, content: { ...words, headers } }, `${id}.content.headers`)
            }
          />
        </Fold>
      ) : null}
      {leftOver(channel, words).map((key) => (
        <LeftOver key={key} label={LABELS[key]} text={words[key] ?? ""} drop={() => set(key, "")} />
      ))}
    </>
  );
}

function LeftOver({
  label,
  text,
  drop,
}: {
  label: string;
  text: string;
  drop: () => void;
}): JSX.Element {
  return (
    <div className={layout.spread}>
      <span
        className={cx(layout.small, layout.dim, layout.clip)}
      >{t`Not used by this channel: ${label}, “${text}”`}</span>
      <Button size="compact-xs" variant="subtle" onClick={drop}>
        {t("Remove")}
      </Button>
    </div>
  );
}
