/** Every address of the studio; each room is loaded when it is first entered. */
import type { QueryClient } from "@tanstack/react-query";
import { createRouter, type RouterHistory } from "@tanstack/react-router";
import { Bones } from "@/ui/await/Await";
import { deliveryRoutes } from "./routes/delivery";
import { home, inside, lost, root, setup, signIn } from "./routes/frame";
import { journeysRoutes } from "./routes/journeys";
import { peopleRoutes } from "./routes/people";
import { resultsRoutes } from "./routes/results";
import { workspaceRoutes } from "./routes/workspace";

const tree = root.addChildren([
  setup,
  signIn,
  inside.addChildren([
    home,
    ...journeysRoutes,
    ...peopleRoutes,
    ...deliveryRoutes,
    ...resultsRoutes,
    ...workspaceRoutes,
    lost,
  ]),
]);

/** The router; queries come in so that a page's guard can read who is signed in. */
export function makeRouter(queries: QueryClient, history?: RouterHistory) {
  return createRouter({
    routeTree: tree,
    context: { queries },
    ...(history ? { history } : {}),
    defaultPreload: "intent",
    defaultPendingComponent: () => <Bones />,
    defaultPendingMs: 200,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
