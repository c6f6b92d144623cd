/** The part of everybody that takes part, where experiments must have nobody in common. */
import { NumberInput, TextInput } from "@mantine/core";
import type { JSX } from "react";
import { Fold } from "../fields/Fold";
import type { FormProps } from "../faces";
import { t } from "@/language/t";
import layout from "@/ui/layout/layout.module.css";

export function Slot({ id, node, change }: FormProps<"experiment">): JSX.Element {
  const { salt, ...unsalted } = node;
  const { exclusive: slot, ...free } = node;
  const from = slot?.from ?? 0;
  const to = slot?.to ?? 100;
  const bound = (end: "from" | "to", value: string | number) =>
    slot &&
    change(
      { ...node, exclusive: { ...slot, from, to, [end]: Number(value) || 0 } },
      `${id}.slot.${end}`,
    );
  return (
    <Fold title={t("Who takes part")} open={Boolean(salt || slot)}>
      <TextInput
        label={t("Group of experiments")}
        description={t(
          "Experiments of one group, with parts that do not overlap, have nobody in common. Whoever is outside takes the first arm and is not counted.",
        )}
        placeholder={t("prices")}
        value={slot?.group ?? ""}
        onChange={(event) => {
          const group = event.currentTarget.value;
          change(group ? { ...node, exclusive: { from, to, group } } : free, `${id}.slot.group`);
        }}
      />
      {slot ? (
        <div className={layout.row}>
          <NumberInput
            label={t("From (%)")}
            min={0}
            max={100}
            value={from}
            onChange={(value) => bound("from", value)}
          />
          <NumberInput
            label={t("To (%)")}
            min={0}
            max={100}
            value={to}
            onChange={(value) => bound("to", value)}
          />
        </div>
      ) : null}
      <TextInput
        label={t("Salt")}
        description={t("Change it only to assign everybody anew.")}
        value={salt ?? ""}
        onChange={(event) => {
          const text = event.currentTarget.value;
          change(text ? { ...node, salt: text } : unsalted, `${id}.salt`);
        }}
      />
    </Fold>
  );
}
