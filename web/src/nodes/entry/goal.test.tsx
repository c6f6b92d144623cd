// @vitest-environment jsdom
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { answerWith } from "@/api/client";
import { UPGRADE } from "@/canvas/sample";
import { WhereAsked } from "../fields/WhereAsked";
import type { JourneyFormProps } from "./Form";
import { GoalFields } from "./GoalFields";

const GOAL = { event: "bought", value: "amount" };

function draw() {
  answerWith(async () => ({ status: 200, body: { events: [], traits: {}, account_traits: {} } }));
  const patch = vi.fn<JourneyFormProps["patch"]>();
  const document = { ...UPGRADE, goal: GOAL };
  render(
    <QueryClientProvider client={new QueryClient()}>
      <MantineProvider withCssVariables={false}>
        <WhereAsked value={{ document, node: null }}>
          <GoalFields document={document} patch={patch} />
        </WhereAsked>
      </MantineProvider>
    </QueryClientProvider>,
  );
  return patch;
}

test.each([
  ["Counts once by", "once_by", "order_id"],
  ["Its currency", "currency", "money.currency"],
])("%s is a property that the goal names", (label, field, name) => {
  const patch = draw();
  fireEvent.change(screen.getByLabelText(label), { target: { value: name } });
  expect(patch).toHaveBeenLastCalledWith({ goal: { ...GOAL, [field]: name } }, `goal.${field}`);
});
