/** The bar above the canvas: what it is, whether it is saved and sound, and what can be done with it. */
import { ActionIcon, Button, Menu, SegmentedControl, Tooltip } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { JSX } from "react";
import type { JourneyState } from "@/api/schema";
import type { Fault } from "@/canvas/check";
import { Icon, type IconName } from "@/ui/Icon";
import { StateBadge } from "@/ui/parts";
import type { Autosave } from "./useAutosave";
import type { Editor } from "./useEditor";

export type View = "draw" | "live" | "text";

interface Props {
  editor: Editor;
  state: JourneyState;
  save: Autosave;
  faults: readonly Fault[];
  view: View;
  onView: (view: View) => void;
  onFaults: () => void;
  onTry: () => void;
  onPublish: () => void;
  onHistory: () => void;
  onState: (act: "pause" | "resume" | "stop") => void;
  onHelp: () => void;
  drafted: boolean;
  onDiscard: () => void;
  /** Mends what stopped the saving: opens the conflict, or tries again. */
  onSave: () => void;
}

const SAVE_WORDS: Record<Autosave["state"], string> = {
  saved: "Draft saved",
  waiting: "Saving soon",
  saving: "Saving",
  conflict: "Somebody else saved",
  failed: "Not saved",
};
const SAVE_ACTS: Partial<Record<Autosave["state"], string>> = {
  conflict: "Somebody else saved. Choose",
  failed: "Not saved. Try again",
};

export function Toolbar(props: Props): JSX.Element {
  const { editor, state, save, faults } = props;
  const errors = faults.filter((one) => one.severity === "error").length;
  const warnings = faults.length - errors;
  return (
    <header className="toolbar">
      <Tooltip label="All journeys">
        <ActionIcon
          component={Link}
          to="/journeys"
          variant="subtle"
          color="gray"
          aria-label="All journeys"
        >
          <Icon name="left" />
        </ActionIcon>
      </Tooltip>
      <div className="toolbar-name">
        <h1 className="clip">{editor.document.name || editor.document.id}</h1>
        <StateBadge state={state} />
        <span
          className={`save ${save.state}`}
          role="status"
          title={save.error instanceof Error ? save.error.message : ""}
        >
          {SAVE_ACTS[save.state] ? (
            <button type="button" className="link-button" onClick={props.onSave}>
              {SAVE_ACTS[save.state]}
            </button>
          ) : save.state === "saved" && !props.drafted ? (
            "No draft: as published"
          ) : (
            SAVE_WORDS[save.state]
          )}
        </span>
      </div>
      <SegmentedControl
        className="view-switch"
        size="xs"
        value={props.view}
        onChange={(view) => props.onView(view as View)}
        data={[
          { value: "draw", label: "Draw" },
          { value: "live", label: "Watch" },
          { value: "text", label: "YAML" },
        ]}
        aria-label="View"
      />
      <div className="toolbar-acts">
        <Act
          label="Undo (Ctrl Z)"
          icon="undo"
          onClick={editor.undo}
          disabled={editor.history.past.length === 0}
        />
        <Act
          label="Redo (Ctrl Y)"
          icon="redo"
          onClick={editor.redo}
          disabled={editor.history.future.length === 0}
        />
        <Button
          className="checks"
          size="xs"
          variant="default"
          color={errors ? "red" : "gray"}
          leftSection={<Icon name={errors || warnings ? "alert" : "check"} size={14} />}
          onClick={props.onFaults}
          data-tone={errors ? "bad" : warnings ? "warn" : "good"}
        >
          {errors ? `${errors} to mend` : warnings ? `${warnings} to look at` : "Sound"}
        </Button>
        <Button
          size="xs"
          variant="default"
          leftSection={<Icon name="play" size={14} />}
          onClick={props.onTry}
        >
          Try
        </Button>
        <Button size="xs" onClick={props.onPublish}>
          Publish
        </Button>
        <Menu position="bottom-end" width={220}>
          <Menu.Target>
            <ActionIcon variant="subtle" color="gray" aria-label="More">
              <Icon name="more" />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<Icon name="history" />} onClick={props.onHistory}>
              Versions
            </Menu.Item>
            <Menu.Item
              leftSection={<Icon name="results" />}
              component={Link}
              to={`/results/${editor.document.id}`}
            >
              Results
            </Menu.Item>
            <Menu.Item
              leftSection={<Icon name="book" />}
              rightSection={<kbd>?</kbd>}
              onClick={props.onHelp}
            >
              Keyboard
            </Menu.Item>
            <Menu.Divider />
            <Menu.Item
              color="red"
              leftSection={<Icon name="trash" />}
              disabled={!props.drafted}
              onClick={props.onDiscard}
            >
              {state === "draft" ? "Discard this journey" : "Discard the draft"}
            </Menu.Item>
            {state === "live" ? (
              <Menu.Item leftSection={<Icon name="pause" />} onClick={() => props.onState("pause")}>
                Pause
              </Menu.Item>
            ) : null}
            {state === "paused" ? (
              <Menu.Item leftSection={<Icon name="play" />} onClick={() => props.onState("resume")}>
                Resume
              </Menu.Item>
            ) : null}
            {state === "live" || state === "paused" ? (
              <Menu.Item
                color="red"
                leftSection={<Icon name="stop" />}
                onClick={() => props.onState("stop")}
              >
                Stop for good
              </Menu.Item>
            ) : null}
          </Menu.Dropdown>
        </Menu>
      </div>
    </header>
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
