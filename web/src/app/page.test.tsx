// @vitest-environment jsdom
import { MantineProvider } from "@mantine/core";
import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import type { ComponentType } from "react";
import { expect, test, vi } from "vitest";
import { lazyPage } from "./page";

const missing = new TypeError("Failed to fetch dynamically imported module: /page.js");

test("a page whose code does not come says so, and comes when the server is back", async () => {
  let gone = true;
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("Failed to fetch")));
  const load = () =>
    gone ? Promise.reject(missing) : Promise.resolve({ Page: () => <h1>Here</h1> });
  const Page = lazyPage(load, "Page") as ComponentType & { preload?: () => Promise<void> };
  await Page.preload?.();
  render(
    <MantineProvider>
      <Page />
    </MantineProvider>,
  );
  expect(await screen.findByText(/The server does not answer/)).toBeDefined();
  const user = userEvent.setup();
  await user.click(screen.getByRole("button", { name: "Try again" }));
  expect(screen.queryByRole("heading")).toBeNull();
  gone = false;
  window.dispatchEvent(new Event("online"));
  await waitFor(() => expect(screen.getByRole("heading", { name: "Here" })).toBeDefined());
  vi.unstubAllGlobals();
});
