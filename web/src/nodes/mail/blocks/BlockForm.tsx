/** The boxes of one block; what has no box of its own stands under "All attributes", as the server knows them. */
import { SegmentedControl } from "@mantine/core";
import type { JSX } from "react";
import { Note } from "@/ui/note/Note";
import { CodeBox } from "../code/CodeBox";
import { DraftBox, useDraft } from "../Draft";
import { RichText } from "../rich/RichText";
import { attribute, innerOf, textOf, type Block } from "../source/blocks";
import { replaced, withAttribute, withInner } from "../source/edit";
import { savedOf, withParam } from "../source/fresh";
import { isWhole } from "../source/whole";
import { Attributes, OWN } from "./Attributes";
import { repeatOf } from "./words";
import { t } from "@/language/t";
import css from "./Blocks.module.css";

interface Props {
  source: string;
  block: Block;
  onChange: (source: string) => void;
}

const HEADING = /^(\s*<h)([1-6])((?:\s[^>]*)?>)([\s\S]*?)(<\/h[1-6]\s*>\s*)$/i;

const FIELDS = ["href", "src", "alt"];

export function BlockForm({ source, block, onChange }: Props): JSX.Element {
  const set = (name: string, value: string) => onChange(withAttribute(source, block, name, value));
  return (
    <div className={css.form}>
      <Words source={source} block={block} onChange={onChange} />
      <div className={css.form}>
        {(OWN[block.kind] ?? []).map(([name, label, hint]) => (
          <DraftBox
            key={name}
            label={label}
            hint={hint}
            fields={FIELDS.includes(name)}
            value={attribute(block, name)}
            onChange={(value) => set(name, value)}
          />
        ))}
      </div>
      {block.attributes.length > 0 ||
      OWN[block.kind] ||
      ["text", "heading"].includes(block.kind) ? (
        <Attributes source={source} block={block} set={set} />
      ) : null}
    </div>
  );
}

/** What the block says. */
function Words({ source, block, onChange }: Props): JSX.Element | null {
  const inner = innerOf(source, block);
  switch (block.kind) {
    case "heading": {
      const found = HEADING.exec(inner);
      if (!found) return null;
      const [, open = "", level = "1", rest = "", words = "", close = ""] = found;
      const write = (next: string, to: string) =>
        onChange(withInner(source, block, open + to + rest + next + close.replace(/[1-6]/, to)));
      return (
        <>
          <RichText
            label={t("Heading")}
            oneLine
            value={words}
            onChange={(next) => write(next, level)}
          />
          <SegmentedControl
            size="xs"
            aria-label={t("Level of the heading")}
            data={["1", "2", "3"].map((value) => ({ value, label: t`Level ${value}` }))}
            value={level}
            onChange={(to) => write(words, to)}
          />
        </>
      );
    }
    case "text":
      return (
        <RichText
          label={t("Text")}
          value={inner}
          onChange={(next) => onChange(withInner(source, block, next))}
        />
      );
    case "button":
      return (
        <DraftBox
          label={t("On the button")}
          fields
          value={inner.trim()}
          onChange={(next) => onChange(withInner(source, block, next.replace(/</g, "&lt;")))}
        />
      );
    case "repeat": {
      const { helper, path } = repeatOf(source, block);
      const label = helper === "each" ? t("For each of") : t("Shown if this is known");
      const open = (next: string) => `{{#${helper} ${next.replace(/[{}]/g, "").trim()}}}`;
      return (
        <DraftBox
          label={label}
          hint={t("A field of the person or the event, such as event.products.")}
          value={path}
          onChange={(next) => {
            if (next.trim())
              onChange(source.slice(0, block.start) + open(next) + source.slice(block.openEnd));
          }}
        />
      );
    }
    case "saved":
      return <Saved source={source} block={block} onChange={onChange} />;
    case "code":
      return <Code source={source} block={block} onChange={onChange} />;
    default:
      return null;
  }
}

function Saved({ source, block, onChange }: Props): JSX.Element {
  const text = textOf(source, block);
  const { id, params } = savedOf(text);
  return (
    <>
      <Note>{t`${id} is a saved block or a slot of this template: changed in one place, it changes in every mail that holds it.`}</Note>
      {Object.entries(params).map(([name, value]) => (
        <DraftBox
          key={name}
          label={name}
          value={value}
          onChange={(next) => onChange(replaced(source, block, withParam(text, name, next)))}
        />
      ))}
    </>
  );
}

/** Source that no form knows: kept to the letter, and written back once what it begins also ends. */
function Code({ source, block, onChange }: Props): JSX.Element {
  const draft = useDraft(
    textOf(source, block),
    (next) => onChange(replaced(source, block, next)),
    (next) => next.trim() !== "" && isWhole(next),
  );
  return (
    <>
      <CodeBox label={t("Code of the block")} value={draft.text} onChange={draft.set} />
      {draft.waits ? (
        <Note tone="warn">{t("What it begins does not end yet, so it waits.")}</Note>
      ) : null}
    </>
  );
}
