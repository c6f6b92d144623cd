/** What stands where an answer will come. */
import type { JSX, ReactNode } from "react";
import { Denied } from "../lock/Denied";
import { neededRole } from "../lock/needed";
import { FaultNote } from "../note/Note";
import { NotThere } from "./NotThere";
import { t } from "@/language/t";
import css from "./Await.module.css";
import layout from "../layout/layout.module.css";

/** Grey lines where text will come. */
export function Bones({
  lines = 6,
  label = t("Loading"),
}: {
  lines?: number;
  label?: string;
}): JSX.Element {
  return (
    <div className={css.bones} data-testid="loading" role="status" aria-label={label}>
      {Array.from({ length: lines }, (_, at) => (
        <div className={css.bone} key={at} />
      ))}
    </div>
  );
}

const isNotThere = (error: unknown): error is Error & { code: string } =>
  error instanceof Error && "status" in error && error.status === 404 && "code" in error;

/** Loading, wrong, unknown, empty or there: one place decides. */
export function Await<T>({
  query,
  children,
  lines = 6,
  bare = false,
}: {
  query: { data: T | undefined; error: unknown; isPending: boolean; refetch?: () => unknown };
  children: (data: T) => ReactNode;
  lines?: number;
  bare?: boolean;
}): JSX.Element {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (isNotThere(query.error))
    return <NotThere text={query.error.message} code={query.error.code} />;
  const role = neededRole(query.error);
  if (role !== null && query.error instanceof Error)
    return <Denied role={role} text={query.error.message} />;
  if (query.error) return <FaultNote error={query.error} onRetry={query.refetch} />;
  if (bare) return <Bones lines={lines} />;
  return (
    <div className={layout.card}>
      <Bones lines={lines} />
    </div>
  );
}
