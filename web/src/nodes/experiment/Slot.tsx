/** The part of everybody that takes part, where experiments must have nobody in common. */
import { TextInput } from "@mantine/core";
import type { JSX } from "react";
import { Fold } from "../fields/Fold";
import { NumberBox } from "../fields/NumberBox";
import type { FormProps } from "../faces";
import { useBoxes } from "../fields/boxes";
import { t } from "@/language/t";
import layout from "@/ui/layout/layout.module.css";

export function Slot({ id, node, change }: FormProps<"experiment">): JSX.Element {
  const box = useBoxes();
  const { salt, ...unsalted } = node;
  const { exclusive: slot, ...free } = node;
  const bound = (end: "from" | "to", value: number | undefined) =>
    slot && change({ ...node, exclusive: { ...slot, [end]: value ?? 0 } }, `${id}.slot.${end}`);
  return (
    <Fold title={t("Who takes part")} open={Boolean(salt || slot)}>
      <TextInput
        label={t("Group of experiments")}
        {...box("exclusive.group")}
        description={t(
          "Experiments of one group, with parts that do not overlap, have nobody in common. Whoever is outside takes the first arm and is not counted.",
        )}
        placeholder={t("prices")}
        value={slot?.group ?? ""}
        onChange={(event) => {
          const group = event.currentTarget.value;
          change(
            group ? { ...node, exclusive: { from: 0, to: 100, ...slot, group } } : free,
            `${id}.slot.group`,
          );
        }}
      />
      {slot ? (
        <div className={layout.row}>
          <NumberBox
            label={t("From (%)")}
            {...box("exclusive.from")}
            min={0}
            max={100}
            fallback={0}
            value={slot.from}
            onChange={(value) => bound("from", value)}
          />
          <NumberBox
            label={t("To (%)")}
            {...box("exclusive.to")}
            min={0}
            max={100}
            fallback={100}
            value={slot.to}
            onChange={(value) => bound("to", value)}
          />
        </div>
      ) : null}
      <TextInput
        label={t("Salt")}
        {...box("salt")}
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
