/** The form of an exit. */
import { TextInput } from "@mantine/core";
import type { JSX } from "react";
import type { FormProps } from "../faces";
import { useBoxes } from "../fields/boxes";
import { t } from "@/language/t";

export function Form({ id, node, change }: FormProps<"exit">): JSX.Element {
  const box = useBoxes();
  return (
    <TextInput
      label={t("Reason")}
      {...box("reason")}
      description={t("Kept as a fact; reports group by it.")}
      placeholder={t("completed")}
      value={node.reason ?? ""}
      onChange={(event) =>
        change({ ...node, reason: event.currentTarget.value || undefined }, `${id}.reason`)
      }
    />
  );
}
