/** The notes that lie on the canvas, as a list. */
import { ActionIcon, Textarea } from "@mantine/core";
import type { JSX } from "react";
import { Icon } from "@/ui/icon/Icon";
import { cx } from "@/ui/classes";
import layout from "@/ui/layout/layout.module.css";
import type { Editor } from "../useEditor";
import { t } from "@/language/t";
import css from "./outline.module.css";

export function Notes({ editor }: { editor: Editor }): JSX.Element | null {
  const notes = editor.document.canvas?.comments ?? [];
  if (notes.length === 0) return null;
  return (
    <section className={css.notes} aria-label={t("Notes on the canvas")}>
      <h2>{t("Notes on the canvas")}</h2>
      {notes.map((one, at) => (
        <div key={one.id} className={cx(layout.row, css.note)}>
          <Textarea
            className={layout.grow}
            aria-label={t`Note ${at + 1}`}
            placeholder={t("A note for colleagues")}
            autosize
            minRows={1}
            value={one.text}
            onChange={(event) =>
              editor.act(
                { kind: "comment", comment: { ...one, text: event.currentTarget.value } },
                `comment.${one.id}`,
              )
            }
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t`Remove note ${at + 1}`}
            onClick={() => editor.act({ kind: "remove_comment", id: one.id })}
          >
            <Icon name="trash" />
          </ActionIcon>
        </div>
      ))}
    </section>
  );
}
