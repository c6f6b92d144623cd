// @vitest-environment jsdom
import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { visit } from "@/testing/visit";

const SAID = { person: "ada@example.com", journey: "hello_loopline", message: "m1", sandbox: true };
const MADE = {
  key: "m1",
  status: "sent",
  provider: "sandbox",
  address: "ada@example.com",
  channel: "email",
  rendered: { subject: "Hello Ada", html: "<p>Hello</p>", text: "Hello" },
};

test("who is signed in sends themselves a message, and it says that nothing left", async () => {
  const { user, said } = visit("/start", { "POST /api/hello": SAID, "GET /api/messages/m1": MADE });
  await user.click(await screen.findByRole("button", { name: "Send me a first message" }));
  expect(said()[0]?.path).toBe("/api/hello");
  await screen.findByText(/kept in the sandbox: e-mail has no provider/);
  expect(screen.getByRole("button", { name: "Send me another" })).toBeTruthy();
});

test("a template's card opens that template", async () => {
  const { user, address } = visit("/start");
  const [first] = await screen.findAllByRole("link", { name: /\d+ steps$/ });
  await user.click(first!);
  expect(address()).toMatch(/\/journeys\/new\?template=/);
  const box = await screen.findByRole("textbox", { name: /Name/ });
  expect((box as HTMLInputElement).value).not.toBe("");
});

test("a guest is not asked to send anything", async () => {
  const person = { name: "Guest", email: "", role: "viewer", sees_people: true };
  visit("/start", { "GET /api/session": { state: "guest", person } });
  await screen.findByText("Start the loop");
  expect(screen.queryByText("See your first message")).toBeNull();
});
