/** The frame of all addresses: who is not signed in comes to the door first. */
import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, createRoute, redirect } from "@tanstack/react-router";
import { lazyPage } from "../page";
import { session } from "@/api/queries";
import { ownPath } from "@/rooms/workspace/access/next";
import { Lost, Wrong } from "../Lost";
import { Shell } from "../Shell";

interface Context {
  queries: QueryClient;
}

export const root = createRootRouteWithContext<Context>()({
  notFoundComponent: Lost,
  errorComponent: Wrong,
});

export const setup = createRoute({
  getParentRoute: () => root,
  path: "/setup",
  component: lazyPage(() => import("@/rooms/workspace/access/Setup"), "Setup"),
});
export const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: (raw: Record<string, unknown>): { next?: string } => {
    const next = ownPath(raw.next);
    return next === null ? {} : { next };
  },
  component: lazyPage(() => import("@/rooms/workspace/access/SignIn"), "SignIn"),
});
export const inside = createRoute({
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
export const home = createRoute({
  getParentRoute: () => inside,
  path: "/",
  component: lazyPage(() => import("@/rooms/learning/home/HomePage"), "HomePage"),
});
export const lost = createRoute({
  getParentRoute: () => inside,
  path: "$",
  component: Lost,
});
