/** What is done with the journeys that are selected in the list. */
import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState, type JSX } from "react";
import type { JourneyLine, ShelfAnswer } from "@/api/wire";
import { cx } from "@/ui/classes";
import layout from "@/ui/layout/layout.module.css";
import { Note } from "@/ui/note/Note";
import { say, sayFault } from "@/ui/toast/toast";
import { restoreThem, tellThem, type Doing } from "./api";
import { ArchiveDialog, FolderDialog, many, TagsDialog } from "./dialogs";
import { t } from "@/language/t";
import css from "./shelf.module.css";

interface Props {
  chosen: readonly JourneyLine[];
  /** Every journey: its folders and tags are offered. */
  all: readonly JourneyLine[];
  /** How many are listed, and selects them all. */
  shown: number;
  onAll: () => void;
  onNone: () => void;
}

export function BulkBar({ chosen, all, shown, onAll, onNone }: Props): JSX.Element | null {
  const queries = useQueryClient();
  const [asked, ask] = useState<"folder" | "tags" | "archive" | null>(null);
  const [refused, setRefused] = useState<ShelfAnswer["refused"]>([]);
  const ids = chosen.map((one) => one.id);
  const live = chosen.filter((one) => one.state === "live" && !one.archived);
  const archived = chosen.filter((one) => one.archived);
  const close = () => ask(null);
  const doing: Doing = async (act, words) => {
    try {
      const answer = await act;
      await queries.invalidateQueries({ queryKey: ["journeys"] });
      setRefused(answer.refused);
      if (answer.done.length) say(t`${many(answer.done.length)} ${words}.`);
      if (answer.refused.length === 0) onNone();
    } catch (error) {
      sayFault(error);
    }
    close();
  };
  const nameOf = (id: string) => all.find((one) => one.id === id)?.name || id;
  if (chosen.length === 0 && refused.length === 0) return null;
  return (
    <section className={css.bulk} aria-label={t("Selected journeys")}>
      <div className={cx(layout.row, layout.wrap)}>
        <b role="status">{t`${chosen.length} selected`}</b>
        <Button size="xs" variant="default" onClick={() => ask("folder")} disabled={!ids.length}>
          {t("Move to a folder")}
        </Button>
        <Button size="xs" variant="default" onClick={() => ask("tags")} disabled={!ids.length}>
          {t("Tags")}
        </Button>
        {live.length ? (
          <Button
            size="xs"
            variant="default"
            onClick={() =>
              void doing(
                tellThem(
                  live.map((one) => one.id),
                  "pause",
                ),
                t("paused"),
              )
            }
          >{t`Pause ${live.length}`}</Button>
        ) : null}
        {archived.length ? (
          <Button
            size="xs"
            variant="default"
            onClick={() => void doing(restoreThem(archived.map((one) => one.id)), t("restored"))}
          >{t`Restore ${archived.length}`}</Button>
        ) : null}
        {chosen.length > archived.length ? (
          <Button size="xs" variant="default" onClick={() => ask("archive")}>
            {t("Archive")}
          </Button>
        ) : null}
        {shown > chosen.length ? (
          <Button size="xs" variant="subtle" onClick={onAll}>{t`Select all ${shown}`}</Button>
        ) : null}
        <Button
          size="xs"
          variant="subtle"
          onClick={() => {
            setRefused([]);
            onNone();
          }}
        >
          {t("Select none")}
        </Button>
      </div>
      {refused.length ? (
        <Note tone="warn">
          <ul className={css.refused}>
            {refused.map((one) => (
              <li key={one.journey}>
                <b>{nameOf(one.journey)}</b>: {one.text}
              </li>
            ))}
          </ul>
        </Note>
      ) : null}
      {asked === "folder" ? (
        <FolderDialog chosen={chosen} all={all} doing={doing} onClose={close} />
      ) : null}
      {asked === "tags" ? (
        <TagsDialog chosen={chosen} all={all} doing={doing} onClose={close} />
      ) : null}
      {asked === "archive" ? (
        <ArchiveDialog
          chosen={chosen.filter((one) => !one.archived)}
          doing={doing}
          onClose={close}
        />
      ) : null}
    </section>
  );
}
