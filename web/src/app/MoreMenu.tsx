/** On a phone: the sections that the bar has no room for. */
import { Menu, UnstyledButton } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import type { JSX } from "react";
import { Icon } from "@/ui/icon/Icon";
import { cx } from "@/ui/classes";
import { SECTIONS, SETTINGS } from "./sections";
import { t } from "@/language/t";
import css from "./shell.module.css";

export function MoreMenu(): JSX.Element {
  const navigate = useNavigate();
  return (
    <Menu position="top-end" width={220}>
      <Menu.Target>
        <UnstyledButton className={cx(css.room, css.moreRooms)} aria-label={t("More pages")}>
          <Icon name="more" size={18} />
          <span className={css.roomName}>{t("More")}</span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {[...SECTIONS.filter((one) => !one.phone), SETTINGS].map((section) => (
          <Menu.Item
            key={section.name}
            leftSection={<Icon name={section.icon} />}
            onClick={() => void navigate({ to: section.pages[0]?.to ?? "/" })}
          >
            {section.name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
