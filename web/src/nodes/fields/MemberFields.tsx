/** A segment, a list or a journey, by its name. */
import { Autocomplete, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { JSX } from "react";
import { catalog } from "@/api/queries";
import { useSegmentTitles } from "./segmentNames";
import type { Box } from "./boxes";
import { t } from "@/language/t";

interface Props extends Partial<Box> {
  label: string;
  value: string;
  onChange: (value: string) => void;
  hideLabel?: boolean;
  className?: string;
}

const named = (label: string, hidden: boolean | undefined) =>
  hidden ? { "aria-label": label } : { label };

/** By the name that people gave it. An id that the server does not know stays chosen, as it was written. */
export function SegmentField({
  label,
  value,
  onChange,
  hideLabel,
  className,
  ...box
}: Props): JSX.Element {
  const { data } = useQuery(catalog());
  const titles = useSegmentTitles();
  const ids = new Set([
    ...(data?.segments ?? []),
    ...(titles?.keys() ?? []),
    ...(value ? [value] : []),
  ]);
  return (
    <Select
      {...named(label, hideLabel)}
      {...box}
      className={className}
      placeholder={titles && ids.size === 0 ? t("No segment yet") : t("Choose a segment")}
      searchable
      data={[...ids].map((id) => ({ value: id, label: titles?.get(id) ?? id }))}
      value={value || null}
      onChange={(name) => onChange(name ?? "")}
    />
  );
}

/** One that nobody is on yet can be typed too, so that a journey can be drawn before its first member comes. */
export function ListField({
  label,
  value,
  onChange,
  hideLabel,
  className,
  ...box
}: Props): JSX.Element {
  const { data } = useQuery(catalog());
  return (
    <Autocomplete
      {...named(label, hideLabel)}
      {...box}
      className={className}
      placeholder={t("Choose or type a list")}
      data={data?.lists ?? []}
      value={value}
      onChange={onChange}
    />
  );
}

/** One that is published, or that will be. */
export function JourneyField({
  label,
  value,
  onChange,
  hideLabel,
  className,
  ...box
}: Props): JSX.Element {
  const { data } = useQuery(catalog());
  return (
    <Autocomplete
      {...named(label, hideLabel)}
      {...box}
      className={className}
      placeholder={t("Choose or type a journey")}
      data={data?.journeys ?? []}
      value={value}
      onChange={onChange}
    />
  );
}
