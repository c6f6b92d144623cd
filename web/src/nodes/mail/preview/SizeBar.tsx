/** How much of what Gmail shows a mail takes. */
import type { JSX } from "react";
import { cx } from "@/ui/classes";
import { count } from "@/ui/format/format";
import { t } from "@/language/t";
import layout from "@/ui/layout/layout.module.css";
import css from "../Mail.module.css";

/** Gmail cuts a mail off behind so many bytes. */
const CLIPPED_BYTES = 102_000;

export function SizeBar({ bytes }: { bytes: number }): JSX.Element {
  const share = Math.min(100, (100 * bytes) / CLIPPED_BYTES);
  const over = bytes > CLIPPED_BYTES;
  return (
    <div>
      <div className={css.bar} data-over={over || undefined} aria-hidden>
        <span style={{ width: `${share}%` }} />
      </div>
      <p className={cx(layout.small, layout.dim)}>{t`${count(Math.ceil(bytes / 1_000))} KB of HTML${
        over
          ? t(": Gmail cuts it off behind 102 KB. Make it shorter.")
          : t("; Gmail shows the first 102 KB.")
      }`}</p>
    </div>
  );
}
