/** A menu of the fields that people have, each put in with what stands where it is not known. */
import { Button, Menu, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState, type JSX } from "react";
import { catalog } from "@/api/queries";
import { Icon } from "@/ui/icon/Icon";
import layout from "@/ui/layout/layout.module.css";

const SHOWN = 30;
const PLAIN = /^[a-z_][a-z0-9_]*$/i;

/** A field with words for people of whom it is not known; quotes would end the words. */
export const fieldText = (name: string, fallback: string): string =>
  `{{fallback ${name} "${fallback.replace(/"/g, "'")}"}}`;

export function InsertField({
  label,
  onInsert,
}: {
  label: string;
  onInsert: (text: string) => void;
}): JSX.Element {
  const { data } = useQuery(catalog());
  const [fallback, setFallback] = useState("there");
  const names = Object.keys(data?.traits ?? {})
    .filter((name) => PLAIN.test(name))
    .slice(0, SHOWN);
  return (
    <div className={layout.row}>
      <Menu position="bottom-start" width={260} trapFocus>
        <Menu.Target>
          <Button
            size="compact-xs"
            variant="default"
            leftSection={<Icon name="plus" size={12} />}
            aria-label={`Insert a field into ${label}`}
          >
            Field
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <TextInput
            size="xs"
            m={8}
            label="Where it is not known"
            value={fallback}
            onChange={(event) => setFallback(event.currentTarget.value)}
          />
          {names.length === 0 ? <Menu.Label>No trait of a person is known yet</Menu.Label> : null}
          {names.map((name) => (
            <Menu.Item key={name} onClick={() => onInsert(fieldText(name, fallback))}>
              <span className={layout.mono}>{name}</span>
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}
