/** A block: a piece that many templates hold, with parameters and their defaults. */
import { TextInput } from "@mantine/core";
import type { JSX } from "react";
import { Note } from "@/ui/note/Note";
import { CodeBox } from "@/nodes/mail/code/CodeBox";
import type { FormProps } from "./TemplateForm";
import { textOf } from "./values";
import { rich } from "@/language/rich";
import { t } from "@/language/t";

export function BlockForm({ document, onChange }: FormProps): JSX.Element {
  return (
    <>
      <TextInput
        label={t("Name")}
        value={textOf(document.name)}
        onChange={(event) => onChange({ name: event.currentTarget.value })}
      />
      <CodeBox
        label={t("Source")}
        value={textOf(document.source)}
        onChange={(source) => onChange({ source })}
      />
      <Note>{rich`Templates hold it as ${(<code>{`{{> ${String(document.id)}}}`}</code>)}. The templates that are live take it from their next publish on.`}</Note>
    </>
  );
}
