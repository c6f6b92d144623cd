/** What is sent, by whom it is carried, and how that goes. */
import { createRoute } from "@tanstack/react-router";
import { lazyPage } from "../page";
import { inside } from "./frame";

const content = createRoute({
  getParentRoute: () => inside,
  path: "/content",
  component: lazyPage(() => import("@/rooms/delivery/content/ContentPage"), "ContentPage"),
});
const contentEditor = createRoute({
  getParentRoute: () => inside,
  path: "/content/$kind/$id",
  component: lazyPage(() => import("@/rooms/delivery/content/ContentEditor"), "ContentEditor"),
});
const catalogs = createRoute({
  getParentRoute: () => inside,
  path: "/catalogs",
  component: lazyPage(() => import("@/rooms/delivery/catalogs/CatalogsPage"), "CatalogsPage"),
});
const catalogItems = createRoute({
  getParentRoute: () => inside,
  path: "/catalogs/$id",
  component: lazyPage(
    () => import("@/rooms/delivery/catalogs/CatalogItemsPage"),
    "CatalogItemsPage",
  ),
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
  component: lazyPage(() => import("@/rooms/delivery/messages/MessageList"), "MessageList"),
});
const message = createRoute({
  getParentRoute: () => inside,
  path: "/messages/$key",
  component: lazyPage(() => import("@/rooms/delivery/messages/MessagePage"), "MessagePage"),
});
const channels = createRoute({
  getParentRoute: () => inside,
  path: "/channels",
  component: lazyPage(() => import("@/rooms/delivery/channels/ChannelsPage"), "ChannelsPage"),
});
const domains = createRoute({
  getParentRoute: () => inside,
  path: "/domains",
  component: lazyPage(() => import("@/rooms/delivery/domains/DomainsPage"), "DomainsPage"),
});
const serverHealth = createRoute({
  getParentRoute: () => inside,
  path: "/health",
  component: lazyPage(() => import("@/rooms/delivery/health/HealthPage"), "HealthPage"),
});
const files = createRoute({
  getParentRoute: () => inside,
  path: "/files",
  component: lazyPage(() => import("@/rooms/delivery/files/FilesPage"), "FilesPage"),
});
const rules = createRoute({
  getParentRoute: () => inside,
  path: "/delivery-rules",
  component: lazyPage(() => import("@/rooms/delivery/rules/RulesPage"), "RulesPage"),
});

export const deliveryRoutes = [
  content,
  contentEditor,
  catalogs,
  catalogItems,
  messages,
  message,
  channels,
  domains,
  serverHealth,
  files,
  rules,
] as const;
