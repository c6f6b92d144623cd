/** Data, and the rules above all. */
import { createRoute } from "@tanstack/react-router";
import { lazyPage } from "../page";
import { inside } from "./frame";

const catalog = createRoute({
  getParentRoute: () => inside,
  path: "/catalog",
  component: lazyPage(() => import("@/rooms/signals/catalog/CatalogPage"), "CatalogPage"),
});
const settings = createRoute({
  getParentRoute: () => inside,
  path: "/settings",
  component: lazyPage(() => import("@/rooms/workspace/settings/Settings"), "Settings"),
});
const team = createRoute({
  getParentRoute: () => inside,
  path: "/team",
  component: lazyPage(() => import("@/rooms/workspace/team/TeamPage"), "TeamPage"),
});

export const workspaceRoutes = [catalog, settings, team] as const;
