// @vitest-environment jsdom
import { screen, waitFor } from "@testing-library/react";
import { expect, test } from "vitest";
import { request, signedIn, signedOut } from "@/api/client";
import { serve } from "@/testing/server";
import { visit } from "@/testing/visit";
import { answerWith } from "@/api/client";

const NOTE = {
  id: "n1",
  kind: "approval_asked",
  text: 'Jon asks you to publish journey "Win-back".',
  link: "/team",
  at: 1,
  read_at: null,
};

test("what waits is told with its number, and is read once it is opened", async () => {
  const { user, said, address } = visit("/journeys", {
    "GET /api/notes": { notes: [NOTE], unread: 1 },
    "POST /api/notes/read": { unread: 0 },
  });
  await user.click(await screen.findByRole("button", { name: "For you: 1 not read" }));
  await user.click(await screen.findByText(NOTE.text));
  await waitFor(() => expect(said()[0]?.body).toEqual({ id: "n1" }));
  expect(address()).toContain("/team");
});

test("an act goes on by itself once somebody has signed in again in place", async () => {
  serve();
  let out = true;
  answerWith(async () =>
    out
      ? { status: 401, body: { error: { code: "signed_out", text: "Sign in." } } }
      : { status: 200, body: { done: true } },
  );
  const off = signedOut.on(() => {
    out = false;
    setTimeout(() => signedIn.ring(), 0);
  });
  expect(await request("PUT", "/api/workspace", { a: 1 })).toEqual({ done: true });
  off();
});
