/** Where to go: a word of policy, or another step. */
import { Select } from "@mantine/core";
import type { JSX } from "react";
import { nodeName, type Journey } from "@/canvas/document";
import type { Box } from "./boxes";
import { t } from "@/language/t";

interface Props extends Partial<Box> {
  label: string;
  document: Journey;
  self: string;
  /** "": the document says nothing. */
  value: string;
  /** The word of policy that holds then: a placeholder, never a value. */
  fallback: string;
  words: Record<string, string>;
  onChange: (value: string) => void;
}

export function TargetField({
  label,
  document,
  self,
  value,
  fallback,
  words,
  onChange,
  ...box
}: Props): JSX.Element {
  const steps = Object.entries(document.nodes).filter(([id]) => id !== self);
  const data = [
    {
      group: t("Then"),
      items: Object.entries(words).map(([word, text]) => ({ value: word, label: text })),
    },
    {
      group: t("Or go to"),
      items: steps
        .filter(([id]) => !(id in words))
        .map(([id, node]) => ({ value: id, label: nodeName(id, node) })),
    },
  ];
  return (
    <Select
      label={label}
      {...box}
      data={data}
      placeholder={t`${words[fallback] ?? fallback} (default)`}
      value={value || null}
      searchable
      onChange={(next) => next !== null && onChange(next)}
    />
  );
}
