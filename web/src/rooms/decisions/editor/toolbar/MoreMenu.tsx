/** What is done seldom with a journey. */
import { ActionIcon, Menu } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { JSX } from "react";
import { Icon } from "@/ui/icon/Icon";
import type { Session } from "../useSession";
import { useDuplicate } from "./useDuplicate";
import { t } from "@/language/t";

export function MoreMenu({ session }: { session: Session }): JSX.Element {
  const { editor, open } = session;
  const { state } = session.detail;
  const { duplicate, working } = useDuplicate(editor.document);
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={t("More")}>
          <Icon name="more" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<Icon name="history" />} onClick={() => open("versions")}>
          {t("Versions")}
        </Menu.Item>
        <Menu.Item leftSection={<Icon name="text" />} onClick={() => open("texts")}>
          {t("All texts")}
        </Menu.Item>
        <Menu.Item leftSection={<Icon name="copy" />} disabled={working} onClick={duplicate}>
          {t("Duplicate")}
        </Menu.Item>
        <Menu.Item
          leftSection={<Icon name="results" />}
          component={Link}
          to={`/results/${editor.document.id}`}
        >
          {t("Results")}
        </Menu.Item>
        <Menu.Item
          leftSection={<Icon name="text" />}
          component="a"
          href={`/api/journeys/${encodeURIComponent(editor.document.id)}/description?format=html`}
          target="_blank"
          rel="noreferrer"
        >
          {t("In sentences")}
        </Menu.Item>
        <Menu.Item
          leftSection={<Icon name="book" />}
          rightSection={<kbd>?</kbd>}
          onClick={() => open("keys")}
        >
          {t("Keyboard")}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item
          color="red"
          leftSection={<Icon name="trash" />}
          disabled={!session.drafted}
          onClick={() => open("discard")}
        >
          {state === "draft" ? t("Discard this journey") : t("Discard the draft")}
        </Menu.Item>
        {state === "live" ? (
          <Menu.Item
            leftSection={<Icon name="pause" />}
            onClick={() => session.changeState("pause")}
          >
            {t("Pause")}
          </Menu.Item>
        ) : null}
        {state === "paused" ? (
          <Menu.Item
            leftSection={<Icon name="play" />}
            onClick={() => session.changeState("resume")}
          >
            {t("Resume")}
          </Menu.Item>
        ) : null}
        {state === "live" || state === "paused" ? (
          <Menu.Item color="red" leftSection={<Icon name="stop" />} onClick={() => open("stop")}>
            {t("Stop for good")}
          </Menu.Item>
        ) : null}
      </Menu.Dropdown>
    </Menu>
  );
}
