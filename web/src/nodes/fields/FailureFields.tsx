/** What happens when a provider or an endpoint fails: how often it is tried, and where people go then. */
import { NumberInput } from "@mantine/core";
import type { JSX } from "react";
import type { Journey } from "@/canvas/document";
import { Fold } from "./Fold";
import { TargetField } from "./TargetField";
import { t } from "@/language/t";

interface Failed {
  attempts?: number;
  then?: string;
}

interface Props {
  id: string;
  title: string;
  /** What the box for the way out is called. */
  way: string;
  document: Journey;
  value: Failed | undefined;
  onChange: (failed: Failed, merge?: string) => void;
}

export function FailureFields({ id, title, way, document, value, onChange }: Props): JSX.Element {
  return (
    <Fold title={title} open={value !== undefined}>
      <NumberInput
        label={t("Attempts")}
        min={1}
        max={20}
        value={value?.attempts ?? 6}
        onChange={(attempts) =>
          onChange({ ...value, attempts: Number(attempts) || 1 }, `${id}.attempts`)
        }
      />
      <TargetField
        label={way}
        document={document}
        self={id}
        value={value?.then ?? "go_on"}
        words={{ go_on: t("Go on"), exit: t("Leave the journey") }}
        onChange={(then) => onChange({ ...value, then })}
      />
    </Fold>
  );
}
