/** People, and what groups them. */
import { createRoute } from "@tanstack/react-router";
import { lazyPage } from "../page";
import { inside } from "./frame";

const people = createRoute({
  getParentRoute: () => inside,
  path: "/people",
  validateSearch: (raw: Record<string, unknown>): { q?: string } =>
    typeof raw.q === "string" && raw.q ? { q: raw.q } : {},
  component: lazyPage(() => import("@/rooms/signals/people/PeopleList"), "PeopleList"),
});
const person = createRoute({
  getParentRoute: () => inside,
  path: "/people/$id",
  validateSearch: (raw: Record<string, unknown>): { tab?: string; journey?: string } => ({
    ...(typeof raw.tab === "string" ? { tab: raw.tab } : {}),
    ...(typeof raw.journey === "string" ? { journey: raw.journey } : {}),
  }),
  component: lazyPage(() => import("@/rooms/signals/person/PersonPage"), "PersonPage"),
});
const accounts = createRoute({
  getParentRoute: () => inside,
  path: "/accounts",
  component: lazyPage(() => import("@/rooms/signals/accounts/AccountList"), "AccountList"),
});
const account = createRoute({
  getParentRoute: () => inside,
  path: "/accounts/$id",
  component: lazyPage(() => import("@/rooms/signals/accounts/AccountPage"), "AccountPage"),
});
const segments = createRoute({
  getParentRoute: () => inside,
  path: "/segments",
  component: lazyPage(() => import("@/rooms/signals/segments/SegmentList"), "SegmentList"),
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
  component: lazyPage(() => import("@/rooms/signals/segments/SegmentPage"), "NewSegment"),
});
const segment = createRoute({
  getParentRoute: () => inside,
  path: "/segments/$id",
  component: lazyPage(() => import("@/rooms/signals/segments/SegmentPage"), "SegmentPage"),
});
const lists = createRoute({
  getParentRoute: () => inside,
  path: "/lists",
  component: lazyPage(() => import("@/rooms/signals/lists/ListsPage"), "ListsPage"),
});
const list = createRoute({
  getParentRoute: () => inside,
  path: "/lists/$name",
  component: lazyPage(() => import("@/rooms/signals/lists/ListPage"), "ListPage"),
});
const imports = createRoute({
  getParentRoute: () => inside,
  path: "/imports",
  component: lazyPage(() => import("@/rooms/signals/imports/ImportsPage"), "ImportsPage"),
});
const suppressions = createRoute({
  getParentRoute: () => inside,
  path: "/suppressions",
  component: lazyPage(
    () => import("@/rooms/signals/suppressions/SuppressionsPage"),
    "SuppressionsPage",
  ),
});
const sources = createRoute({
  getParentRoute: () => inside,
  path: "/sources",
  component: lazyPage(() => import("@/rooms/signals/sources/SourcesPage"), "SourcesPage"),
});

const destinations = createRoute({
  getParentRoute: () => inside,
  path: "/destinations",
  component: lazyPage(
    () => import("@/rooms/signals/destinations/DestinationsPage"),
    "DestinationsPage",
  ),
});

export const peopleRoutes = [
  people,
  person,
  accounts,
  account,
  segments,
  newSegment,
  segment,
  lists,
  list,
  imports,
  suppressions,
  sources,
  destinations,
] as const;
