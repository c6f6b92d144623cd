// @vitest-environment jsdom
/** Rules as people write them: by the boxes, against what the server answers. */
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { useState, type JSX } from "react";
import { expect, test } from "vitest";
import { answerWith } from "@/api/client";
import type { Journey } from "@/canvas/document";
import { choose } from "@/testing/choose";
import { theme } from "@/ui/theme/theme";
import { ConditionField } from "./ConditionField";
import { WhereAsked } from "./WhereAsked";

const CATALOG = {
  events: [],
  traits: {
    seats_used: { type: "number", examples: [3] },
    seats_limit: { type: "number", examples: [5] },
  },
  account_traits: {},
  segments: [],
  lists: [],
  journeys: [],
};
const JOURNEY: Journey = {
  kind: "journey",
  id: "j",
  entry: { on: ["go"] },
  start: "message",
  nodes: {
    message: {
      kind: "message",
      name: "Push A, day 0",
      channel: "push",
      content: { body: "Hi" },
      then: "split",
    },
    split: { kind: "split", branches: [{ when: "", then: "late" }] },
    late: { kind: "message", name: "Mail, day 3", channel: "email", content: {} },
  },
};

function Held({ start, counted }: { start: string; counted: boolean }): JSX.Element {
  const [value, setValue] = useState(start);
  return (
    <>
      <ConditionField label="Rules" value={value} onChange={setValue} audience={counted} />
      <output data-testid="text">{value}</output>
    </>
  );
}

const NOT_COUNTABLE = {
  status: 400,
  body: {
    error: { code: "condition_not_countable", text: "clicked(...) .. leave it out.", at: "" },
  },
};

function draw(start: string, counted = false): () => string {
  answerWith(async (_, path) =>
    path.startsWith("/api/audience") ? NOT_COUNTABLE : { status: 200, body: CATALOG },
  );
  render(
    <QueryClientProvider
      client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}
    >
      <MantineProvider theme={theme} withCssVariables={false}>
        <WhereAsked value={{ document: JOURNEY, node: "split" }}>
          <Held start={start} counted={counted} />
        </WhereAsked>
      </MantineProvider>
    </QueryClientProvider>,
  );
  return () => screen.getByTestId("text").textContent;
}

/** A box that may have an open list of the same name. */
const box = (label: string) =>
  screen.getByLabelText<HTMLInputElement>(label, { selector: "input, textarea" });
const type = (label: string, value: string) => fireEvent.change(box(label), { target: { value } });

test("a field is compared with another field, not with its name as a word", async () => {
  const text = draw('seats_used >= "x"');
  await choose(userEvent.setup(), box("Compared with"), "a field");
  type("Other field", "seats_limit");
  expect(text()).toBe("seats_used >= seats_limit");
});

test("a word that is the name of a field is told, and one click means the field", async () => {
  const text = draw("seats_used >= 1");
  type("Value", "seats_limit");
  expect(text()).toBe('seats_used >= "seats_limit"');
  fireEvent.click(await screen.findByText("Compare with the field"));
  expect(text()).toBe("seats_used >= seats_limit");
  expect(box("Other field").value).toBe("seats_limit");
});

test.each([
  ["not has(plan) or a", ""],
  ["a and b", "plan == 1 and "],
  ['  name == "a  b"  ', ""],
])("the text %j stays as it is typed, letter by letter", (wish, before) => {
  const text = draw(`${before}seats + 1 > 2`);
  for (let end = 1; end <= wish.length; end += 1) {
    type("Rule as text", wish.slice(0, end));
    expect(box("Rule as text").value).toBe(wish.slice(0, end));
  }
  expect(text().trim()).toContain(wish.trim());
});

test("what is known of nobody outside of a journey is said calmly", async () => {
  draw('clicked("message")', true);
  const said = await screen.findByText(/Counted once people are inside/);
  expect(said.className).not.toContain("notCounted");
  expect(screen.queryByText(/leave it out/)).toBeNull();
});

test("a message is chosen by its name, first those on a road to here", async () => {
  const text = draw('clicked("")');
  expect(text()).toBe('clicked("")');
  await choose(userEvent.setup(), box("Message step"), "Push A, day 0 (Push)");
  const names = screen
    .getAllByRole("option", { hidden: true })
    .map((one) => one.textContent)
    .filter((one) => one.includes(", day "));
  expect(names).toEqual(["Push A, day 0 (Push)", "Mail, day 3 (E-mail)"]);
  expect(text()).toBe('clicked("message")');
});

test("by keyboard alone a second rule compares two fields", async () => {
  const user = userEvent.setup();
  const text = draw('plan == "starter" and seats_used >= ""');
  const [, second] = screen.getAllByLabelText("Compared with", { selector: "input" });
  second?.focus();
  await user.keyboard("{Control>}a{/Control}a field");
  await user.keyboard("{Enter}");
  await user.tab();
  await user.keyboard("seats_limit");
  expect(text()).toBe('plan == "starter" and seats_used >= seats_limit');
});
