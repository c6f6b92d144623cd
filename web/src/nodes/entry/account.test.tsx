// @vitest-environment jsdom
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { answerWith } from "@/api/client";
import type { Entry } from "@/canvas/document";
import { UPGRADE } from "@/canvas/sample";
import { WhereAsked } from "../fields/WhereAsked";
import { AccountRule } from "./AccountRule";
import { accountWords } from "./words";

const CATALOG = {
  events: [],
  traits: {},
  account_traits: {},
  segments: [],
  lists: [],
  journeys: [],
};

function draw(entry: Entry) {
  answerWith(async () => ({ status: 200, body: CATALOG }));
  const set = vi.fn<(part: Partial<Entry>, merge?: string) => void>();
  render(
    <QueryClientProvider client={new QueryClient()}>
      <MantineProvider withCssVariables={false}>
        <WhereAsked value={{ document: UPGRADE, node: null }}>
          <AccountRule entry={entry} set={set} />
        </WhereAsked>
      </MantineProvider>
    </QueryClientProvider>,
  );
  return set;
}

test("the account is asked when the switch is on, and nothing else of the entry changes", () => {
  const set = draw({ on: ["limit_hit"] });
  fireEvent.click(screen.getByRole("switch", { hidden: true }));
  expect(set).toHaveBeenLastCalledWith({ account: { recipient: [""] } });
});

test("recipients are added and put in order, and nobody may stand in their place", () => {
  const account = { recipient: ['role == "owner"', 'role == "admin"'], limit: 2 };
  const set = draw({ on: ["limit_hit"], account });
  fireEvent.click(screen.getByLabelText("Recipient 1 down"));
  expect(set.mock.lastCall?.[0]).toEqual({
    account: { recipient: ['role == "admin"', 'role == "owner"'], limit: 2 },
  });
  fireEvent.click(screen.getByText("Add a recipient"));
  expect(set.mock.lastCall?.[0].account?.recipient).toHaveLength(3);
  fireEvent.click(screen.getByRole("combobox", { name: "When nobody fits" }));
  fireEvent.click(screen.getByText("Nobody"));
  expect(set.mock.lastCall?.[0]).toEqual({ account: { ...account, fallback: "nobody" } });
  fireEvent.click(screen.getByLabelText("Go on with the next member where one leaves the account"));
  expect(set.mock.lastCall?.[0]).toEqual({ account: { ...account, hand_on: false } });
});

test("limits of one account are written, and an empty box takes one away", () => {
  const account = { recipient: [], per_day: 2 };
  const set = draw({ on: ["limit_hit"], account });
  const box = (label: string) => screen.getByLabelText(label);
  fireEvent.change(box("Of one account, side by side, at most"), { target: { value: "3" } });
  expect(set.mock.lastCall).toEqual([
    { account: { ...account, at_once: 3 } },
    "entry.account.at_once",
  ]);
  fireEvent.change(box("Of one account, in any hour, at most"), { target: { value: "1" } });
  expect(set.mock.lastCall?.[0]).toEqual({ account: { ...account, per_hour: 1 } });
  fireEvent.change(box("Of one account, in any 24 hours, at most"), { target: { value: "" } });
  expect(set.mock.lastCall?.[0]).toEqual({ account: { recipient: [], per_day: undefined } });
});

test("the rule reads as a sentence", () => {
  expect(accountWords(undefined)).toBe("");
  expect(accountWords({ recipient: ["a", "b"] })).toBe("The account chooses a member: a, else b");
  expect(accountWords({ recipient: [], limit: 3 })).toBe("The account chooses up to 3 members");
  expect(accountWords({ recipient: [], at_once: 2, per_day: 5 })).toBe(
    "The account chooses a member; at most 2 side by side and 5 a day",
  );
});
