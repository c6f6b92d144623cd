/** Every attribute of a block, and those that it could have, as the server knows them. */
import { Button, SegmentedControl, Select, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState, type JSX } from "react";
import { Fold } from "@/nodes/fields/Fold";
import layout from "@/ui/layout/layout.module.css";
import { elements } from "../api";
import { DraftBox } from "../Draft";
import { attribute, textOf, type Block } from "../source/blocks";
import { t } from "@/language/t";
import css from "./Blocks.module.css";

const ALIGNS = [
  { value: "left", label: t("Left") },
  { value: "center", label: t("Middle") },
  { value: "right", label: t("Right") },
];

/** Attributes that have a box of their own in the form of a kind. */
export const OWN: Partial<
  Record<Block["kind"], readonly [name: string, label: string, hint: string][]>
> = {
  image: [
    ["src", t("Address of the picture"), t("PNG, JPEG or GIF on a host of yours, by https.")],
    ["alt", t("What it says"), t("For those who do not see it; empty for an ornament.")],
    ["href", t("Where it leads"), ""],
    ["width", t("Width"), "In pixels, such as 536px: Outlook needs it."],
  ],
  button: [["href", t("Where it leads"), t("An address by https.")]],
  spacer: [["height", t("Height"), "In pixels, such as 24px."]],
  divider: [
    ["border-color", t("Colour"), ""],
    ["border-width", t("Thickness"), ""],
  ],
  section: [
    ["background-color", t("Ground"), t("{{brand.card}} is the card of the brand.")],
    ["padding", t("Space inside"), t("Top and bottom, left and right.")],
  ],
  column: [
    ["width", t("Width"), t("In percent; empty shares the room evenly.")],
    ["vertical-align", t("Stands"), t("top, middle or bottom.")],
  ],
};

export function Attributes({
  block,
  source,
  set,
}: {
  block: Block;
  source: string;
  set: (name: string, value: string) => void;
}): JSX.Element | null {
  const { data } = useQuery(elements());
  const [adding, setAdding] = useState<string | null>(null);
  const [value, setValue] = useState("");
  const tag = /^<([\w-]+)/.exec(textOf(source, block))?.[1] ?? "";
  const known = data?.elements.find((one) => one.name === tag)?.attributes ?? [];
  const own = (OWN[block.kind] ?? []).map(([name]) => name);
  const written = block.attributes.filter((one) => !own.includes(one.name) && one.name !== "align");
  const free = known.filter((name) => !block.attributes.some((one) => one.name === name));
  return (
    <>
      {known.includes("align") ? (
        <SegmentedControl
          size="xs"
          aria-label={t("Where it stands")}
          data={ALIGNS}
          value={attribute(block, "align") || (tag === "mj-text" ? "left" : "center")}
          onChange={(next) => set("align", next)}
        />
      ) : null}
      <Fold title={t("All attributes")}>
        <div className={css.two}>
          {written.map((one) => (
            <DraftBox
              key={one.name}
              label={one.name}
              value={one.value}
              onChange={(next) => set(one.name, next)}
            />
          ))}
        </div>
        <form
          className={layout.row}
          onSubmit={(event) => {
            event.preventDefault();
            event.stopPropagation();
            if (adding && value.trim()) set(adding, value.trim());
            setAdding(null);
            setValue("");
          }}
        >
          <Select
            size="xs"
            aria-label={t("Another attribute")}
            placeholder={t("Another attribute")}
            searchable
            data={free}
            value={adding}
            onChange={setAdding}
          />
          <TextInput
            size="xs"
            aria-label={t("Its value")}
            value={value}
            onChange={(event) => setValue(event.currentTarget.value)}
          />
          <Button size="xs" variant="default" type="submit" disabled={!adding || !value.trim()}>
            {t("Set")}
          </Button>
        </form>
      </Fold>
    </>
  );
}
