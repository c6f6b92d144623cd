import {
  array,
  assert,
  constantFrom,
  integer,
  oneof,
  property,
  record,
  constant,
} from "fast-check";
import { expect, test } from "vitest";
import {
  LAST_DAY,
  parseSchedule,
  scheduleWords,
  WEEKDAYS,
  writeSchedule,
  type Schedule,
} from "./schedule";

test.each<[string, Schedule]>([
  ["", { kind: "once", date: "", time: "09:00" }],
  ["2026-12-24 09:00", { kind: "once", date: "2026-12-24", time: "09:00" }],
  ["2026-12-24T09:00:07", { kind: "once", date: "2026-12-24", time: "09:00:07" }],
  ["5 9 * * *", { kind: "daily", time: "09:05" }],
  [" 00  09 *  * * ", { kind: "daily", time: "09:00" }],
  ["0 9 * * mon", { kind: "weekly", days: ["mon"], time: "09:00" }],
  ["30 18 * * FRI,1", { kind: "weekly", days: ["mon", "fri"], time: "18:30" }],
  ["0 9 * * 1-3,0", { kind: "weekly", days: ["mon", "tue", "wed", "sun"], time: "09:00" }],
  ["0 9 * * sat-7", { kind: "weekly", days: ["sat", "sun"], time: "09:00" }],
  ["0 9 15 * *", { kind: "monthly", day: "15", time: "09:00" }],
  ["0 9 l * *", { kind: "monthly", day: LAST_DAY, time: "09:00" }],
])("%j is a choice", (text, schedule) => {
  expect(parseSchedule(text)).toEqual(schedule);
});

test.each([
  "0 */2 * * *",
  "0 9 1-7 * mon",
  "0 9 1,15 * *",
  "0 9 * 12 *",
  "0 9 * * mon#2",
  "0 9 * * fri-mon",
  "0 9 32 * *",
  "0 24 * * *",
  "60 9 * * *",
  "0 9 0 * *",
  "0 9 * *",
  "0 9 * * * *",
  "2026-12-24",
  "@daily",
  "every now and then ",
])("%j is kept as it is written", (text) => {
  expect(parseSchedule(text)).toEqual({ kind: "text", text });
  expect(writeSchedule(parseSchedule(text))).toBe(text);
});

const two = (most: number) => integer({ min: 0, max: most }).map((n) => String(n).padStart(2, "0"));
const time = record({ hour: two(23), minute: two(59) }).map(
  ({ hour, minute }) => `${hour}:${minute}`,
);
const days = array(constantFrom(...WEEKDAYS.map(({ value }) => value)), { minLength: 1 }).map(
  (some) => WEEKDAYS.map(({ value }) => value).filter((one) => some.includes(one)),
);
const monthDay = oneof(integer({ min: 1, max: 31 }).map(String), constant(LAST_DAY));
const schedules = oneof(
  record({ kind: constant("once" as const), date: constant("2026-12-24"), time }),
  record({ kind: constant("daily" as const), time }),
  record({ kind: constant("weekly" as const), days, time }),
  record({ kind: constant("monthly" as const), day: monthDay, time }),
);

test("each choice is read back as it was chosen", () => {
  assert(
    property(schedules, (schedule) => {
      expect(parseSchedule(writeSchedule(schedule))).toEqual(schedule);
    }),
  );
});

test("nothing is written while something is not chosen yet", () => {
  expect(writeSchedule({ kind: "once", date: "", time: "09:00" })).toBe("");
  expect(writeSchedule({ kind: "once", date: "2026-12-24", time: "" })).toBe("");
  expect(writeSchedule({ kind: "daily", time: "" })).toBe("");
  expect(writeSchedule({ kind: "weekly", days: [], time: "09:00" })).toBe("");
});

test.each([
  ["", "on a schedule"],
  ["2026-12-24 09:00", "on 24 Dec 2026 at 09:00"],
  ["2026-13-44 09:00", "on 2026-13-44 at 09:00"],
  ["0 9 * * *", "every day at 09:00"],
  ["0 9 * * 0-6", 'by the schedule "0 9 * * 0-6"'],
  ["0 9 * * 1-7", "every day at 09:00"],
  ["0 9 * * mon", "every Monday at 09:00"],
  ["0 9 * * 1-5", "every Monday to Friday at 09:00"],
  ["0 9 * * mon,wed,sun", "every Monday, Wednesday and Sunday at 09:00"],
  ["0 9 1 * *", "on the 1st of every month at 09:00"],
  ["0 9 22 * *", "on the 22nd of every month at 09:00"],
  ["0 9 31 * *", "on the 31st of every month at 09:00"],
  ["0 9 12 * *", "on the 12th of every month at 09:00"],
  ["0 9 L * *", "on the last day of every month at 09:00"],
  ["0 */2 * * *", 'by the schedule "0 */2 * * *"'],
])("%j reads as: people enter %s", (text, words) => {
  expect(scheduleWords(text)).toBe(words);
});
