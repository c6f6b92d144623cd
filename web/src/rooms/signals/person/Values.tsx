/** The values that decided, as people read them: conditions with their answer, moments as moments. */
import type { JSX } from "react";
import type { Row } from "@/api/wire";
import { plain, when } from "@/ui/format/format";
import { t } from "@/language/t";
import css from "./Values.module.css";

const MOMENTS: readonly [number, number] = [Date.UTC(1990, 0), Date.UTC(2100, 0)];
const isRow = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isMoment = (key: string, value: unknown): value is number =>
  typeof value === "number" &&
  value > MOMENTS[0] &&
  value < MOMENTS[1] &&
  /^(until|at|since|due|wake_at|.*_at)$/.test(key);
const isBlank = (value: unknown) =>
  value === null || value === "" || (typeof value === "object" && Object.keys(value).length === 0);
const ANSWERS: Record<string, string> = { true: t("yes"), false: t("no"), null: t("unknown") };

/** `key = value` for each value; a condition that was tried becomes its text, its answer and what it looked at. */
export function valueLines(data: Row): string[] {
  return Object.entries(data ?? {}).flatMap(([key, value]): string[] => {
    if (isBlank(value)) return [];
    if (isMoment(key, value))
      return [`${key.replace(/_at$/, "").replace(/_/g, " ")} ${when(value)}`];
    if (Array.isArray(value) && value.every((one) => isRow(one) && "when" in one))
      return value.flatMap((one) => (isRow(one) ? [tried(one)] : []));
    if (key === "changes" && Array.isArray(value))
      return value.flatMap((one) => (isRow(one) ? [changed(one)] : []));
    if (isRow(value))
      return Object.entries(value).map(([name, part]) => `${name} = ${plain(part)}`);
    return [`${key} = ${plain(value)}`];
  });
}

/** What changed of a person: "plan: free → pro". */
function changed(one: Record<string, unknown>): string {
  const field = [
    one.of === "traits" ? "" : plain(one.of).replace(/_/g, " "),
    one.field ? plain(one.field) : "",
  ]
    .filter(Boolean)
    .join(" ");
  return `${field}: ${one.was === undefined ? "" : `${plain(one.was)} → `}${one.now === undefined || one.now === null ? t("gone") : plain(one.now)}`;
}

function tried(one: Record<string, unknown>): string {
  const values = isRow(one.values)
    ? Object.entries(one.values).map(([name, value]) => `${name} = ${plain(value)}`)
    : [];
  return `${plain(one.when)}: ${ANSWERS[String(one.truth)] ?? plain(one.truth)}${values.length ? ` (${values.join(", ")})` : ""}`;
}

export function Values({ lines }: { lines: readonly string[] }): JSX.Element | null {
  return lines.length ? (
    <div className={css.values}>
      {lines.map((line) => (
        <code key={line}>{line}</code>
      ))}
    </div>
  ) : null;
}
