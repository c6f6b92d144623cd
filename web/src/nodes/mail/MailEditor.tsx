/** The body of a mail, by blocks or by code: two views of one source, with one undo. */
import { ActionIcon, SegmentedControl, Tooltip } from "@mantine/core";
import { useEffect, useMemo, useRef, useState, type JSX, type KeyboardEvent } from "react";
import type { SentFault } from "@/api/faults";
import { Icon } from "@/ui/icon/Icon";
import { cx } from "@/ui/classes";
import layout from "@/ui/layout/layout.module.css";
import { AddBlock, type Fresh } from "./blocks/AddBlock";
import { BlockForm } from "./blocks/BlockForm";
import { BlockList } from "./blocks/BlockList";
import { blockName } from "./blocks/words";
import { CodeBox } from "./code/CodeBox";
import type { LineFault } from "./code/CodeEditor";
import { BareFields } from "./BareFields";
import { blockAt, blocksOf, flat, type Block } from "./source/blocks";
import { duplicated, moved, put, removed } from "./source/edit";
import { useHistory } from "./useHistory";
import { t } from "@/language/t";
import blocksCss from "./blocks/Blocks.module.css";
import css from "./Mail.module.css";

interface Props {
  value: string;
  onChange: (value: string) => void;
  faults: readonly SentFault[];
}

const LINE = /\(line (\d+)\)/;

/** Faults that name a line of the source. */
export const lineFaults = (faults: readonly SentFault[]): LineFault[] =>
  faults.flatMap((one) => {
    const line = LINE.exec(one.text)?.[1];
    const severity = one.severity === "warning" ? ("warning" as const) : ("error" as const);
    return line ? [{ line: Number(line), text: one.text, severity }] : [];
  });

/** The innermost block that each fault's line stands in. */
function faultsOfBlocks(source: string, blocks: readonly Block[], faults: readonly LineFault[]) {
  const found = new Map<string, string>();
  const starts = [0];
  for (let at = source.indexOf("\n"); at >= 0; at = source.indexOf("\n", at + 1))
    starts.push(at + 1);
  for (const { line, text } of faults) {
    const from = starts[line - 1] ?? 0;
    const to = starts[line] ?? source.length;
    const inside = flat(blocks).filter((one) => one.start < to && one.end > from);
    const last = inside[inside.length - 1];
    if (last) found.set(last.path, text);
  }
  return found;
}

export function MailEditor({ value, onChange, faults }: Props): JSX.Element {
  const [view, setView] = useState("blocks");
  const history = useHistory(value, onChange);
  const marked = useMemo(() => lineFaults(faults), [faults]);
  const keys = (event: KeyboardEvent) => {
    const isTyping = (event.target as HTMLElement).closest(
      "input, textarea, [contenteditable], [data-testid=code]",
    );
    if (isTyping || !(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z") return;
    event.preventDefault();
    event.stopPropagation();
    if (event.shiftKey) history.redo();
    else history.undo();
  };
  return (
    <section className={css.editor} aria-label={t("Body of the mail")} onKeyDown={keys}>
      <div className={cx(layout.row, layout.wrap)}>
        <SegmentedControl
          size="xs"
          aria-label={t("How to write the mail")}
          data={[
            { value: "blocks", label: t("Blocks") },
            { value: "code", label: t("Code") },
          ]}
          value={view}
          onChange={setView}
        />
        <span className={layout.grow} />
        <Tooltip label={t("Undo (Ctrl Z)")}>
          <ActionIcon
            variant="default"
            aria-label={t("Undo in the mail")}
            disabled={!history.canUndo}
            onClick={history.undo}
          >
            <Icon name="undo" size={14} />
          </ActionIcon>
        </Tooltip>
        <Tooltip label={t("Redo (Ctrl Shift Z)")}>
          <ActionIcon
            variant="default"
            aria-label={t("Redo in the mail")}
            disabled={!history.canRedo}
            onClick={history.redo}
          >
            <Icon name="redo" size={14} />
          </ActionIcon>
        </Tooltip>
      </div>
      <BareFields source={value} onChange={history.set} />
      {view === "code" ? (
        <CodeBox label={t("Body in MJML")} value={value} onChange={history.typed} faults={marked} />
      ) : (
        <Blocks source={value} onChange={history.set} onType={history.typed} faults={marked} />
      )}
    </section>
  );
}

/** Whether the form stands under the list, as on a phone, and not beside it. */
const isBelow = (form: HTMLElement): boolean =>
  form.offsetTop > (form.previousElementSibling as HTMLElement).offsetTop;

function Blocks({
  source,
  onChange,
  onType,
  faults,
}: {
  source: string;
  onChange: (source: string) => void;
  onType: (source: string) => void;
  faults: readonly LineFault[];
}): JSX.Element {
  const blocks = useMemo(() => blocksOf(source), [source]);
  const [selected, setSelected] = useState<string | null>(null);
  const [said, setSaid] = useState("");
  const form = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (selected !== null && form.current && isBelow(form.current))
      form.current.scrollIntoView({ block: "nearest" });
  }, [selected]);
  const chosen = selected === null ? undefined : blockAt(blocks, selected);
  const marked = useMemo(() => faultsOfBlocks(source, blocks, faults), [source, blocks, faults]);
  const on = (path: string, act: (block: Block) => string, words: string) => {
    const block = blockAt(blocks, path);
    if (!block) return;
    onChange(act(block));
    setSaid(`${words} ${blockName(source, block)}`);
  };
  const add = (fresh: Fresh) => {
    const next = put(source, blocks, chosen?.path ?? null, fresh);
    const before = new Set(flat(blocks).map((one) => source.slice(one.start, one.end)));
    onChange(next);
    const made = flat(blocksOf(next)).find(
      (one) => next.slice(one.start, one.end) === fresh.text && !before.has(fresh.text),
    );
    const copies = flat(blocksOf(next)).filter(
      (one) => next.slice(one.start, one.end) === fresh.text,
    );
    setSelected((made ?? copies[copies.length - 1])?.path ?? null);
    setSaid(t("Added a block"));
  };
  return (
    <div className={blocksCss.halves}>
      <div className={layout.stack}>
        <AddBlock onAdd={add} />
        <BlockList
          source={source}
          blocks={blocks}
          selected={selected}
          faults={marked}
          select={setSelected}
          move={(path, by) => on(path, () => moved(source, blocks, path, by), t("Moved"))}
          duplicate={(path) => on(path, (block) => duplicated(source, block), t("Duplicated"))}
          remove={(path) => on(path, (block) => removed(source, block), t("Removed"))}
        />
        <p className={layout.hiddenVisually} role="status">
          {said}
        </p>
      </div>
      <div ref={form} className={css.form} role="group" aria-label={t("Settings of the block")}>
        {chosen ? (
          <BlockForm
            key={chosen.path + chosen.kind}
            source={source}
            block={chosen}
            onChange={onType}
          />
        ) : (
          <p className={layout.dim}>{t("Choose a block to change it.")}</p>
        )}
      </div>
    </div>
  );
}
