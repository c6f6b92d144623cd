/** Of how many days the live canvas tells. */
import { Select } from "@mantine/core";
import type { JSX } from "react";
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
        <span className={layout.dim}>Nothing is live yet: publish first.</span>
      ) : (
        <Select
          size="xs"
          w={148}
          aria-label="Period"
          data={[
            { value: "1", label: "Last day" },
            { value: "7", label: "Last 7 days" },
            { value: "30", label: "Last 30 days" },
          ]}
          value={days}
          onChange={(value) => onDays(value ?? "7")}
        />
      )}
    </div>
  );
}
