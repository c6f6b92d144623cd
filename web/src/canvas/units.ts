/** Numbers of things as people read them: "1 day", "14 days". */
import { t } from "@/language/t";

const FORMS = {
  time: [t("time"), t("times")],
  item: [t("item"), t("items")],
  millisecond: [t("millisecond"), t("milliseconds")],
  second: [t("second"), t("seconds")],
  minute: [t("minute"), t("minutes")],
  hour: [t("hour"), t("hours")],
  day: [t("day"), t("days")],
  week: [t("week"), t("weeks")],
  branch: [t("branch"), t("branches")],
  decision: [t("decision"), t("decisions")],
  message: [t("message"), t("messages")],
} as const;

export type Unit = keyof typeof FORMS;

export const many = (number: number, unit: Unit): string =>
  `${number} ${FORMS[unit][number === 1 ? 0 : 1]}`;
