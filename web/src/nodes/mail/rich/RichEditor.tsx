/** The words of a block, edited as they look: bold, italic, links, lists, breaks and fields. */
import { ActionIcon, Button, Popover, TextInput, Tooltip } from "@mantine/core";
import { UndoRedo } from "@tiptap/extensions";
import Bold from "@tiptap/extension-bold";
import Document from "@tiptap/extension-document";
import HardBreak from "@tiptap/extension-hard-break";
import Italic from "@tiptap/extension-italic";
import { ListKeymap } from "@tiptap/extension-list";
import Text from "@tiptap/extension-text";
import { EditorContent, useEditor, useEditorState, type Editor } from "@tiptap/react";
import { useEffect, useRef, useState, type JSX } from "react";
import { Icon } from "@/ui/icon/Icon";
import layout from "@/ui/layout/layout.module.css";
import { InsertField } from "../InsertField";
import { htmlOf, richOf, type RichNode } from "../source/rich";
import { Field, Link, MailBulletList, MailListItem, MailOrderedList, MailParagraph } from "./marks";
import { t } from "@/language/t";
import css from "./RichEditor.module.css";

interface Props {
  label: string;
  /** What stands inside of the block; of a kind that `richOf` reads. */
  value: string;
  onChange: (value: string) => void;
  /** A heading is one line without lists. */
  oneLine?: boolean;
}

const WORDS = [Text, MailParagraph, Bold, Italic, HardBreak, Link, Field, UndoRedo];
const LISTS = [MailBulletList, MailOrderedList, MailListItem, ListKeymap];
const OneLine = Document.extend({ content: "paragraph" });

export default function RichEditor({
  label,
  value,
  onChange,
  oneLine = false,
}: Props): JSX.Element {
  const printed = useRef(value);
  const latest = useRef(onChange);
  useEffect(() => {
    latest.current = onChange;
  });
  const editor = useEditor({
    injectCSS: false,
    extensions: oneLine ? [OneLine, ...WORDS] : [Document, ...WORDS, ...LISTS],
    content: (richOf(value) ?? { type: "doc" }) as object,
    editorProps: {
      attributes: { "aria-label": label, role: "textbox", "aria-multiline": String(!oneLine) },
    },
    onUpdate: ({ editor: now }) => {
      const next = htmlOf(now.getJSON() as RichNode);
      printed.current = next;
      latest.current(next);
    },
  });
  useEffect(() => {
    if (!editor || value === printed.current || editor.isFocused) return;
    printed.current = value;
    editor.commands.setContent((richOf(value) ?? { type: "doc" }) as object, { emitUpdate: false });
  }, [editor, value]);
  return (
    <div className={css.box}>
      {editor ? <Tools editor={editor} label={label} oneLine={oneLine} /> : null}
      <EditorContent editor={editor} className={css.words} />
    </div>
  );
}

const MARKS = [
  { name: "bold", label: t("Bold"), letter: "B", key: "Ctrl B" },
  { name: "italic", label: t("Italic"), letter: "I", key: "Ctrl I" },
] as const;

function Tools({
  editor,
  label,
  oneLine,
}: {
  editor: Editor;
  label: string;
  oneLine: boolean;
}): JSX.Element {
  const on = useEditorState({
    editor,
    selector: ({ editor: now }) => ({
      bold: now.isActive("bold"),
      italic: now.isActive("italic"),
      bulletList: now.isActive("bulletList"),
      orderedList: now.isActive("orderedList"),
    }),
  });
  const tool = (
    name: keyof typeof on,
    words: string,
    letter: string,
    act: () => void,
  ): JSX.Element => (
    <Tooltip key={name} label={words}>
      <ActionIcon
        variant={on[name] ? "filled" : "default"}
        size="sm"
        aria-label={words}
        aria-pressed={on[name]}
        onClick={act}
      >
        {letter}
      </ActionIcon>
    </Tooltip>
  );
  return (
    <div className={css.tools} role="toolbar" aria-label={t`How ${label} looks`}>
      {MARKS.map((one) =>
        tool(one.name, `${one.label} (${one.key})`, one.letter, () =>
          editor.chain().focus().toggleMark(one.name).run(),
        ),
      )}
      {oneLine ? null : (
        <>
          {tool("bulletList", t("List"), "•", () =>
            editor.chain().focus().toggleList("bulletList", "listItem").run(),
          )}
          {tool("orderedList", t("Numbered list"), "1.", () =>
            editor.chain().focus().toggleList("orderedList", "listItem").run(),
          )}
        </>
      )}
      <LinkTool editor={editor} />
      <span className={layout.grow} />
      <InsertField
        label={label}
        onInsert={(source) =>
          editor.chain().focus().insertContent({ type: "field", attrs: { source } }).run()
        }
      />
    </div>
  );
}

function LinkTool({ editor }: { editor: Editor }): JSX.Element {
  const [opened, setOpened] = useState(false);
  const [href, setHref] = useState("");
  const open = (next: boolean) => {
    setHref(String(editor.getAttributes("link").href ?? ""));
    setOpened(next);
  };
  const put = (address: string) => {
    const chain = editor.chain().focus().extendMarkRange("link");
    if (!address) chain.unsetMark("link").run();
    else if (editor.state.selection.empty && !editor.isActive("link"))
      chain
        .insertContent({
          type: "text",
          text: address,
          marks: [{ type: "link", attrs: { href: address } }],
        })
        .run();
    else chain.setMark("link", { href: address }).run();
    setOpened(false);
  };
  return (
    <Popover opened={opened} onChange={setOpened} trapFocus width={280} withinPortal>
      <Popover.Target>
        <Tooltip label={t("Link")}>
          <ActionIcon
            variant="default"
            size="sm"
            aria-label={t("Link")}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => open(!opened)}
          >
            <Icon name="out" size={13} />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown>
        <form
          className={layout.stack}
          onSubmit={(event) => {
            event.preventDefault();
            event.stopPropagation();
            put(href.trim());
          }}
        >
          <TextInput
            size="xs"
            label={t("Where it leads")}
            placeholder="https://"
            value={href}
            onChange={(event) => setHref(event.currentTarget.value)}
          />
          <div className={layout.row}>
            <Button size="xs" type="submit">
              {t("Set the link")}
            </Button>
            <Button size="xs" variant="default" onClick={() => put("")}>
              {t("No link")}
            </Button>
          </div>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
