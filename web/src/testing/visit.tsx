/** A page as a person meets it: the whole studio at an address, with a keyboard and a mouse. */
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createMemoryHistory, RouterProvider } from "@tanstack/react-router";
import { cleanup, render } from "@testing-library/react";
import userEvent, { type UserEvent } from "@testing-library/user-event";
import type { ReactNode } from "react";
import { makeRouter } from "@/app/router";
import { theme } from "@/ui/theme/theme";
import { Toasts } from "@/ui/toast/toast";
import { serve, type Answers, type Server } from "./server";

export interface Visit extends Server {
  user: UserEvent;
  /** Where the person is now. */
  address: () => string;
}

const queriesOf = () =>
  new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: 0 } } });

function Around({ queries, children }: { queries: QueryClient; children: ReactNode }) {
  return (
    <MantineProvider theme={theme} env="test" withCssVariables={false} withGlobalClasses={false}>
      <QueryClientProvider client={queries}>
        {children}
        <Toasts />
      </QueryClientProvider>
    </MantineProvider>
  );
}

/** Opens the studio at an address. `answers` go before the mock's. */
export function visit(address: string, answers: Answers = {}): Visit {
  cleanup();
  const server = serve(answers);
  const queries = queriesOf();
  const history = createMemoryHistory({ initialEntries: [address] });
  render(
    <Around queries={queries}>
      <RouterProvider router={makeRouter(queries, history)} />
    </Around>,
  );
  return Object.assign(server, {
    user: userEvent.setup(),
    address: () => history.location.href,
  });
}

/** One component by itself, for what no address leads to. */
export function show(component: ReactNode, answers: Answers = {}): Server & { user: UserEvent } {
  cleanup();
  const server = serve(answers);
  render(<Around queries={queriesOf()}>{component}</Around>);
  return Object.assign(server, { user: userEvent.setup() });
}
