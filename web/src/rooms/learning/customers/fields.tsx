/** The events that have come in, and what they carried. */
import { Autocomplete } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState, type JSX } from "react";
import { catalog } from "@/api/queries";
import { t } from "@/language/t";

interface Props {
  label: string;
  value: string;
  onChange: (value: string) => void;
  placeholder?: string;
}

/** So long after the last key the name counts as written. */
const REST_MS = 400;

function useWritten(value: string, onChange: (value: string) => void) {
  const [text, setText] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => text !== value && onChange(text), REST_MS);
    return () => clearTimeout(timer);
  }, [text, value, onChange]);
  return [text, setText] as const;
}

export function EventField({ label, value, onChange }: Props): JSX.Element {
  const { data } = useQuery(catalog());
  const [text, setText] = useWritten(value, onChange);
  return (
    <Autocomplete
      label={label}
      placeholder={t("An event")}
      data={(data?.events ?? []).map((one) => one.name)}
      value={text}
      onChange={setText}
    />
  );
}

export function PropertyField({
  label,
  value,
  onChange,
  event,
  placeholder = "",
}: Props & { event: string }): JSX.Element {
  const { data } = useQuery(catalog());
  const [text, setText] = useWritten(value, onChange);
  const known = (data?.events ?? []).find((one) => one.name === event);
  return (
    <Autocomplete
      label={label}
      placeholder={placeholder}
      data={Object.keys(known?.properties ?? {})}
      value={text}
      onChange={setText}
    />
  );
}
