/** The kinds of steps, to be dragged onto the canvas or added behind the selected step. */
import { Tooltip } from "@mantine/core";
import type { JSX } from "react";
import type { NodeKind } from "@/canvas/document";
import { allDefinitions } from "@/canvas/kinds";
import { KindChip } from "@/ui/chip/KindChip";
import { KIND_TYPE } from "./useGestures";
import { t } from "@/language/t";
import css from "./Palette.module.css";

export function Palette({ onAdd }: { onAdd: (kind: NodeKind) => void }): JSX.Element {
  return (
    <div
      className={css.palette}
      role="toolbar"
      aria-label={t("Steps to add")}
      aria-orientation="vertical"
    >
      {allDefinitions().map((definition) => {
        const { kind } = definition;
        return (
          <Tooltip
            key={kind}
            label={t`${definition.text} Press ${definition.letter.toUpperCase()}.`}
            position="right"
            multiline
            w={220}
          >
            <button
              type="button"
              className={css.paletteItem}
              draggable
              data-kind={kind}
              onClick={() => onAdd(kind)}
              onDragStart={(event) => {
                event.dataTransfer.setData(KIND_TYPE, kind);
                event.dataTransfer.effectAllowed = "copy";
              }}
            >
              <KindChip kind={kind} icon={definition.icon} />
              <span>{definition.name}</span>
              <kbd aria-hidden>{definition.letter}</kbd>
            </button>
          </Tooltip>
        );
      })}
    </div>
  );
}
