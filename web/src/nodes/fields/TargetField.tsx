/** Where to go: a word of policy, or another step. */
import { Select } from "@mantine/core";
import type { JSX } from "react";
import { nodeName, type Journey } from "@/canvas/document";
import { t } from "@/language/t";

interface Props {
  label: string;
  document: Journey;
  self: string;
  value: string;
  words: Record<string, string>;
  onChange: (value: string) => void;
}

export function TargetField({ label, document, self, value, words, onChange }: Props): JSX.Element {
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
      data={data}
      value={value}
      searchable
      onChange={(next) => next !== null && onChange(next)}
    />
  );
}
