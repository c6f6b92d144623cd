/** The form of an update. */
import { TagsInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { JSX } from "react";
import { catalog } from "@/api/queries";
import { StatedLines } from "../fields/StatedLines";
import type { FormProps } from "../faces";
import { useBoxes } from "../fields/boxes";
import { t } from "@/language/t";

export function Form({ id, node, change }: FormProps<"update">): JSX.Element {
  const { data } = useQuery(catalog());
  const box = useBoxes();
  const lists = data?.lists ?? [];
  return (
    <>
      <StatedLines
        title={t("Set fields")}
        place={box("set")["data-at"]}
        noun={t("Field")}
        add={t("Set a field")}
        stated={node.set}
        onChange={(set, merge) => change({ ...node, set }, `${id}.set.${merge}`)}
      />
      <TagsInput
        label={t("Join lists")}
        {...box("add_to")}
        data={lists}
        value={node.add_to ?? []}
        onChange={(value) => change({ ...node, add_to: value.length ? value : undefined })}
      />
      <TagsInput
        label={t("Leave lists")}
        {...box("remove_from")}
        data={lists}
        value={node.remove_from ?? []}
        onChange={(value) => change({ ...node, remove_from: value.length ? value : undefined })}
      />
    </>
  );
}
