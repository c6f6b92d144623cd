/** The id of a step, for those who name it in texts outside of the studio. */
import { TextInput } from "@mantine/core";
import type { JSX } from "react";
import { t } from "@/language/t";
import layout from "@/ui/layout/layout.module.css";

export function IdField({
  id,
  onRename,
}: {
  id: string;
  onRename: (to: string) => void;
}): JSX.Element {
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const to = new FormData(event.currentTarget).get("id");
        if (typeof to === "string" && to.trim() && to !== id) onRename(to);
      }}
    >
      <TextInput
        label={t("Id")}
        name="id"
        defaultValue={id}
        classNames={{ input: layout.mono }}
        description={t(
          "Roads, stories and results know the step by this. Press Enter to change it.",
        )}
      />
    </form>
  );
}
