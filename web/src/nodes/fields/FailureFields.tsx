/** What happens when a provider or an endpoint fails: how often it is tried, and where people go then. */
import type { JSX } from "react";
import type { Journey } from "@/canvas/document";
import { Fold } from "./Fold";
import { useBoxes } from "./boxes";
import { NumberBox } from "./NumberBox";
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
  const box = useBoxes();
  return (
    <Fold title={title} open={value !== undefined}>
      <NumberBox
        label={t("Attempts")}
        {...box("if_failed.attempts")}
        min={1}
        max={20}
        fallback={6}
        value={value?.attempts}
        onChange={(attempts) => onChange({ ...value, attempts }, `${id}.attempts`)}
      />
      <TargetField
        label={way}
        {...box("if_failed.then")}
        document={document}
        self={id}
        value={value?.then ?? ""}
        fallback="go_on"
        words={{ go_on: t("Go on"), exit: t("Leave the journey") }}
        onChange={(then) => onChange({ ...value, then })}
      />
    </Fold>
  );
}
