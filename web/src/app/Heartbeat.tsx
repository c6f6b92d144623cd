/** Is the loop turning? Signals as they come in, and how far behind the engine is. */
import { Tooltip } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState, type JSX } from "react";
import { health } from "@/api/queries";
import { onNews } from "@/api/stream";
import { count } from "@/ui/format/format";
import { cx } from "@/ui/classes";
import { t } from "@/language/t";
import css from "./shell.module.css";
import layout from "@/ui/layout/layout.module.css";

export function Heartbeat(): JSX.Element {
  const { data, error } = useQuery({ ...health(), refetchInterval: 20_000 });
  const [signals, setSignals] = useState<number | null>(null);
  const [lag, setLag] = useState<number | null>(null);
  useEffect(
    () =>
      onNews("counts", (counts) => {
        setSignals(counts.signals);
        if (counts.lag !== undefined) setLag(counts.lag);
      }),
    [],
  );
  const behind = lag ?? data?.lag_signals ?? 0;
  const tone = error ? "bad" : behind > 1000 ? "warn" : "good";
  const text = error
    ? t("No answer")
    : behind > 1000
      ? t`${count(behind)} behind`
      : signals === null
        ? t("Listening")
        : `${count(signals)} ${signals === 1 ? t("signal") : t("signals")}`;
  return (
    <Tooltip
      label={
        error ? t("The server does not answer") : t`The engine is ${count(behind)} signals behind`
      }
      position="right"
    >
      <div className={css.heartbeat} data-tone={tone} tabIndex={0} role="status" aria-label={text}>
        <span className={css.pulse} />
        <span className={cx(css.roomName, layout.num)}>{text}</span>
      </div>
    </Tooltip>
  );
}
