/** The bar above the canvas: what it is, whether it is saved and sound, and what can be done with it. */
import { ActionIcon, Button, SegmentedControl, Tooltip } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { JSX } from "react";
import { diff } from "@/canvas/diff";
import { Icon, type IconName } from "@/ui/icon/Icon";
import { StateBadge } from "@/ui/badge/Badge";
import { MoreMenu } from "./MoreMenu";
import { CommentsButton } from "../comments/CommentsButton";
import { Avatars } from "../together/Avatars";
import type { Autosave } from "../versions/useAutosave";
import type { Editor } from "../useEditor";
import type { Checked } from "../useFaults";
import type { Session, View } from "../useSession";
import { cx } from "@/ui/classes";
import { t } from "@/language/t";
import css from "./Toolbar.module.css";
import layout from "@/ui/layout/layout.module.css";

const VIEWS: { value: View; label: string }[] = [
  { value: "draw", label: t("Draw") },
  { value: "outline", label: t("Outline") },
  { value: "live", label: t("Watch") },
  { value: "text", label: "YAML" },
];

export function Toolbar({ session }: { session: Session }): JSX.Element {
  const { detail, editor, opened, open } = session;
  return (
    <header className={css.toolbar}>
      <Tooltip label={t("All journeys")}>
        <ActionIcon
          component={Link}
          to="/journeys"
          variant="subtle"
          color="gray"
          aria-label={t("All journeys")}
        >
          <Icon name="left" />
        </ActionIcon>
      </Tooltip>
      <div className={css.toolbarName}>
        <h1 className={layout.clip}>{editor.document.name || editor.document.id}</h1>
        <StateBadge state={detail.state} />
        <SaveState session={session} />
        <ChangedByTwo session={session} />
      </div>
      <SegmentedControl
        className={css.views}
        size="xs"
        value={session.view}
        onChange={(view) => session.show(view as View)}
        data={VIEWS}
        aria-label={t("View")}
      />
      <Avatars others={session.others} document={editor.document} news={session.together.news} />
      <div className={css.toolbarActs}>
        <BackAndForth editor={editor} />
        <CommentsButton
          comments={session.comments}
          onPress={() => {
            if (session.view === "text") session.show("draw");
            open(opened === "comments" ? null : "comments");
          }}
        />
        <Checks
          checked={session.checked}
          onPress={() => open(opened === "faults" ? null : "faults")}
        />
        <Button
          className={css.wide}
          size="xs"
          variant="default"
          leftSection={<Icon name="play" size={14} />}
          aria-expanded={opened === "try"}
          onClick={() => open(opened === "try" ? null : "try")}
        >
          {t("Try")}
        </Button>
        <Button
          className={css.wide}
          size="xs"
          variant={isAsLive(session) ? "default" : "filled"}
          onClick={() => open("publish")}
        >
          {t("Publish")}
        </Button>
        <MoreMenu session={session} />
      </div>
    </header>
  );
}

const SAVE_WORDS: Record<Autosave["state"], string> = {
  saved: t("Draft saved"),
  waiting: t("Saving soon"),
  saving: t("Saving"),
  discarded: t("Somebody else discarded it"),
  failed: t("Not saved"),
};
const SAVE_ACTS: Partial<Record<Autosave["state"], string>> = {
  discarded: t("Somebody else discarded it. Choose"),
  failed: t("Not saved. Try again"),
};

/** Nothing that is drawn would change what is live, so there is nothing to publish. */
const isAsLive = ({ save, detail, editor }: Session): boolean =>
  save.state === "saved" &&
  detail.live !== null &&
  diff(detail.live.document, editor.document).length === 0;

/** Whether the draft is on the server; when it is not, the way to mend that. */
function SaveState({ session }: { session: Session }): JSX.Element {
  const { save } = session;
  const act = SAVE_ACTS[save.state];
  return (
    <span
      className={css.save}
      data-state={save.state}
      role="status"
      // each letter is saved: only what went wrong is told aloud
      aria-live={act ? "assertive" : "off"}
      aria-label={t("Saving")}
      title={save.error instanceof Error ? save.error.message : ""}
    >
      {act ? (
        <button
          type="button"
          className={cx(layout.link, layout.linkPlain)}
          onClick={session.mendSaving}
        >
          {act}
        </button>
      ) : isAsLive(session) ? (
        t`Same as live version ${session.detail.live?.version ?? ""}`
      ) : (
        SAVE_WORDS[save.state]
      )}
    </span>
  );
}

/** Fields that two authors changed at once; a press leads to the first of them. */
function ChangedByTwo({ session }: { session: Session }): JSX.Element | null {
  const { questions } = session.together;
  const first = questions[0];
  if (!first) return null;
  return (
    <button
      type="button"
      className={cx(layout.link, layout.linkPlain, css.two)}
      onClick={() => {
        session.show("draw");
        session.editor.select(first.node === null ? [] : [first.node]);
      }}
    >
      {questions.length === 1 ? t("1 change by two") : t`${questions.length} changes by two`}
    </button>
  );
}

interface ChecksProps {
  checked: Checked;
  onPress: () => void;
}

const NO_FAULT: Record<Checked["state"], string> = {
  known: t("Sound"),
  untouched: t("Not begun"),
  asking: t("Checking"),
  failed: t("Not checked"),
};

function Checks({ checked, onPress }: ChecksProps): JSX.Element {
  const errors = checked.faults.filter((one) => one.severity === "error").length;
  const warnings = checked.faults.length - errors;
  const troubled = errors > 0 || warnings > 0 || checked.state === "failed";
  return (
    <Button
      className={cx(css.checks, css.wide)}
      data-testid="checks"
      size="xs"
      variant="default"
      color={errors ? "red" : "gray"}
      leftSection={<Icon name={troubled ? "alert" : "check"} size={14} />}
      onClick={onPress}
      data-tone={errors ? "bad" : troubled ? "warn" : "good"}
    >
      {errors
        ? t`${errors} to mend`
        : warnings
          ? t`${warnings} to look at`
          : NO_FAULT[checked.state]}
    </Button>
  );
}

function BackAndForth({ editor }: { editor: Editor }): JSX.Element {
  const { past, future } = editor.history;
  return (
    <>
      <Act
        label={t("Undo (Ctrl Z)")}
        icon="undo"
        onClick={editor.undo}
        disabled={past.length === 0}
      />
      <Act
        label={t("Redo (Ctrl Y)")}
        icon="redo"
        onClick={editor.redo}
        disabled={future.length === 0}
      />
    </>
  );
}

function Act({
  label,
  icon,
  onClick,
  disabled,
}: {
  label: string;
  icon: IconName;
  onClick: () => void;
  disabled: boolean;
}): JSX.Element {
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={label}
        onClick={onClick}
        disabled={disabled}
      >
        <Icon name={icon} />
      </ActionIcon>
    </Tooltip>
  );
}
