/** The blocks of a mail in their order: a list that a mouse drags, a keyboard moves and a reader hears. */
import { ActionIcon, Menu } from "@mantine/core";
import { useRef, useState, type JSX, type KeyboardEvent } from "react";
import { Icon } from "@/ui/icon/Icon";
import layout from "@/ui/layout/layout.module.css";
import { cx } from "@/ui/classes";
import { around, flat, type Block } from "../source/blocks";
import { blockName, blockWords } from "./words";
import { t } from "@/language/t";
import css from "./Blocks.module.css";

export interface BlockActs {
  select: (path: string) => void;
  move: (path: string, by: number) => void;
  duplicate: (path: string) => void;
  remove: (path: string) => void;
}

interface Props extends BlockActs {
  source: string;
  blocks: readonly Block[];
  selected: string | null;
  /** Paths of blocks that the server's checks name, by what they say. */
  faults: ReadonlyMap<string, string>;
}

export function BlockList(props: Props): JSX.Element {
  const { source, blocks, selected, faults, select, move, duplicate, remove } = props;
  const list = useRef<HTMLUListElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const [dragged, setDragged] = useState<string | null>(null);
  const all = flat(blocks);
  const focus = (path: string | undefined) => {
    if (!path) return;
    select(path);
    list.current?.querySelector<HTMLElement>(`[data-path="${path}"]`)?.focus();
  };
  /** The focus goes to what stands there now, so that the next key still means this list. */
  const takeOut = (path: string) => {
    const { siblings, index, parent } = around(blocks, path);
    const next = siblings[index + 1] ? path : (siblings[index - 1]?.path ?? parent?.path);
    remove(path);
    requestAnimationFrame(() => {
      if (next) focus(next);
      else frame.current?.focus();
    });
  };
  const keys = (event: KeyboardEvent, block: Block) => {
    const at = all.indexOf(block);
    const { siblings, index } = around(blocks, block.path);
    const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (by && event.altKey) {
      const to = siblings[index + by];
      move(block.path, by);
      if (to) requestAnimationFrame(() => focus(to.path));
    } else if (by) focus(all[at + by]?.path);
    else if (event.key === "Delete" || event.key === "Backspace") {
      takeOut(block.path);
    } else if (event.key.toLowerCase() === "d" && event.shiftKey) duplicate(block.path);
    else return;
    event.preventDefault();
  };
  const drop = (onto: Block) => {
    if (dragged === null) return;
    const from = around(blocks, dragged);
    const to = around(blocks, onto.path);
    if (from.siblings === to.siblings) move(dragged, to.index - from.index);
    setDragged(null);
  };
  return (
    <div ref={frame} tabIndex={-1}>
      {all.length === 0 ? (
        <p className={layout.dim}>{t("Nothing stands in this mail yet. Add a block.")}</p>
      ) : null}
      <ul ref={list} className={css.list} aria-label={t("Blocks")}>
        {all.map((block) => (
          <li
            key={block.path}
            className={cx(css.row, block.path === selected && css.chosen)}
            data-depth={Math.min(4, block.path.split(".").length - 1)}
            draggable
            onDragStart={(event) => {
              event.dataTransfer.effectAllowed = "move";
              setDragged(block.path);
              event.stopPropagation();
            }}
            onDragOver={(event) => event.preventDefault()}
            onDrop={() => drop(block)}
            onDragEnd={() => setDragged(null)}
          >
            <button
              type="button"
              className={css.name}
              data-path={block.path}
              aria-current={block.path === selected || undefined}
              aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown Shift+D Delete"
              onClick={() => select(block.path)}
              onKeyDown={(event) => keys(event, block)}
            >
              <b>{blockName(source, block)}</b>{" "}
              <span className={layout.dim}>{blockWords(source, block)}</span>
              {faults.has(block.path) ? (
                <span className={css.fault}>
                  <Icon name="alert" size={13} title={faults.get(block.path) ?? ""} />
                </span>
              ) : null}
            </button>
            <Acts {...props} block={block} name={blockName(source, block)} remove={takeOut} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function Acts({
  block,
  name,
  move,
  duplicate,
  remove,
}: BlockActs & { block: Block; name: string }): JSX.Element {
  return (
    <Menu position="bottom-end" width={190}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="sm" aria-label={t`What to do with ${name}`}>
          <Icon name="more" size={14} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => move(block.path, -1)}>{t("Move up (Alt ↑)")}</Menu.Item>
        <Menu.Item onClick={() => move(block.path, 1)}>{t("Move down (Alt ↓)")}</Menu.Item>
        <Menu.Item onClick={() => duplicate(block.path)}>{t("Duplicate (Shift D)")}</Menu.Item>
        <Menu.Item color="red" onClick={() => remove(block.path)}>
          {t("Remove (Delete)")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
