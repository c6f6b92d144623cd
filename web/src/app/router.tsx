/** Every address of the studio; each room is loaded when it is first entered. */
import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
  type RouterHistory,
} from "@tanstack/react-router";
import { session } from "@/api/queries";
import { ownPath } from "@/rooms/workspace/access/next";
import { Bones } from "@/ui/await/Await";
import { Lost, Wrong } from "./Lost";
import { Shell } from "./Shell";

interface Context {
  queries: QueryClient;
}

const root = createRootRouteWithContext<Context>()({
  notFoundComponent: Lost,
  errorComponent: Wrong,
});

const setup = createRoute({
  getParentRoute: () => root,
  path: "/setup",
  component: lazyRouteComponent(() => import("@/rooms/workspace/access/Setup"), "Setup"),
});
const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: (raw: Record<string, unknown>): { next?: string } => {
    const next = ownPath(raw.next);
    return next === null ? {} : { next };
  },
  component: lazyRouteComponent(() => import("@/rooms/workspace/access/SignIn"), "SignIn"),
});

const inside = createRoute({
  getParentRoute: () => root,
  id: "inside",
  component: Shell,
  beforeLoad: async ({ context, location }) => {
    const who = await context.queries.ensureQueryData(session());
    if (who.state === "setup") throw redirect({ to: "/setup" });
    if (who.state === "signed_out") {
      const next = location.href === "/" ? null : ownPath(location.href);
      throw redirect({ to: "/sign-in", search: next === null ? {} : { next } });
    }
  },
});

const home = createRoute({
  getParentRoute: () => inside,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/journeys" });
  },
});

const start = createRoute({
  getParentRoute: () => inside,
  path: "/start",
  component: lazyRouteComponent(() => import("@/rooms/workspace/start/FirstSteps"), "FirstSteps"),
});
const journeys = createRoute({
  getParentRoute: () => inside,
  path: "/journeys",
  component: lazyRouteComponent(
    () => import("@/rooms/decisions/journeys/JourneyList"),
    "JourneyList",
  ),
});
const templates = createRoute({
  getParentRoute: () => inside,
  path: "/journeys/new",
  component: lazyRouteComponent(() => import("@/rooms/decisions/templates/Templates"), "Templates"),
});
const editor = createRoute({
  getParentRoute: () => inside,
  path: "/journeys/$id",
  component: lazyRouteComponent(() => import("@/rooms/decisions/editor/EditorPage"), "EditorPage"),
});
const people = createRoute({
  getParentRoute: () => inside,
  path: "/people",
  validateSearch: (raw: Record<string, unknown>): { q?: string } =>
    typeof raw.q === "string" && raw.q ? { q: raw.q } : {},
  component: lazyRouteComponent(() => import("@/rooms/signals/people/PeopleList"), "PeopleList"),
});
const person = createRoute({
  getParentRoute: () => inside,
  path: "/people/$id",
  validateSearch: (raw: Record<string, unknown>): { tab?: string; journey?: string } => ({
    ...(typeof raw.tab === "string" ? { tab: raw.tab } : {}),
    ...(typeof raw.journey === "string" ? { journey: raw.journey } : {}),
  }),
  component: lazyRouteComponent(() => import("@/rooms/signals/person/PersonPage"), "PersonPage"),
});
const segments = createRoute({
  getParentRoute: () => inside,
  path: "/segments",
  component: lazyRouteComponent(
    () => import("@/rooms/signals/segments/SegmentList"),
    "SegmentList",
  ),
});
const newSegment = createRoute({
  getParentRoute: () => inside,
  path: "/segments/new",
  validateSearch: (raw: Record<string, unknown>): { name?: string; when?: string } =>
    Object.fromEntries(
      ["name", "when"].flatMap((key) =>
        typeof raw[key] === "string" && raw[key] ? [[key, raw[key]]] : [],
      ),
    ),
  component: lazyRouteComponent(() => import("@/rooms/signals/segments/SegmentPage"), "NewSegment"),
});
const segment = createRoute({
  getParentRoute: () => inside,
  path: "/segments/$id",
  component: lazyRouteComponent(
    () => import("@/rooms/signals/segments/SegmentPage"),
    "SegmentPage",
  ),
});
const catalog = createRoute({
  getParentRoute: () => inside,
  path: "/catalog",
  component: lazyRouteComponent(() => import("@/rooms/signals/catalog/CatalogPage"), "CatalogPage"),
});
const messages = createRoute({
  getParentRoute: () => inside,
  path: "/messages",
  validateSearch: (
    raw: Record<string, unknown>,
  ): { journey?: string; person?: string; status?: string } =>
    Object.fromEntries(
      ["journey", "person", "status"].flatMap((key) =>
        typeof raw[key] === "string" && raw[key] ? [[key, raw[key]]] : [],
      ),
    ),
  component: lazyRouteComponent(
    () => import("@/rooms/delivery/messages/MessageList"),
    "MessageList",
  ),
});
const message = createRoute({
  getParentRoute: () => inside,
  path: "/messages/$key",
  component: lazyRouteComponent(
    () => import("@/rooms/delivery/messages/MessagePage"),
    "MessagePage",
  ),
});
const results = createRoute({
  getParentRoute: () => inside,
  path: "/results",
  component: lazyRouteComponent(() => import("@/rooms/learning/results/ResultList"), "ResultList"),
});
const report = createRoute({
  getParentRoute: () => inside,
  path: "/results/$id",
  component: lazyRouteComponent(() => import("@/rooms/learning/report/ReportPage"), "ReportPage"),
});
const customers = createRoute({
  getParentRoute: () => inside,
  path: "/customers",
  component: lazyRouteComponent(
    () => import("@/rooms/learning/customers/CustomersPage"),
    "CustomersPage",
  ),
});
const metrics = createRoute({
  getParentRoute: () => inside,
  path: "/figures",
  validateSearch: (raw: Record<string, unknown>): { metric?: string } =>
    typeof raw.metric === "string" ? { metric: raw.metric } : {},
  component: lazyRouteComponent(
    () => import("@/rooms/learning/metrics/MetricsPage"),
    "MetricsPage",
  ),
});
const settings = createRoute({
  getParentRoute: () => inside,
  path: "/settings",
  component: lazyRouteComponent(() => import("@/rooms/workspace/settings/Settings"), "Settings"),
});

const lost = createRoute({ getParentRoute: () => inside, path: "$", component: Lost });

const tree = root.addChildren([
  setup,
  signIn,
  inside.addChildren([
    home,
    start,
    journeys,
    templates,
    editor,
    people,
    person,
    segments,
    newSegment,
    segment,
    catalog,
    messages,
    message,
    results,
    customers,
    metrics,
    report,
    settings,
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
