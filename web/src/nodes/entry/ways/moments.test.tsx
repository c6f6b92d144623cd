// @vitest-environment jsdom
/** Ways in that a clock or a program opens, as people draw them. */
import { fireEvent, screen, waitFor } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import type { Trigger } from "@/canvas/document";
import { choose } from "@/testing/choose";
import { add, box, card, open, stored } from "./drawn";

const first = () => stored().triggers?.[0];
const put = (label: string, value: string) =>
  fireEvent.change(box(1, label), { target: { value } });

test("a date: so many days before it, at a time, every year, for those of a segment", async () => {
  const user = open({ on: [] });
  await add(user, /A date comes/);
  await waitFor(() => expect(document.activeElement).toBe(box(1, "Field with the date")));
  put("Field with the date", "account.ends_on");
  expect(first()).toEqual({ date: "account.ends_on" });
  await choose(user, box(1, "When"), "Days before");
  expect(first()).toEqual({ date: "account.ends_on", offset: "-7d" });
  await user.clear(box(1, "Days"));
  await user.type(box(1, "Days"), "14");
  put("At", "09:00");
  await user.click(card(1).getByRole("checkbox", { name: "Every year" }));
  await choose(user, box(1, "By whose clock"), "The workspace's");
  await choose(user, box(1, "Who enters"), "Those in a segment");
  expect(card(1).getByText(/Not chosen yet: as long as it is not, it is everybody/)).toBeDefined();
  await choose(user, box(1, "Segment"), "Power users");
  await card(1).findByText(/of 7 people/);
  expect(first()).toEqual({
    date: "account.ends_on",
    offset: "-14d",
    at: "09:00",
    yearly: true,
    zone: "workspace",
    segment: "power_users",
  });
  await choose(user, box(1, "When"), "On the day");
  put("At", "");
  await choose(user, box(1, "By whose clock"), "Each person's own");
  await choose(user, box(1, "Who enters"), "Everybody with this date");
  expect(first()).toEqual({ date: "account.ends_on", yearly: true });
});

test("an offset that no days are stays until another is chosen", async () => {
  const user = open({ on: [], triggers: [{ date: "renews_on", offset: "-36h" }] });
  expect(box(1, "When").value).toBe("36 hours before");
  await choose(user, box(1, "When"), "Days after");
  expect(first()).toEqual({ date: "renews_on", offset: "7d" });
});

test("a date that is taken away again leaves no segment that lets people in by itself", () => {
  open({ on: [], triggers: [{ date: "renews_on", segment: "power_users" }] });
  put("Field with the date", "");
  expect(first()).toEqual({ date: "?", segment: "power_users" });
  expect(box(1, "Kind of way in").value).toBe("A date comes");
  expect(box(1, "Field with the date").value).toBe("");
});

test("a broadcast: once, for those on a list, by the clock of a zone", async () => {
  const user = open({ on: [] });
  await add(user, /On a schedule/);
  expect(first()).toEqual({ schedule: "?" });
  expect(box(1, "How often").value).toBe("Once");
  put("At", "18:30");
  put("Date", "2026-12-24");
  await choose(user, box(1, "By whose clock"), "That of a zone");
  put("Zone", "Europe/Berlin");
  await choose(user, box(1, "Who enters"), "Those on a list");
  put("List", "vip");
  expect(first()).toEqual({
    schedule: "2026-12-24 18:30",
    zone: "Europe/Berlin",
    list: "vip",
  });
  put("Date", "");
  expect(first()).toMatchObject({ schedule: "?", list: "vip" });
  expect(box(1, "At").value).toBe("18:30");
});

test("a schedule that comes again: weekdays, a day of the month, every day", async () => {
  const user = open({ on: [], triggers: [{ schedule: "30 8 * * 1,mon" }] });
  const weekday = (name: string) => card(1).getByRole<HTMLInputElement>("checkbox", { name });
  expect(weekday("Monday").checked).toBe(true);
  expect(first()).toEqual({ schedule: "30 8 * * 1,mon" });
  await user.click(weekday("Thursday"));
  expect(first()).toEqual({ schedule: "30 8 * * mon,thu" });
  await user.click(weekday("Monday"));
  await user.click(weekday("Thursday"));
  expect(first()).toEqual({ schedule: "?" });
  await choose(user, box(1, "How often"), "On a day of the month");
  await choose(user, box(1, "Day"), "31");
  expect(card(1).getByText(/Months without this day are left out/)).toBeDefined();
  expect(first()).toEqual({ schedule: "30 8 31 * *" });
  await choose(user, box(1, "Day"), "The last one");
  await choose(user, box(1, "How often"), "Every day");
  put("At", "07:05");
  expect(first()).toEqual({ schedule: "5 7 * * *" });
});

test("cron is typed as it is, also where the choices could say it", async () => {
  const user = open({ on: [], triggers: [{ schedule: "0 9 1-7 * mon" }] });
  expect(box(1, "How often").value).toBe("As cron");
  await user.clear(box(1, "Cron"));
  await user.type(box(1, "Cron"), "0 9 * * mon-wed");
  expect(box(1, "Cron").value).toBe("0 9 * * mon-wed");
  expect(first()).toEqual({ schedule: "0 9 * * mon-wed" });
});

test("a filter of its own is offered for none of them, and shown where there is one", async () => {
  const user = open({ on: [], triggers: [{ schedule: "0 9 * * mon", where: "seats > 2" }] });
  expect(card(1).getByText("Filter of its own")).toBeDefined();
  await add(user, /A date comes/);
  expect(card(2).queryByText("Filter of its own")).toBeNull();
});

test("a segment goes along from one kind to another, and its own fields do not", async () => {
  const joined: Trigger = { segment: "power_users", existing: "skip" };
  const user = open({ on: [], triggers: [joined] });
  await choose(user, box(1, "Kind of way in"), "On a schedule");
  expect(first()).toEqual({ schedule: "?", segment: "power_users" });
});

test("a program asks: the call names the journey, and can be copied", async () => {
  const user = open({ on: [] });
  await add(user, /Your program asks/);
  expect(first()).toEqual({ request: true });
  expect(card(1).getByLabelText("The call").textContent).toContain("/api/journeys/j/entries");
  expect(card(1).getByText("event.amount")).toBeDefined();
  const copied = vi.spyOn(navigator.clipboard, "writeText");
  await waitFor(() => expect(document.activeElement?.textContent).toBe("Copy the call"));
  await user.keyboard("{Enter}");
  expect(copied).toHaveBeenCalledWith(expect.stringContaining('"person": "ann"'));
});

test("how many passages at the same time, and how many in all", async () => {
  const user = open({ on: ["a"], reentry: { policy: "always" } });
  const limit = (name: string) => screen.getByRole("textbox", { name });
  await user.click(screen.getByText("More about entering"));
  expect(screen.queryByRole("textbox", { name: "At most so many at the same time" })).toBeNull();
  await user.type(limit("At most so many times in all"), "12");
  await user.click(screen.getByRole("switch", { name: "Several times inside at once" }));
  await user.type(limit("At most so many at the same time"), "3");
  const reentry = { policy: "always", concurrent: true, at_once: 3, times: 12 };
  expect(stored().reentry).toEqual(reentry);
  await user.click(screen.getByRole("switch", { name: "Several times inside at once" }));
  await user.clear(limit("At most so many times in all"));
  expect(stored().reentry).toEqual({ policy: "always" });
});
