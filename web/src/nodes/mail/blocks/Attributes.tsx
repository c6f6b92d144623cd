/** Every attribute of a block, and those that it could have, as the server knows them. */
import { Button, SegmentedControl, Select, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState, type JSX } from "react";
import { Fold } from "@/nodes/fields/Fold";
import layout from "@/ui/layout/layout.module.css";
import { elements } from "../api";
import { DraftBox } from "../Draft";
import { attribute, textOf, type Block } from "../source/blocks";
import css from "./Blocks.module.css";

const ALIGNS = [
  { value: "left", label: "Left" },
  { value: "center", label: "Middle" },
  { value: "right", label: "Right" },
];

/** Attributes that have a box of their own in the form of a kind. */
export const OWN: Partial<
  Record<Block["kind"], readonly [name: string, label: string, hint: string][]>
> = {
  image: [
    ["src", "Address of the picture", "PNG, JPEG or GIF on a host of yours, by https."],
    ["alt", "What it says", "For those who do not see it; empty for an ornament."],
    ["href", "Where it leads", ""],
    ["width", "Width", "In pixels, such as 536px: Outlook needs it."],
  ],
  button: [["href", "Where it leads", "An address by https."]],
  spacer: [["height", "Height", "In pixels, such as 24px."]],
  divider: [
    ["border-color", "Colour", ""],
    ["border-width", "Thickness", ""],
  ],
  section: [
    ["background-color", "Ground", "{{brand.card}} is the card of the brand."],
    ["padding", "Space inside", "Top and bottom, left and right."],
  ],
  column: [
    ["width", "Width", "In percent; empty shares the room evenly."],
    ["vertical-align", "Stands", "top, middle or bottom."],
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
          aria-label="Where it stands"
          data={ALIGNS}
          value={attribute(block, "align") || (tag === "mj-text" ? "left" : "center")}
          onChange={(next) => set("align", next)}
        />
      ) : null}
      <Fold title="All attributes">
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
            aria-label="Another attribute"
            placeholder="Another attribute"
            searchable
            data={free}
            value={adding}
            onChange={setAdding}
          />
          <TextInput
            size="xs"
            aria-label="Its value"
            value={value}
            onChange={(event) => setValue(event.currentTarget.value)}
          />
          <Button size="xs" variant="default" type="submit" disabled={!adding || !value.trim()}>
            Set
          </Button>
        </form>
      </Fold>
    </>
  );
}
