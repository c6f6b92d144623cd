/** Headers as people write them: one a line, "Name: value". */
import { Textarea } from "@mantine/core";
import { useState, type JSX } from "react";
import { useBoxes } from "./boxes";
import { t } from "@/language/t";

type Headers = Record<string, string> | undefined;

const asLines = (headers: Headers): string =>
  Object.entries(headers ?? {})
    .map(([name, value]) => `${name}: ${value}`)
    .join("\n");

/** Lines without a colon are not taken: they are headers that somebody is still writing. */
function asHeaders(text: string): Headers {
  const pairs = text
    .split("\n")
    .map((line): [string, string] => {
      const at = line.indexOf(":");
      return at < 0 ? ["", ""] : [line.slice(0, at).trim(), line.slice(at + 1).trim()];
    })
    .filter(([name]) => name !== "");
  return pairs.length ? Object.fromEntries(pairs) : undefined;
}

interface Props {
  value: Headers;
  onChange: (headers: Headers) => void;
}

export function HeaderLines({ value, onChange }: Props): JSX.Element {
  const box = useBoxes();
  const [draft, setDraft] = useState(() => asLines(value));
  // What is written here stays as it is written; an undo, or another hand, shows.
  const text = asLines(asHeaders(draft)) === asLines(value) ? draft : asLines(value);
  return (
    <Textarea
      label={t("Headers")}
      {...box("headers")}
      description={t("One a line, as in X-Reason: upsell.")}
      rows={3}
      value={text}
      onChange={(event) => {
        setDraft(event.currentTarget.value);
        onChange(asHeaders(event.currentTarget.value));
      }}
    />
  );
}
