/** Draws a kind's card and form for its test, with a catalog of made-up names. */
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, type RenderResult } from "@testing-library/react";
import { vi, type Mock } from "vitest";
import { answerWith } from "@/api/client";
import type { JourneyNode, NodeKind } from "@/canvas/document";
import { UPGRADE } from "@/canvas/sample";
import type { NodeOf } from "@/canvas/kind";
import { WhereAsked } from "./fields/WhereAsked";
import { facesOf } from "./registry";

const CATALOG = {
  events: [{ name: "login", count: 3, last_seen_at: 0, properties: {} }],
  traits: { plan: { type: "text", examples: ["free"] } },
  account_traits: {},
  segments: [],
  lists: ["beta"],
  journeys: ["upgrade", "winback"],
};

export interface Drawn extends RenderResult {
  change: Mock<(node: JourneyNode, merge?: string) => void>;
}

/** The form and the card of a node; `change` hears what the form asks for. */
export function draw<K extends NodeKind>(node: NodeOf<K>): Drawn {
  cleanup();
  answerWith(async () => ({ status: 200, body: CATALOG }));
  const { Card, Form } = facesOf(node.kind);
  const change = vi.fn<(node: JourneyNode, merge?: string) => void>();
  const result = render(
    <QueryClientProvider client={new QueryClient()}>
      <MantineProvider withCssVariables={false}>
        <div data-testid="card">
          <Card id="one" node={node} />
        </div>
        <WhereAsked value={{ document: UPGRADE, node: null }}>
          <Form id="one" node={node} document={UPGRADE} change={change} />
        </WhereAsked>
      </MantineProvider>
    </QueryClientProvider>,
  );
  return { ...result, change };
}
