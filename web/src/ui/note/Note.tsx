/** What stands between the reader and the rest: a fault, a warning, a hint. */
import type { JSX, ReactNode } from "react";
import { Words } from "../format/Words";
import { Icon } from "../icon/Icon";
import { cx } from "@/ui/classes";
import { t } from "@/language/t";
import css from "./Note.module.css";
import layout from "../layout/layout.module.css";

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
  const text = error instanceof Error ? error.message : t("Something went wrong. Reload the page.");
  return (
    <div className={css.fault} role="alert">
      <Icon name="alert" />
      <div>
        <Words text={text} /> <code className={layout.small}>{code}</code>
        {onRetry ? (
          <>
            {" "}
            <button
              type="button"
              className={cx(layout.link, layout.linkPlain)}
              onClick={() => onRetry()}
            >
              {t("Try again")}
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
    <div className={css.note} data-tone={tone || undefined}>
      <Icon name={tone === "warn" ? "alert" : "info"} />
      <div className={layout.grow}>
        {typeof children === "string" ? <Words text={children} /> : children}
      </div>
    </div>
  );
}
