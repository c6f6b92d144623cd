/** Parts of a document as forms read them: what is of another kind reads as empty, and stays as it is until it is changed. */
import type { Row } from "@/api/wire";

export const rowOf = (value: unknown): Row =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Row) : {};

export const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

/** The row without one field. */
export const without = (row: Row, field: string): Row =>
  Object.fromEntries(Object.entries(row).filter(([key]) => key !== field));
