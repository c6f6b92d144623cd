// @vitest-environment jsdom
import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { messageOf } from "@/api/mock/messages";
import { choose } from "@/testing/choose";
import { visit } from "@/testing/visit";

test("messages stand with person and status, and one opens", async () => {
  const { user, address } = visit("/messages");
  const table = await screen.findByRole("table", { name: "Messages" });
  const row = within(table).getAllByRole("row")[1] as HTMLElement;
  expect(within(row).getByText("delivered")).toBeDefined();
  await user.click(within(row).getByRole("link", { name: "What Starter adds to 84 % full" }));
  await waitFor(() => expect(address()).toBe("/messages/k0"));
});

test("a status is asked of the server and kept in the address", async () => {
  const { user, asked, address } = visit("/messages");
  await screen.findByRole("table", { name: "Messages" });
  await choose(user, screen.getByRole("combobox", { name: "Status" }), "refused");
  await waitFor(() => expect(address()).toBe("/messages?status=refused"));
  await waitFor(() => expect(asked("/api/messages").at(-1)?.path).toContain("status=refused"));
});

test("no message under a filter is not the same as no message at all", async () => {
  const none = {
    "GET /api/messages": { messages: [], next: null },
    "GET /api/unsent": { unsent: [], next: null },
  };
  visit("/messages?status=failed", none);
  expect(await screen.findByRole("heading", { name: "No message fits" })).toBeDefined();
  visit("/messages", none);
  expect(await screen.findByRole("heading", { name: "Nothing was sent yet" })).toBeDefined();
});

test("the fate of a message is told by an operator", async () => {
  const unknown = { ...messageOf("k3"), status: "unknown" };
  const { user, said } = visit("/messages/k3", { "GET /api/messages/k3": unknown });
  await user.click(await screen.findByRole("button", { name: "Send it again" }));
  await waitFor(() =>
    expect(said()[0]).toEqual({
      method: "POST",
      path: "/api/messages/k3/resolve",
      body: { answer: "resend" },
    }),
  );
});

test("what the sandbox took is not called sent", async () => {
  const kept = { ...messageOf("k3"), status: "sent", provider: "sandbox" };
  visit("/messages/k3", { "GET /api/messages/k3": kept });
  expect(await screen.findByText("in the sandbox")).toBeDefined();
});

test("the list is not called empty while something was not sent", async () => {
  visit("/messages", { "GET /api/messages": { messages: [], next: null } });
  const table = await screen.findByRole("table", { name: "Not sent" });
  expect(within(table).getByText(/they have not agreed to this channel/)).toBeDefined();
  expect(screen.queryByRole("heading", { name: "Nothing was sent yet" })).toBeNull();
});

test("what a rule kept is asked of the server by its kind", async () => {
  const { user, asked, address } = visit("/messages");
  await screen.findByRole("table", { name: "Messages" });
  await choose(user, screen.getByRole("combobox", { name: "Status" }), "not sent, a rule said no");
  await waitFor(() => expect(address()).toBe("/messages?status=gate"));
  await screen.findByRole("table", { name: "Not sent" });
  expect(asked("/api/unsent").at(-1)?.path).toContain("kind=refused");
  expect(asked("/api/messages").every((one) => !one.path.includes("gate"))).toBe(true);
});
