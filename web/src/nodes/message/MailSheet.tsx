/** The wide sheet of a mail: its words and its body by blocks or by code, with the preview beside them. */
import { Button, Modal, Select, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useMemo, type JSX } from "react";
import type { Row, StarterList } from "@/api/wire";
import type { NodeOf } from "@/canvas/kind";
import { Badge } from "@/ui/badge/Badge";
import { Words } from "@/ui/format/Words";
import layout from "@/ui/layout/layout.module.css";
import { faultsOf, starters } from "../mail/api";
import { CodeBox } from "../mail/code/CodeBox";
import { InsertField } from "../mail/InsertField";
import { MailEditor } from "../mail/MailEditor";
import css from "../mail/Mail.module.css";
import { Preview } from "../mail/preview/Preview";
import { t } from "@/language/t";

type Message = NodeOf<"message">;

interface Props {
  id: string;
  name: string;
  node: Message;
  change: (node: Message, merge?: string) => void;
  onClose: () => void;
}

const REST_MS = 400;
/** What a step has of its own while it is looked at as a template; it is published with its journey. */
const AS_TEMPLATE = "step";

/** The template that a step is previewed and checked as. */
const templateOf = (node: Message): Row => ({
  kind: "template",
  id: AS_TEMPLATE,
  channel: node.channel,
  content: (node.content ?? {}) as unknown as Row,
  ...(node.mjml ? { mjml: node.mjml } : {}),
  ...(node.transactional ? { transactional: true } : {}),
});

export default function MailSheet({ id, name, node, change, onClose }: Props): JSX.Element {
  const document = useMemo(() => templateOf(node), [node]);
  const [rested] = useDebouncedValue(document, REST_MS);
  const { data } = useQuery(faultsOf(rested));
  const faults = data?.faults ?? [];
  const content = node.content ?? {};
  const set = (part: "subject" | "preheader" | "html", value: string) => {
    const next = { ...content, [part]: value };
    if (!value) delete next[part];
    change({ ...node, content: next }, `${id}.content.${part}`);
  };
  const write = (mjml: string) => change({ ...node, mjml: mjml || undefined }, `${id}.mjml`);
  return (
    <Modal opened fullScreen lockScroll={false} onClose={onClose} title={t`Mail “${name}”`}>
      <div className={css.sheet}>
        <div className={layout.stack}>
          <Line
            label={t("Subject")}
            value={content.subject ?? ""}
            onChange={(text) => set("subject", text)}
          />
          <Line
            label={t("Preview line")}
            value={content.preheader ?? ""}
            onChange={(text) => set("preheader", text)}
          />
          {content.html && !node.mjml ? (
            <CodeBox
              label={t("Body in HTML")}
              value={content.html}
              onChange={(text) => set("html", text)}
            />
          ) : (
            <>
              {node.mjml ? null : (
                <Begin onChoose={(next) => change({ ...node, ...next })} node={node} />
              )}
              <MailEditor
                value={node.mjml ?? ""}
                onChange={write}
                faults={faults.filter((one) => one.at === "mjml")}
              />
            </>
          )}
          <ul className={layout.stack} aria-label={t("Checks of the mail")}>
            {faults.map((one) => (
              <li key={`${one.code} ${one.at ?? ""} ${one.text}`}>
                <Badge tone={one.severity === "warning" ? "warn" : "bad"}>
                  {one.severity === "warning" ? t("warning") : t("error")}
                </Badge>{" "}
                <Words text={one.text} />
              </li>
            ))}
          </ul>
          <Button variant="default" onClick={onClose}>
            {t("Back to the canvas")}
          </Button>
        </div>
        <Preview document={document} sample={{}} />
      </div>
    </Modal>
  );
}

function Line({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
}): JSX.Element {
  return (
    <div className={layout.stack}>
      <TextInput
        label={label}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <InsertField label={label} onInsert={(text) => onChange(value + text)} />
    </div>
  );
}

/** A mail that ships, taken over whole: its slots become words of this step. */
function Begin({
  node,
  onChoose,
}: {
  node: Message;
  onChoose: (part: Pick<Message, "content" | "mjml">) => void;
}): JSX.Element {
  const { data } = useQuery(starters());
  const all: StarterList["starters"] = data?.starters ?? [];
  const take = (id: string | null) => {
    const document = all.find((one) => one.id === id)?.document as Row | undefined;
    if (!document) return;
    const slots = Object.entries((document.slots ?? {}) as Record<string, string>);
    const mjml = slots.reduce(
      (text, [slot, words]) => text.replaceAll(`{{> ${slot}}}`, () => words),
      String(document.mjml ?? ""),
    );
    const said = document.content as Message["content"];
    onChoose({ content: { ...said, ...node.content }, mjml });
  };
  return (
    <Select
      label={t("Begin with")}
      placeholder={t("A mail that looks right already")}
      data={all.map((one) => ({ value: one.id, label: one.name }))}
      value={null}
      onChange={take}
    />
  );
}
