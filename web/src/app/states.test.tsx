// @vitest-environment jsdom
/** Each page while it waits, when it fails, when one may not open it, and without a connection. */
import { screen, waitFor } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { messageOf } from "@/api/mock/messages";
import { Refusal } from "@/testing/server";
import { visit } from "@/testing/visit";

vi.mock("@/ui/chart/echarts", () => ({
  init: () => ({ setOption() {}, resize() {}, dispose() {} }),
}));

const PAGES = [
  "/",
  "/journeys",
  "/broadcasts",
  "/calendar",
  "/experiments",
  "/people",
  "/people/ann",
  "/accounts",
  "/accounts/acme",
  "/segments",
  "/segments/power_users",
  "/lists",
  "/imports",
  "/suppressions",
  "/content",
  "/catalogs",
  "/files",
  "/offers",
  "/messages",
  "/messages/k0",
  "/channels",
  "/domains",
  "/health",
  "/delivery-rules",
  "/results",
  "/results/upgrade",
  "/programmes",
  "/models",
  "/figures",
  "/overlap",
  "/backlog",
  "/reviews",
  "/catalog",
  "/sources",
  "/destinations",
  "/team",
  "/settings",
];

afterEach(() => vi.restoreAllMocks());

test.each(PAGES)("%s shows its bones while the answer is on its way", async (address) => {
  visit(address, { "GET *": () => new Promise(() => {}) });
  expect((await screen.findAllByTestId("loading")).length).toBeGreaterThan(0);
  expect(screen.queryByRole("alert")).toBeNull();
});

test.each(PAGES)("%s says what failed, and the next step", async (address) => {
  visit(address, { "GET *": new Refusal(503, "facts_unfit", "The facts cannot be asked now.") });
  const said = await screen.findAllByText(/The facts cannot be asked now/);
  expect(said.length).toBeGreaterThan(0);
  expect(screen.getAllByRole("button", { name: "Try again" }).length).toBeGreaterThan(0);
});

test.each(PAGES)("%s names the role that opens it, and asks for it", async (address) => {
  const refused = new Refusal(403, "role_missing", "This needs the role operator.", {
    needs: "operator",
    role: "viewer",
  });
  const { user, said } = visit(address, { "GET *": refused, "POST /api/asks": { told: 1 } });
  expect((await screen.findAllByText("The role operator opens this")).length).toBeGreaterThan(0);
  await user.click(screen.getAllByRole("button", { name: "Ask for it" })[0] as HTMLElement);
  await waitFor(() =>
    expect(said().find((one) => one.path === "/api/asks")?.body).toMatchObject({
      role: "operator",
    }),
  );
});

test("without a connection it is said above every page", async () => {
  const online = vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
  visit("/journeys");
  expect(await screen.findByText("You are offline.")).toBeDefined();
  online.mockReturnValue(true);
  window.dispatchEvent(new Event("online"));
  await waitFor(() => expect(screen.queryByText("You are offline.")).toBeNull());
});

test("an act that a role refuses offers to ask for the role", async () => {
  const refused = new Refusal(403, "role_missing", "This needs the role publisher.", {
    needs: "publisher",
    role: "viewer",
  });
  const { user, said } = visit("/messages/k3", {
    "GET /api/messages/k3": { ...messageOf("k3"), status: "unknown" },
    "POST /api/messages/k3/resolve": refused,
    "POST /api/asks": { told: 1 },
  });
  await user.click(await screen.findByRole("button", { name: "It was sent" }));
  await user.click(await screen.findByRole("button", { name: "Ask for it" }));
  await waitFor(() =>
    expect(said().at(-1)).toMatchObject({ path: "/api/asks", body: { role: "publisher" } }),
  );
});
