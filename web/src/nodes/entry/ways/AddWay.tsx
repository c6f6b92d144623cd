/** The button that adds a way in: its menu says what each kind is for. */
import { Button, Menu } from "@mantine/core";
import type { JSX, RefObject } from "react";
import { Icon } from "@/ui/icon/Icon";
import { cx } from "@/ui/classes";
import layout from "@/ui/layout/layout.module.css";
import { WAYS } from "./kinds";
import type { Way } from "./way";
import { t } from "@/language/t";
import css from "./ways.module.css";

interface Props {
  target: RefObject<HTMLButtonElement | null>;
  /** There is no way in yet. */
  first: boolean;
  onAdd: (way: Way) => void;
}

export function AddWay({ target, first, onAdd }: Props): JSX.Element {
  return (
    <Menu position="bottom-start" width={300}>
      <Menu.Target>
        <Button
          ref={target}
          className={css.add}
          variant="default"
          size="xs"
          leftSection={<Icon name="plus" size={14} />}
        >
          {first ? t("Add a way in") : t("Add another way in")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {WAYS.map((way) => (
          <Menu.Item key={way.kind} onClick={() => onAdd(way)}>
            {way.name}
            <div className={cx(layout.small, layout.dim)}>{way.text}</div>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
