/** Of how many days the live canvas tells. */
import { Select } from "@mantine/core";
import type { JSX } from "react";
import { t } from "@/language/t";
import css from "./Period.module.css";
import layout from "@/ui/layout/layout.module.css";

export function Period({
  days,
  onDays,
  none,
}: {
  days: string;
  onDays: (days: string) => void;
  none: boolean;
}): JSX.Element {
  return (
    <div className={css.period}>
      {none ? (
        <span className={layout.dim}>{t("Nothing is live yet: publish first.")}</span>
      ) : (
        <Select
          size="xs"
          w={148}
          aria-label={t("Period")}
          data={[
            { value: "1", label: t("Last day") },
            { value: "7", label: t("Last 7 days") },
            { value: "30", label: t("Last 30 days") },
          ]}
          value={days}
          onChange={(value) => onDays(value ?? "7")}
        />
      )}
    </div>
  );
}
