/** How many people a condition holds of now, as the server counts them. */
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import type { JSX } from "react";
import { ApiError } from "@/api/client";
import { audience } from "@/api/queries";
import { count } from "@/ui/format/format";
import { cx } from "@/ui/classes";
import { rich } from "@/language/rich";
import { t } from "@/language/t";
import css from "./fields.module.css";
import layout from "@/ui/layout/layout.module.css";

/** Nothing for an empty condition; `quiet`: somebody else tells what is wrong with it. */
export function Counted({
  when,
  quiet = false,
  typing = false,
}: {
  when: string;
  quiet?: boolean;
  /** It is being typed: nothing is called wrong yet. */
  typing?: boolean;
}): JSX.Element | null {
  const [settled] = useDebouncedValue(when, 400);
  const { data, error, isFetching } = useQuery(audience(settled));
  if (!settled.trim()) return null;
  if (error && quiet) return null;
  if (error instanceof ApiError && error.code === "condition_not_countable")
    return (
      <p className={cx(layout.small, layout.dim)}>
        {t(
          "Counted once people are inside: what it asks is known of nobody outside of the journey.",
        )}
      </p>
    );
  if (error && typing) return null;
  if (error) return <p className={cx(layout.small, css.notCounted)}>{error.message}</p>;
  if (!data)
    return <p className={cx(layout.small, layout.dim)}>{isFetching ? t("Counting ..") : ""}</p>;
  const width = (value: number) => ({ width: `${data.total ? (value / data.total) * 100 : 0}%` });
  return (
    <div className={css.audience} aria-live="polite">
      <div className={css.audienceBar} aria-hidden>
        <span className={css.yes} style={width(data.yes)} />
        <span className={css.unknown} style={width(data.unknown)} />
      </div>
      <span
        className={cx(layout.small, layout.num)}
      >{rich`${(<b>{count(data.yes)}</b>)} of ${count(data.total)} people${data.unknown ? <span className={layout.dim}>{t`, ${count(data.unknown)} unknown`}</span> : null}`}</span>
    </div>
  );
}
