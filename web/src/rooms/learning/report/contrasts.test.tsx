// @vitest-environment jsdom
import { MantineProvider } from "@mantine/core";
import { cleanup, fireEvent, render } from "@testing-library/react";
import { afterEach, beforeAll, expect, test } from "vitest";
import { groupsBy } from "@/api/mock/contrasts";
import type { Contrasts } from "@/api/wire";
import { tookWords } from "./charts";
import { ContrastCard } from "./Contrasts";
import { reachOf } from "@/rooms/learning/results/verdict";

const FOUND: Contrasts = groupsBy("upgrade", "trait:plan").groups;
const DAY = 86_400_000;

beforeAll(() => {
  window.matchMedia ??= ((query: string) => ({
    matches: false,
    media: query,
    addEventListener: () => {},
    removeEventListener: () => {},
    addListener: () => {},
    removeListener: () => {},
  })) as unknown as typeof window.matchMedia;
  window.ResizeObserver ??= class {
    observe() {}
    unobserve() {}
    disconnect() {}
  } as typeof ResizeObserver;
});

afterEach(cleanup);

const draw = () =>
  render(
    <MantineProvider>
      <ContrastCard title="By plan" file="by-plan" found={FOUND} />
    </MantineProvider>,
  );

test("the number of comparisons is told before them, and each verdict in words", () => {
  const { container, getByText } = draw();
  const text = container.textContent;
  expect(text.indexOf("3 comparisons are made at once")).toBeLessThan(text.indexOf("free"));
  expect(getByText("Lift")).toBeTruthy();
  expect(getByText("No difference seen")).toBeTruthy();
});

test("a group below the minimum shows what is missing and no interval", () => {
  const { getByText, getAllByRole } = draw();
  expect(getByText(/8 of 25 conversions/)).toBeTruthy();
  expect(
    getAllByRole("img").filter((one) => /between/.test(one.getAttribute("aria-label") ?? "")),
  ).toHaveLength(2);
});

test("an arm is better or worse than the other, and a broken split shows why and no interval", () => {
  const [row] = FOUND.rows;
  if (!row) throw new Error("the mock has rows");
  const worse = { ...row, name: "bold", against: "plain", verdict: "worse" } as const;
  const broken = {
    ...worse,
    name: "third",
    verdict: "guard_failed",
    reason: "No verdict: x.",
  } as const;
  const { getByText, queryByText } = render(
    <MantineProvider>
      <ContrastCard title="Arms" file="arms" found={{ ...FOUND, rows: [worse, broken] }} />
    </MantineProvider>,
  );
  expect(getByText("Worse than plain")).toBeTruthy();
  expect(queryByText("Harm")).toBeNull();
  expect(getByText("No verdict: x.")).toBeTruthy();
  expect(getByText("A check failed")).toBeTruthy();
});

test("the table has every number in words", () => {
  const { getByText, getAllByRole } = draw();
  fireEvent.click(getByText("Table"));
  const heads = getAllByRole("columnheader").map((one) => one.textContent);
  expect(heads).toContain("share of mistakes");
  expect(heads.some((one) => one.includes("_"))).toBe(false);
  expect(getAllByRole("row")).toHaveLength(4);
});

test("those without a verdict do not stretch the axis", () => {
  const wide = FOUND.rows.map((one) =>
    one.verdict === "not_enough_data"
      ? { ...one, difference: { ...one.difference, high: 0.9 } }
      : one,
  );
  expect(reachOf(wide)).toBe(reachOf(FOUND.rows));
  expect(reachOf([])).toBeGreaterThan(0);
});

test("time to convert says whom it counts and how many are not counted yet", () => {
  const time = {
    median_ms: 2 * DAY,
    p90_ms: 9 * DAY,
    conversions: 40,
    closed: 812,
    open: 96,
    histogram: [],
  };
  expect(tookWords(time, 14 * DAY)).toMatch(
    /half did within 2 d.*812 whose 14 d.* are over\. 96 are still within it/,
  );
  expect(tookWords({ ...time, median_ms: null, open: 0 }, 14 * DAY)).toMatch(
    /^Nobody has converted of the 812/,
  );
});
