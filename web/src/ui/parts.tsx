/** Small parts that every page uses; they know no data. */
import type { JSX, ReactNode } from "react";
import { EmptyArt, type Art } from "./empty/EmptyArt";
import { Icon, type IconName } from "./icon/Icon";
import type { Path } from "./icon/paths";

export type Tone = "good" | "warn" | "bad" | "info" | "plain" | "";

export function Badge({
  tone = "",
  children,
  dot = true,
}: {
  tone?: Tone;
  children: ReactNode;
  dot?: boolean;
}): JSX.Element {
  return <span className={`badge ${tone} ${dot ? "" : "plain"}`}>{children}</span>;
}

const STATE_TONE: Record<string, Tone> = {
  live: "good",
  draft: "",
  paused: "warn",
  stopped: "bad",
};

export function StateBadge({ state }: { state: string }): JSX.Element {
  return <Badge tone={STATE_TONE[state] ?? ""}>{state}</Badge>;
}

const STATUS_TONE: Record<string, Tone> = {
  sent: "good",
  delivered: "good",
  opened: "good",
  clicked: "good",
  queued: "info",
  pending: "info",
  held: "warn",
  withheld: "warn",
  unknown: "warn",
  refused: "bad",
  failed: "bad",
  bounced: "bad",
};

export function StatusBadge({ status }: { status: string }): JSX.Element {
  return <Badge tone={STATUS_TONE[status] ?? ""}>{status.replace(/_/g, " ")}</Badge>;
}

/** The head of a page; its title is the page's one h1. */
export function PageHead({
  title,
  text,
  children,
  above,
}: {
  title: ReactNode;
  text?: ReactNode;
  children?: ReactNode;
  above?: ReactNode;
}): JSX.Element {
  return (
    <header className="page-head">
      <div>
        {above ? <div className="small dim">{above}</div> : null}
        <h1>{title}</h1>
        {text ? <p>{text}</p> : null}
      </div>
      {children ? <div className="row wrap">{children}</div> : null}
    </header>
  );
}

/** Nothing here yet: what it is for, and the next step. */
export function Empty({
  icon,
  title,
  children,
  actions,
  art = "journeys",
}: {
  icon: IconName;
  title: string;
  children: ReactNode;
  actions?: ReactNode;
  art?: Art;
}): JSX.Element {
  return (
    <div className={actions ? "empty-card" : ""}>
      <div className="empty">
        <span className="kind-chip" data-kind="entry">
          <Icon name={icon} size={15} />
        </span>
        <h2>{title}</h2>
        <p>{children}</p>
        {actions ? <div className="row wrap">{actions}</div> : null}
      </div>
      {actions ? <EmptyArt art={art} /> : null}
    </div>
  );
}

/** What went wrong, the next step, and the stable code. */
export function FaultNote({
  error,
  onRetry,
}: {
  error: unknown;
  onRetry?: (() => unknown) | undefined;
}): JSX.Element {
  const code =
    error !== null && typeof error === "object" && "code" in error
      ? String(error.code)
      : "unexpected";
  const text = error instanceof Error ? error.message : "Something went wrong. Reload the page.";
  return (
    <div className="fault" role="alert">
      <Icon name="alert" />
      <div>
        {text} <code className="small">{code}</code>
        {onRetry ? (
          <>
            {" "}
            <button type="button" className="link link-plain" onClick={() => onRetry()}>
              Try again
            </button>
          </>
        ) : null}
      </div>
    </div>
  );
}

export function Note({
  children,
  tone = "",
}: {
  children: ReactNode;
  tone?: "" | "warn";
}): JSX.Element {
  return (
    <div className={`note ${tone}`}>
      <Icon name={tone === "warn" ? "alert" : "info"} />
      <div className="grow">{children}</div>
    </div>
  );
}

/** Grey lines where text will come. */
export function Bones({
  lines = 6,
  label = "Loading",
}: {
  lines?: number;
  label?: string;
}): JSX.Element {
  return (
    <div className="bones" data-testid="loading" role="status" aria-label={label}>
      {Array.from({ length: lines }, (_, at) => (
        <div className="bone" key={at} />
      ))}
    </div>
  );
}

export interface FigureItem {
  name: string;
  value: ReactNode;
  under?: ReactNode;
}

/** A strip of figures. */
export function Figures({ items }: { items: FigureItem[] }): JSX.Element {
  return (
    <dl className="card figures" data-testid="figures">
      {items.map((item) => (
        <div className="figure" key={item.name}>
          <dt>{item.name}</dt>
          <dd>
            {item.value}
            {item.under ? <div className="under">{item.under}</div> : null}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** The coloured tile of a node kind. */
export function KindChip({
  kind,
  icon,
  size = 14,
}: {
  kind: string;
  icon: IconName | Path;
  size?: number;
}): JSX.Element {
  return (
    <span className="kind-chip" data-kind={kind}>
      <Icon name={icon} size={size} />
    </span>
  );
}

/** Loading, wrong, empty or there: one place decides. */
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
  if (query.error) return <FaultNote error={query.error} onRetry={query.refetch} />;
  return (
    <div className={bare ? "" : "card"}>
      <Bones lines={lines} />
    </div>
  );
}
