// @vitest-environment jsdom
import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { Refusal } from "@/testing/server";
import { visit } from "@/testing/visit";

const OUT = { "GET /api/session": { state: "signed_out", person: null } };

test("whoever is not signed in is led to the door", async () => {
  const { address } = visit("/journeys", OUT);
  expect(await screen.findByRole("heading", { name: "Sign in" })).toBeDefined();
  expect(address()).toBe("/sign-in?next=%2Fjourneys");
});

test("the page that was asked for is shown after signing in", async () => {
  const answers: Record<string, unknown> = { ...OUT };
  const { user, address } = visit("/people?q=ann", answers);
  await user.type(await screen.findByRole("textbox", { name: "E-mail" }), "ann@example.com");
  await user.type(screen.getByLabelText(/^Password/, { selector: "input" }), "a long password");
  delete answers["GET /api/session"];
  await user.click(screen.getByRole("button", { name: "Sign in" }));
  expect(await screen.findByRole("heading", { name: "People" })).toBeDefined();
  expect(address()).toBe("/people?q=ann");
});

test.each(["//evil.example", "https://evil.example", "/\\\\evil.example"])(
  "nobody is led to %s",
  async (next) => {
    const answers: Record<string, unknown> = { ...OUT };
    const { user, address } = visit(`/sign-in?next=${encodeURIComponent(next)}`, answers);
    await user.type(await screen.findByRole("textbox", { name: "E-mail" }), "ann@example.com");
    await user.type(screen.getByLabelText(/^Password/, { selector: "input" }), "a long password");
    delete answers["GET /api/session"];
    await user.click(screen.getByRole("button", { name: "Sign in" }));
    expect(await screen.findByRole("heading", { level: 1, name: /^Good / })).toBeDefined();
    expect(address()).toBe("/");
  },
);

test("a session that ends is taken up again in place, and the act that met it goes on", async () => {
  const answers: Record<string, unknown> = {};
  const { user, said, address } = visit("/settings", answers);
  await screen.findByRole("heading", { name: "Settings" });
  answers["PUT /api/workspace"] = new Refusal(401, "signed_out", "Sign in, or send a key.");
  const box = await screen.findByRole<HTMLInputElement>("textbox", { name: /^Why this change/ });
  await user.type(box, "We moved");
  await user.click(screen.getByRole("button", { name: "Save the rules" }));
  const dialog = await screen.findByRole("dialog", { name: "Your session has ended" });
  delete answers["PUT /api/workspace"];
  await user.type(within(dialog).getByLabelText(/^Password/, { selector: "input" }), "a password");
  await user.click(within(dialog).getByRole("button", { name: "Sign in" }));
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  await waitFor(() => expect(said().at(-1)?.path).toBe("/api/workspace"));
  expect(said().map((one) => one.path)).toContain("/api/session");
  expect(said().at(-1)?.body).toMatchObject({ reason: "We moved" });
  expect(address()).toBe("/settings");
});

test("signing in sends what was typed and goes inside", async () => {
  const answers: Record<string, unknown> = { ...OUT };
  const { user, said, address } = visit("/sign-in", answers);
  await user.type(await screen.findByRole("textbox", { name: "E-mail" }), "ann@example.com");
  await user.type(screen.getByLabelText(/^Password/, { selector: "input" }), "a long password");
  delete answers["GET /api/session"];
  await user.click(screen.getByRole("button", { name: "Sign in" }));
  expect(await screen.findByRole("heading", { level: 1, name: /^Good / })).toBeDefined();
  expect(address()).toBe("/");
  expect(said()[0]).toEqual({
    method: "POST",
    path: "/api/session",
    body: { email: "ann@example.com", password: "a long password" },
  });
});

test("a wrong password is told, and what was typed stays", async () => {
  const { user, address } = visit("/sign-in", {
    ...OUT,
    "POST /api/session": new Refusal(401, "wrong_password", "That is not the password."),
  });
  const email = await screen.findByRole<HTMLInputElement>("textbox", { name: "E-mail" });
  await user.type(email, "ann@example.com");
  await user.type(screen.getByLabelText(/^Password/, { selector: "input" }), "guess");
  await user.click(screen.getByRole("button", { name: "Sign in" }));
  expect((await screen.findByRole("alert")).textContent).toContain("That is not the password.");
  expect(email.value).toBe("ann@example.com");
  expect(address()).toBe("/sign-in");
});

const NEW = { "GET /api/session": { state: "setup", person: null } };

test("the link of the server makes the owner; a short password is not taken", async () => {
  const { user, said, address } = visit("/setup#token=the-token", NEW);
  await user.type(await screen.findByRole("textbox", { name: "Your name" }), "Mara");
  expect(screen.queryByRole("textbox", { name: "Setup token" })).toBeNull();
  await waitFor(() => expect(address()).toBe("/setup"));
  await user.type(screen.getByRole("textbox", { name: "E-mail" }), "mara@example.com");
  const password = screen.getByLabelText(/^Password/, { selector: "input" });
  await user.type(password, "short");
  const make = screen.getByRole<HTMLButtonElement>("button", { name: "Create the owner" });
  expect(make.disabled).toBe(true);
  await user.type(password, " and long");
  await user.click(make);
  expect(said()[0]?.body).toEqual({
    name: "Mara",
    email: "mara@example.com",
    password: "short and long",
    token: "the-token",
  });
});

test.each(["the-token", "http://127.0.0.1:8400/setup#token=the-token"])(
  "without the link the token is pasted, alone or with it",
  async (pasted) => {
    const { user, said } = visit("/", NEW);
    await user.type(await screen.findByRole("textbox", { name: "Your name" }), "Mara");
    await user.type(screen.getByRole("textbox", { name: "E-mail" }), "mara@example.com");
    await user.type(screen.getByLabelText(/^Password/, { selector: "input" }), "short and long");
    const make = screen.getByRole<HTMLButtonElement>("button", { name: "Create the owner" });
    expect(make.disabled).toBe(true);
    await user.click(screen.getByRole("textbox", { name: "Setup token" }));
    await user.paste(pasted);
    await user.click(make);
    expect(said()[0]?.body).toMatchObject({ token: "the-token" });
  },
);
