// @vitest-environment jsdom
import { screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import type { RuleProof } from "@/api/wire";
import { visit } from "@/testing/visit";

vi.mock("@/ui/chart/echarts", () => ({
  init: () => ({ setOption() {}, resize() {}, dispose() {} }),
}));

const PROOF: RuleProof = {
  journey: "upgrade",
  comparison: "v1",
  rule: "always_on",
  redraws: 1000,
  claims: 21,
  rate: 0.021,
  low: 0.013,
  high: 0.032,
  level: 0.05,
  looks: 40,
  units: 5000,
  conversions: 400,
  is_kept: true,
  text: "On your own past, with no effect at all, this rule would have claimed one in 2.1%.",
};
const ASKED = "GET /api/journeys/upgrade/proof";

test("the page says how often the rule would have been wrong on the own past", async () => {
  visit("/results/upgrade", { [ASKED]: PROOF });
  expect(await screen.findByText(/On your own past/)).toBeDefined();
});

test("where there is no past to draw from, nothing is said of it", async () => {
  const { asked } = visit("/results/upgrade", {
    [ASKED]: { ...PROOF, rule: "none", text: "Nobody can be compared yet." },
  });
  expect(await screen.findByRole("region", { name: "Verdict" })).toBeDefined();
  await vi.waitFor(() => expect(asked("/api/journeys/upgrade/proof")).not.toEqual([]));
  expect(screen.queryByText(/Nobody can be compared/)).toBeNull();
});
