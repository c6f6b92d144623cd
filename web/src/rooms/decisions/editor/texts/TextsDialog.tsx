/** Every text of the journey in one table: what is written, reviewed and changed together. */
import { Modal, Textarea } from "@mantine/core";
import type { JSX } from "react";
import { nodeName, type JourneyNode } from "@/canvas/document";
import type { NodeOf } from "@/canvas/kind";
import { readingOrder } from "@/canvas/readingOrder";
import { LABELS } from "@/nodes/message/Content";
import { channelName } from "@/ui/channel/channel";
import { cx } from "@/ui/classes";
import layout from "@/ui/layout/layout.module.css";
import type { Editor } from "../useEditor";
import { t } from "@/language/t";
import css from "./TextsDialog.module.css";
import { TextsFile } from "./TextsFile";

type Part = keyof typeof LABELS;
/** What somebody reads, in the order of the form; where it comes from and how it is shown are no texts. */
const READ: readonly Part[] = ["subject", "preheader", "title", "html", "body", "text", "url"];

interface Line {
  id: string;
  node: NodeOf<"message">;
  part: Part;
  text: string;
}

const isMessage = (node: JourneyNode | undefined): node is NodeOf<"message"> =>
  node?.kind === "message";

interface Props {
  editor: Editor;
  onClose: () => void;
}

export function TextsDialog({ editor, onClose }: Props): JSX.Element {
  const { document, act } = editor;
  const lines = readingOrder(document).flatMap((id): Line[] => {
    const node = document.nodes[id];
    if (!isMessage(node)) return [];
    return READ.flatMap((part) => {
      const text = node.content?.[part];
      return typeof text === "string" ? [{ id, node, part, text }] : [];
    });
  });
  const write = ({ id, node, part }: Line, text: string) =>
    act(
      { kind: "replace", id, node: { ...node, content: { ...node.content, [part]: text } } },
      `${id}.content.${part}`,
    );
  return (
    <Modal opened onClose={onClose} title={t("All texts")} size="xl">
      {lines.length === 0 ? (
        <p className={layout.dim}>{t("This journey says nothing yet. Add a message first.")}</p>
      ) : (
        <div className={layout.stack}>
          <TextsFile editor={editor} />
          {lines.map((line, at) => (
            <div key={`${line.id}.${line.part}`} className={css.line}>
              <div className={css.step}>
                {lines[at - 1]?.id === line.id ? null : (
                  <>
                    <b>{nodeName(line.id, line.node)}</b>
                    <div className={cx(layout.small, layout.dim)}>
                      {channelName(line.node.channel)}
                    </div>
                  </>
                )}
              </div>
              <Textarea
                label={LABELS[line.part]}
                aria-label={`${nodeName(line.id, line.node)}: ${LABELS[line.part]}`}
                autosize
                minRows={1}
                maxRows={8}
                value={line.text}
                onChange={(event) => write(line, event.currentTarget.value)}
                {...(at === 0 ? { "data-autofocus": true } : {})}
              />
            </div>
          ))}
        </div>
      )}
    </Modal>
  );
}
