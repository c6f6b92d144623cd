/** First steps, journeys, and the offers that they give. */
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { inside } from "./frame";

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
  validateSearch: (raw: Record<string, unknown>): { template?: string } =>
    typeof raw.template === "string" ? { template: raw.template } : {},
  component: lazyRouteComponent(() => import("@/rooms/decisions/templates/Templates"), "Templates"),
});
const editor = createRoute({
  getParentRoute: () => inside,
  path: "/journeys/$id",
  validateSearch: (raw: Record<string, unknown>): { thread?: string } =>
    typeof raw.thread === "string" ? { thread: raw.thread } : {},
  component: lazyRouteComponent(() => import("@/rooms/decisions/editor/EditorPage"), "EditorPage"),
});

const offers = createRoute({
  getParentRoute: () => inside,
  path: "/offers",
  component: lazyRouteComponent(() => import("@/rooms/decisions/offers/OfferList"), "OfferList"),
});

const broadcasts = createRoute({
  getParentRoute: () => inside,
  path: "/broadcasts",
  component: lazyRouteComponent(
    () => import("@/rooms/decisions/broadcasts/BroadcastsPage"),
    "BroadcastsPage",
  ),
});
const newBroadcast = createRoute({
  getParentRoute: () => inside,
  path: "/broadcasts/new",
  validateSearch: (raw: Record<string, unknown>): { day?: string } =>
    typeof raw.day === "string" && /^\d{4}-\d{2}-\d{2}$/.test(raw.day) ? { day: raw.day } : {},
  component: lazyRouteComponent(
    () => import("@/rooms/decisions/broadcasts/NewBroadcast"),
    "NewBroadcast",
  ),
});
const calendar = createRoute({
  getParentRoute: () => inside,
  path: "/calendar",
  component: lazyRouteComponent(
    () => import("@/rooms/decisions/calendar/CalendarPage"),
    "CalendarPage",
  ),
});

export const journeysRoutes = [
  start,
  journeys,
  templates,
  editor,
  offers,
  broadcasts,
  newBroadcast,
  calendar,
] as const;
