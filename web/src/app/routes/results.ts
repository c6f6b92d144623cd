/** What it caused. */
import { createRoute } from "@tanstack/react-router";
import { lazyPage } from "../page";
import { inside } from "./frame";

const results = createRoute({
  getParentRoute: () => inside,
  path: "/results",
  component: lazyPage(() => import("@/rooms/learning/results/ResultList"), "ResultList"),
});
const report = createRoute({
  getParentRoute: () => inside,
  path: "/results/$id",
  component: lazyPage(() => import("@/rooms/learning/report/ReportPage"), "ReportPage"),
});
const programmes = createRoute({
  getParentRoute: () => inside,
  path: "/programmes",
  component: lazyPage(() => import("@/rooms/learning/programmes/ProgrammesPage"), "ProgrammesPage"),
});
const programme = createRoute({
  getParentRoute: () => inside,
  path: "/programmes/$id",
  component: lazyPage(() => import("@/rooms/learning/programmes/ProgrammePage"), "ProgrammePage"),
});
const customers = createRoute({
  getParentRoute: () => inside,
  path: "/customers",
  component: lazyPage(() => import("@/rooms/learning/customers/CustomersPage"), "CustomersPage"),
});

const models = createRoute({
  getParentRoute: () => inside,
  path: "/models",
  component: lazyPage(() => import("@/rooms/learning/models/ModelsPage"), "ModelsPage"),
});

const metrics = createRoute({
  getParentRoute: () => inside,
  path: "/figures",
  validateSearch: (raw: Record<string, unknown>): { metric?: string } =>
    typeof raw.metric === "string" ? { metric: raw.metric } : {},
  component: lazyPage(() => import("@/rooms/learning/metrics/MetricsPage"), "MetricsPage"),
});

const sharedMetrics = createRoute({
  getParentRoute: () => inside,
  path: "/shared-metrics",
  validateSearch: (raw: Record<string, unknown>): { metric?: string } =>
    typeof raw.metric === "string" ? { metric: raw.metric } : {},
  component: lazyPage(
    () => import("@/rooms/learning/shared/SharedMetricsPage"),
    "SharedMetricsPage",
  ),
});

const backlog = createRoute({
  getParentRoute: () => inside,
  path: "/backlog",
  component: lazyPage(() => import("@/rooms/learning/backlog/BacklogPage"), "BacklogPage"),
});
const reviews = createRoute({
  getParentRoute: () => inside,
  path: "/reviews",
  component: lazyPage(() => import("@/rooms/learning/review/ReviewPage"), "LastReview"),
});
const review = createRoute({
  getParentRoute: () => inside,
  path: "/reviews/$week",
  component: lazyPage(() => import("@/rooms/learning/review/ReviewPage"), "WeekReview"),
});
const overlap = createRoute({
  getParentRoute: () => inside,
  path: "/overlap",
  component: lazyPage(() => import("@/rooms/learning/overlap/OverlapPage"), "OverlapPage"),
});

const experiments = createRoute({
  getParentRoute: () => inside,
  path: "/experiments",
  component: lazyPage(
    () => import("@/rooms/learning/experiments/ExperimentsPage"),
    "ExperimentsPage",
  ),
});

export const resultsRoutes = [
  results,
  experiments,
  report,
  programmes,
  programme,
  customers,
  models,
  metrics,
  sharedMetrics,
  backlog,
  reviews,
  review,
  overlap,
] as const;
