/** A way in: a number in an item of a catalog falls, such as a price; those who looked at the item enter. */
import { TextInput } from "@mantine/core";
import type { JSX } from "react";
import type { ItemFall } from "@/api/generated/document";
import { cx } from "@/ui/classes";
import layout from "@/ui/layout/layout.module.css";
import { DurationField } from "../../fields/DurationField";
import { EventField } from "../../fields/NameFields";
import type { Way, WayProps } from "./way";
import { rich } from "@/language/rich";
import { useBoxes } from "../../fields/boxes";
import { t } from "@/language/t";
import css from "./ways.module.css";

const BLANK: ItemFall = { catalog: "", falls: "price", seen: "", key: "", within: "30d" };

function Fields({ trigger, set }: WayProps): JSX.Element {
  const box = useBoxes();
  const item = trigger.item ?? BLANK;
  const change = (part: Partial<ItemFall>) => {
    const [field] = Object.keys(part);
    set({ item: { ...item, ...part } }, `item.${field}`);
  };
  return (
    <>
      <div className={css.pair}>
        <TextInput
          label={t("Catalog")}
          {...box("item.catalog")}
          value={item.catalog}
          onChange={(event) => change({ catalog: event.currentTarget.value })}
        />
        <TextInput
          label={t("Number that falls")}
          {...box("item.falls")}
          value={item.falls}
          onChange={(event) => change({ falls: event.currentTarget.value })}
        />
      </div>
      <TextInput
        label={t("By at least")}
        {...box("item.by")}
        placeholder={t("any amount, or 5, or 10%")}
        value={item.by ?? ""}
        onChange={(event) => change({ by: event.currentTarget.value || undefined })}
      />
      <EventField label={t("Who did")} value={item.seen} onChange={(seen) => change({ seen })} />
      <div className={css.pair}>
        <TextInput
          label={t("Its property with the item's id")}
          {...box("item.key")}
          value={item.key}
          onChange={(event) => change({ key: event.currentTarget.value })}
        />
        <DurationField
          label={t("Within")}
          {...box("item.within")}
          value={item.within ?? ""}
          fallback="30d"
          onChange={(within) => change({ within: within || undefined })}
        />
      </div>
      <p
        className={cx(layout.small, layout.dim)}
      >{rich`The item is read as ${(<code>event.item.price</code>)} at this way in, and as ${(<code>entry.item.price</code>)} and ${(<code>entry.before</code>)} inside the journey.`}</p>
    </>
  );
}

function words(item: ItemFall | null | undefined): string {
  if (!item?.catalog || !item.seen) return t("when a price falls");
  const least = item.by ? t` by ${item.by} or more` : "";
  return t`when ${item.falls} of an item of ${item.catalog} falls${least}, those who did ${item.seen} with it within ${item.within ?? "30d"}`;
}

export const item: Way = {
  kind: "item",
  name: t("A price falls"),
  text: t("A number of an item in a catalog; those who looked at it enter."),
  owns: ["where"],
  create: () => ({ item: BLANK }),
  words: (trigger) => words(trigger.item),
  Fields,
};
