/** The menu of what may be put into a mail. */
import { Button, Menu } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { JSX } from "react";
import { Icon } from "@/ui/icon/Icon";
import { elements, published, savedBlocks } from "../api";
import { NEW_BLOCKS, savedText } from "../source/fresh";
import type { Place } from "../source/blocks";
import { t } from "@/language/t";

/** What a new block is, and where it may stand. */
export interface Fresh {
  place: Place;
  text: string;
}

export function AddBlock({ onAdd }: { onAdd: (fresh: Fresh) => void }): JSX.Element {
  const { data: known } = useQuery(elements());
  const { data: content } = useQuery(published());
  const saved = savedBlocks(known, content);
  return (
    <Menu position="bottom-start" width={220}>
      <Menu.Target>
        <Button
          size="compact-sm"
          style={{ alignSelf: "flex-start" }}
          leftSection={<Icon name="plus" size={13} />}
        >
          {t("Add a block")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah={420} style={{ overflowY: "auto" }}>
        {NEW_BLOCKS.map((one) => (
          <Menu.Item key={one.id} onClick={() => onAdd(one)}>
            {one.label}
          </Menu.Item>
        ))}
        {saved.length ? <Menu.Label>{t("Saved blocks")}</Menu.Label> : null}
        {saved.map(({ id, name, source }) => (
          <Menu.Item
            key={id}
            onClick={() => onAdd({ place: placeOf(source), text: savedText(id) })}
          >
            {name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** Where a saved block may stand, by the first element in it. */
function placeOf(source: string): Place {
  const first = /<(mj-[\w-]+)/.exec(source)?.[1] ?? "";
  if (["mj-section", "mj-wrapper", "mj-hero"].includes(first)) return "body";
  return first === "mj-column" || first === "mj-group" ? "section" : "column";
}
