/** Starts the studio. */
import "@/ui/theme/tokens.css";
import "@mantine/core/styles.layer.css";
import "@fontsource-variable/inter/wght.css";
import "@/ui/theme/base.css";
import "@/ui/theme/mantine.css";
import "@/nodes/tones";
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { createRoot } from "react-dom/client";
import { ApiError } from "@/api/client";
import { makeRouter } from "@/app/router";
import { schemeManager, theme } from "@/ui/theme/theme";
import { Toasts } from "@/ui/toast/toast";

const retry = (count: number, error: Error) =>
  !(error instanceof ApiError && error.status >= 400 && error.status < 500) && count < 2;

async function start(): Promise<void> {
  if (import.meta.env.MODE === "mock") {
    const { startMock } = await import("@/api/mock/server");
    startMock();
  }
  const queries = new QueryClient({
    defaultOptions: { queries: { staleTime: 10_000, retry, refetchOnWindowFocus: true } },
  });
  const router = makeRouter(queries);
  const root = document.getElementById("root");
  if (!root) return;
  createRoot(root).render(
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      colorSchemeManager={schemeManager}
      withCssVariables={false}
      withGlobalClasses={false}
    >
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
        <Toasts />
      </QueryClientProvider>
    </MantineProvider>,
  );
}

void start();
