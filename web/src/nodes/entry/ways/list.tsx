/** A way in: someone joins or leaves a list. */
import type { JSX } from "react";
import { ListField } from "../../fields/MemberFields";
import { Already, begins, Direction, LASTING } from "./lasting";
import type { Way, WayProps } from "./way";
import { useBoxes } from "../../fields/boxes";
import { t } from "@/language/t";

function Fields({ trigger, set }: WayProps): JSX.Element {
  const box = useBoxes();
  return (
    <>
      <ListField
        label={t("List")}
        {...box("list")}
        value={trigger.list ?? ""}
        onChange={(list) => set({ list }, "list")}
      />
      <Direction
        trigger={trigger}
        set={set}
        joins={t("Someone joins it")}
        leaves={t("Someone leaves it")}
      />
      <Already trigger={trigger} set={set} />
    </>
  );
}

export const list: Way = {
  kind: "list",
  name: t("Someone joins or leaves a list"),
  text: t("They are put on it, or taken off it."),
  owns: LASTING,
  create: () => ({ list: "", ...begins() }),
  words: ({ list: name, leaves }) =>
    t`when someone ${leaves ? t("leaves") : t("joins")} ${name ? t`the list ${name}` : t("a list")}`,
  Fields,
};
