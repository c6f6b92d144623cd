/** How much worse a guardrail may get, and whether it pauses the journey by itself. */
import { Switch } from "@mantine/core";
import type { JSX } from "react";
import type { Journey } from "@/canvas/document";
import { useBoxes } from "../fields/boxes";
import { NumberBox } from "../fields/NumberBox";
import { t } from "@/language/t";

type Metric = NonNullable<Journey["metrics"]>[string];

export function MetricLimits({
  metric,
  put,
}: {
  metric: Metric;
  put: (part: Partial<Metric>) => void;
}): JSX.Element {
  const box = useBoxes();
  const byItself = Boolean(metric.receipt) || Boolean(metric.at_most);
  return (
    <>
      <NumberBox
        {...box(byItself ? "at_most" : "tolerate")}
        fallback={0}
        label={byItself ? t("At most, in percent of people") : t("May be worse by, in percent")}
        description={
          byItself
            ? t("More than this pauses the journey.")
            : t("Against the held out; 0 lets it be no worse at all.")
        }
        min={0}
        max={50}
        value={(byItself ? metric.at_most : metric.tolerate) || undefined}
        onChange={(value) =>
          put(byItself ? { at_most: value ?? 0 } : { tolerate: value || undefined })
        }
      />
      <Switch
        label={t("Pauses the journey by itself")}
        checked={metric.pauses ?? true}
        onChange={(event) => put({ pauses: event.currentTarget.checked ? undefined : false })}
      />
    </>
  );
}
