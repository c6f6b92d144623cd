// @vitest-environment jsdom
import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { visit } from "@/testing/visit";

const PERSON = { name: "Guest", email: "", role: "viewer", sees_people: true };

test("the demo says what it is and how to make it one's own", async () => {
  const { address, user } = visit("/journeys", {
    "GET /api/session": { state: "guest", person: PERSON },
  });
  await screen.findByText("You are looking at the demo.");
  await user.click(screen.getByRole("link", { name: "Make it your own" }));
  expect(address()).toBe("/setup");
});

test("an installation of one's own says nothing", async () => {
  visit("/journeys");
  await screen.findByRole("heading", { name: "Journeys" });
  expect(screen.queryByRole("complementary", { name: "About this demo" })).toBeNull();
});
