/** A metric that is a document of its own: it says what is counted, and the journey names it. */
import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { JSX } from "react";
import { definedMetrics } from "@/api/queries";
import { t } from "@/language/t";

export function NamedMetric({
  value,
  onChange,
}: {
  value: string;
  onChange: (metric: string) => void;
}): JSX.Element {
  const { data } = useQuery(definedMetrics());
  const known = (data?.metrics ?? []).filter((one) => !one.archived);
  const choices = known.map((one) => ({ value: one.id, label: one.name }));
  if (value && !known.some((one) => one.id === value)) choices.push({ value, label: value });
  return (
    <Select
      label={t("Published metric")}
      description={
        known.find((one) => one.id === value)?.counts ?? t("Its document says what is counted.")
      }
      placeholder={known.length ? t("Choose one") : t("None is published yet")}
      data={choices}
      value={value || null}
      onChange={(chosen) => chosen && onChange(chosen)}
      searchable
    />
  );
}
