/** Data, and the rules above all. */
import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { inside } from "./frame";

const catalog = createRoute({
  getParentRoute: () => inside,
  path: "/catalog",
  component: lazyRouteComponent(() => import("@/rooms/signals/catalog/CatalogPage"), "CatalogPage"),
});
const settings = createRoute({
  getParentRoute: () => inside,
  path: "/settings",
  component: lazyRouteComponent(() => import("@/rooms/workspace/settings/Settings"), "Settings"),
});
const team = createRoute({
  getParentRoute: () => inside,
  path: "/team",
  component: lazyRouteComponent(() => import("@/rooms/workspace/team/TeamPage"), "TeamPage"),
});

export const workspaceRoutes = [catalog, settings, team] as const;
