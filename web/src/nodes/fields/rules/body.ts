/** What the boxes of a rule are given. */
import type { Row } from "@/canvas/rules/row";

export interface BodyProps<R extends Row = Row> {
  row: R;
  /** The event that the condition is asked about. */
  event?: string | undefined;
  onChange: (row: Row) => void;
}
