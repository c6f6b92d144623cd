/** What is asked before journeys are moved, tagged or archived. */
import { Autocomplete, Button, Checkbox, Modal, TagsInput } from "@mantine/core";
import { useState, type JSX, type ReactNode } from "react";
import type { JourneyLine, ShelfAnswer } from "@/api/wire";
import { cx } from "@/ui/classes";
import { compact } from "@/ui/format/format";
import layout from "@/ui/layout/layout.module.css";
import { archiveThem, placeIn, tagThem, tellThem, type Doing } from "./api";
import { foldersOf, tagsOf } from "./shelf";
import { t } from "@/language/t";

interface Props {
  chosen: readonly JourneyLine[];
  all: readonly JourneyLine[];
  doing: Doing;
  onClose: () => void;
}

const LONGEST_FOLDER = 80;
const MOST_TAGS = 20;
const idsOf = (chosen: readonly JourneyLine[]) => chosen.map((one) => one.id);
export const many = (count: number) => (count === 1 ? t("1 journey") : t`${count} journeys`);

function Asking({
  title,
  act,
  onAct,
  onClose,
  children,
  closed = false,
}: {
  title: string;
  act: string;
  onAct: () => Promise<void>;
  onClose: () => void;
  children: ReactNode;
  /** It cannot be done yet. */
  closed?: boolean;
}): JSX.Element {
  const [busy, setBusy] = useState(false);
  return (
    <Modal opened onClose={onClose} title={title}>
      <form
        className={layout.stack}
        onSubmit={(event) => {
          event.preventDefault();
          setBusy(true);
          void onAct().finally(() => setBusy(false));
        }}
      >
        {children}
        <div className={cx(layout.row, layout.dialogActs)}>
          <Button variant="default" onClick={onClose}>
            {t("Cancel")}
          </Button>
          <Button type="submit" loading={busy} disabled={closed}>
            {act}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

export function FolderDialog({ chosen, all, doing, onClose }: Props): JSX.Element {
  const [folder, setFolder] = useState(chosen.length === 1 ? (chosen[0]?.folder ?? "") : "");
  const known = foldersOf(all).flatMap(({ name }) => (name ? [name] : []));
  return (
    <Asking
      title={t`Move ${many(chosen.length)}`}
      act={folder.trim() ? t("Move") : t("Take out of folders")}
      onClose={onClose}
      onAct={() => doing(placeIn(idsOf(chosen), folder), t("moved"))}
    >
      <Autocomplete
        label={t("Folder")}
        description={t("One that is there, or a new name. Empty: in no folder.")}
        data={known}
        value={folder}
        onChange={setFolder}
        maxLength={LONGEST_FOLDER}
        data-autofocus
      />
    </Asking>
  );
}

export function TagsDialog({ chosen, all, doing, onClose }: Props): JSX.Element {
  const [add, setAdd] = useState<string[]>([]);
  const [remove, setRemove] = useState<string[]>([]);
  const theirs = tagsOf(chosen).map(({ name }) => name);
  return (
    <Asking
      title={t`Tags of ${many(chosen.length)}`}
      act={t("Save")}
      closed={add.length + remove.length === 0}
      onClose={onClose}
      onAct={() => doing(tagThem(idsOf(chosen), add, remove), t("tagged"))}
    >
      <TagsInput
        label={t("Add")}
        description={t("Enter after each tag.")}
        data={tagsOf(all).map(({ name }) => name)}
        value={add}
        onChange={setAdd}
        maxTags={MOST_TAGS}
        acceptValueOnBlur
        data-autofocus
      />
      {theirs.length ? (
        <Checkbox.Group label={t("Take away")} value={remove} onChange={setRemove}>
          <div className={cx(layout.row, layout.wrap)}>
            {theirs.map((name) => (
              <Checkbox key={name} value={name} label={name} />
            ))}
          </div>
        </Checkbox.Group>
      ) : null}
    </Asking>
  );
}

/** Journeys that run are stopped first, which has to be said: whoever is inside leaves. */
export function ArchiveDialog({ chosen, doing, onClose }: Omit<Props, "all">): JSX.Element {
  const [stop, setStop] = useState(false);
  const running = chosen.filter((one) => one.state === "live" || one.state === "paused");
  const inside = running.reduce((sum, one) => sum + one.people_inside, 0);
  const rest = chosen.filter((one) => !running.includes(one));
  const archive = async (): Promise<ShelfAnswer> => {
    const stopped = stop ? await tellThem(idsOf(running), "stop") : { done: [], refused: [] };
    const good = [...idsOf(rest), ...stopped.done.map((one) => one.journey)];
    const answer = good.length ? await archiveThem(good) : { done: [], refused: [] };
    return { ...answer, refused: [...stopped.refused, ...answer.refused] };
  };
  return (
    <Asking
      title={t`Archive ${many(chosen.length)}`}
      act={stop && running.length ? t("Stop and archive") : t`Archive ${rest.length}`}
      closed={!stop && rest.length === 0}
      onClose={onClose}
      onAct={() => doing(archive(), t("archived"))}
    >
      <p>
        {t(
          "Archived journeys are not listed and cannot be published. Nothing of them is lost, and they can be restored at any time.",
        )}
      </p>
      {running.length ? (
        <>
          <p>{t`${running.length === 1 ? t("1 of them runs") : t`${running.length} of them run`}, with ${compact(inside)} ${inside === 1 ? t("person") : t("people")} inside. What runs stays where it is, unless you stop it.`}</p>
          <Checkbox
            label={t`Stop ${many(running.length)} for good: everybody inside leaves now`}
            checked={stop}
            onChange={(event) => setStop(event.currentTarget.checked)}
          />
        </>
      ) : null}
    </Asking>
  );
}
