/** First steps, and journeys. */
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
  component: lazyRouteComponent(() => import("@/rooms/decisions/templates/Templates"), "Templates"),
});
const editor = createRoute({
  getParentRoute: () => inside,
  path: "/journeys/$id",
  component: lazyRouteComponent(() => import("@/rooms/decisions/editor/EditorPage"), "EditorPage"),
});

export const journeysRoutes = [start, journeys, templates, editor] as const;
