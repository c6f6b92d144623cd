/** Boxes that keep what is typed while they have the focus; what would break the mail around it waits until it is whole. */
import { Textarea, TextInput } from "@mantine/core";
import { useRef, useState, type JSX } from "react";
import layout from "@/ui/layout/layout.module.css";
import { InsertField } from "./InsertField";
import { tagsEnd } from "./source/whole";
import { t } from "@/language/t";

export interface Drafted {
  text: string;
  set: (text: string) => void;
  /** The text is not whole, so it is not in the mail yet. */
  waits: boolean;
  leave: () => void;
}

/** The text of a box: its own while somebody writes, that of the mail otherwise. */
export function useDraft(
  value: string,
  commit: (text: string) => void,
  isDone: (text: string) => boolean = tagsEnd,
): Drafted {
  const [draft, setDraft] = useState<string | null>(null);
  const waits = draft !== null && !isDone(draft);
  return {
    text: draft ?? value,
    set: (text) => {
      setDraft(text);
      if (isDone(text)) commit(text);
    },
    waits,
    leave: () => {
      if (!waits) setDraft(null);
    },
  };
}

const WAITS = t("It begins something that does not end, so it is not in the mail yet.");

interface Props {
  label: string;
  hint?: string;
  value: string;
  onChange: (value: string) => void;
  placeholder?: string;
  long?: boolean;
  /** Whether fields may be put in. */
  fields?: boolean;
}

export function DraftBox({
  label,
  hint,
  value,
  onChange,
  placeholder,
  long = false,
  fields = false,
}: Props): JSX.Element {
  const box = useRef<HTMLInputElement & HTMLTextAreaElement>(null);
  const draft = useDraft(value, onChange);
  const insert = (text: string) => {
    const from = box.current?.selectionStart ?? draft.text.length;
    const to = box.current?.selectionEnd ?? from;
    draft.set(draft.text.slice(0, from) + text + draft.text.slice(to));
    requestAnimationFrame(() => box.current?.focus());
  };
  const common = {
    ref: box,
    label,
    description: hint,
    placeholder,
    value: draft.text,
    error: draft.waits ? WAITS : undefined,
    onChange: (event: { currentTarget: { value: string } }) => draft.set(event.currentTarget.value),
    onBlur: draft.leave,
  };
  return (
    <div className={layout.stack}>
      {long ? (
        <Textarea {...common} autosize minRows={2} maxRows={12} />
      ) : (
        <TextInput {...common} />
      )}
      {fields ? <InsertField label={label} onInsert={insert} /> : null}
    </div>
  );
}
