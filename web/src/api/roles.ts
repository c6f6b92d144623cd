/** What a role reaches, and asking the owners for another one. */
import { post } from "./client";
import type { OperatorRole, Session } from "./wire";
import { t } from "@/language/t";

export const ROLES: readonly OperatorRole[] = [
  "viewer",
  "analyst",
  "editor",
  "publisher",
  "operator",
  "owner",
];

/** What each role may do, beyond those before it. */
export const ROLE_WORDS: Record<OperatorRole, string> = {
  viewer: t("reads, without seeing who people are"),
  analyst: t("sees people, exports and asks"),
  editor: t("writes drafts and content"),
  publisher: t("publishes, sends and acts on people"),
  operator: t("looks after channels, keys and the team"),
  owner: t("may do everything"),
};

/** Whether somebody who is signed in reaches a role; nobody is locked out before it is known who they are. */
export const mayAs = (session: Session | undefined, needed: OperatorRole): boolean => {
  const role = session?.person?.role ?? "owner";
  return ROLES.indexOf(role) >= ROLES.indexOf(needed);
};

export const askFor = (role: OperatorRole, act: string) =>
  post<{ told: number }>("/api/asks", { role, act });
