/** A duration as a number and a unit; what was typed otherwise (a template, say) stays as text. */
import { Input, NumberInput, Select } from "@mantine/core";
import { useId, type JSX } from "react";
import { parseDuration, UNITS } from "@/canvas/duration";

interface Props {
  label: string;
  value: string;
  onChange: (value: string) => void;
  description?: string;
}

export function DurationField({ label, value, onChange, description }: Props): JSX.Element {
  const id = useId();
  const parts = parseDuration(value) ?? { amount: 0, unit: "d" };
  return (
    <Input.Wrapper label={label} description={description} id={id}>
      <div className="row">
        <NumberInput
          id={id}
          style={{ width: 96 }}
          min={0}
          value={parts.amount}
          onChange={(amount) => onChange(`${Number(amount) || 0}${parts.unit}`)}
        />
        <Select
          className="grow"
          aria-label={`${label}: unit`}
          data={[...UNITS]}
          value={parts.unit}
          onChange={(unit) => onChange(`${parts.amount}${unit ?? "d"}`)}
        />
      </div>
    </Input.Wrapper>
  );
}
