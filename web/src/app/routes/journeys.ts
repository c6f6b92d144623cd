/** First steps, journeys, and the offers that they give. */
import { createRoute } from "@tanstack/react-router";
import { lazyPage } from "../page";
import { inside } from "./frame";

const start = createRoute({
  getParentRoute: () => inside,
  path: "/start",
  component: lazyPage(() => import("@/rooms/workspace/start/FirstSteps"), "FirstSteps"),
});
const journeys = createRoute({
  getParentRoute: () => inside,
  path: "/journeys",
  component: lazyPage(() => import("@/rooms/decisions/journeys/JourneyList"), "JourneyList"),
});
const templates = createRoute({
  getParentRoute: () => inside,
  path: "/journeys/new",
  validateSearch: (raw: Record<string, unknown>): { template?: string } =>
    typeof raw.template === "string" ? { template: raw.template } : {},
  component: lazyPage(() => import("@/rooms/decisions/templates/Templates"), "Templates"),
});
const editor = createRoute({
  getParentRoute: () => inside,
  path: "/journeys/$id",
  validateSearch: (raw: Record<string, unknown>): { thread?: string } =>
    typeof raw.thread === "string" ? { thread: raw.thread } : {},
  component: lazyPage(() => import("@/rooms/decisions/editor/EditorPage"), "EditorPage"),
});

const offers = createRoute({
  getParentRoute: () => inside,
  path: "/offers",
  component: lazyPage(() => import("@/rooms/decisions/offers/OfferList"), "OfferList"),
});

const broadcasts = createRoute({
  getParentRoute: () => inside,
  path: "/broadcasts",
  component: lazyPage(
    () => import("@/rooms/decisions/broadcasts/BroadcastsPage"),
    "BroadcastsPage",
  ),
});
const newBroadcast = createRoute({
  getParentRoute: () => inside,
  path: "/broadcasts/new",
  validateSearch: (raw: Record<string, unknown>): { day?: string } =>
    typeof raw.day === "string" && /^\d{4}-\d{2}-\d{2}$/.test(raw.day) ? { day: raw.day } : {},
  component: lazyPage(() => import("@/rooms/decisions/broadcasts/NewBroadcast"), "NewBroadcast"),
});
const calendar = createRoute({
  getParentRoute: () => inside,
  path: "/calendar",
  component: lazyPage(() => import("@/rooms/decisions/calendar/CalendarPage"), "CalendarPage"),
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
