/** A menu of the fields that people have: none goes in before it is said what stands where it is not known. */
import { Button, Menu, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState, type JSX } from "react";
import { catalog } from "@/api/queries";
import { Icon } from "@/ui/icon/Icon";
import { Note } from "@/ui/note/Note";
import { t } from "@/language/t";
import layout from "@/ui/layout/layout.module.css";

const SHOWN = 40;
const PLAIN = /^[a-z_][a-z0-9_]*$/i;

/** A field with words for people of whom it is not known; quotes would end the words. */
export const fieldText = (name: string, fallback: string): string =>
  `{{fallback ${name} "${fallback.replace(/"/g, "'").replace(/[{}]/g, "")}"}}`;

/** The fields by the names that templates read: traits, then those of the account. */
export function useFieldNames(): string[] {
  const { data } = useQuery(catalog());
  const plain = (traits: object | undefined) =>
    Object.keys(traits ?? {}).filter((name) => PLAIN.test(name));
  return [...plain(data?.traits), ...plain(data?.account_traits).map((name) => `account.${name}`)];
}

export function InsertField({
  label,
  onInsert,
}: {
  label: string;
  onInsert: (text: string) => void;
}): JSX.Element {
  const [fallback, setFallback] = useState("");
  const [opened, setOpened] = useState(false);
  const [chosen, setChosen] = useState("");
  const names = useFieldNames().slice(0, SHOWN);
  const open = (next: boolean) => {
    setOpened(next);
    setChosen("");
    setFallback("");
  };
  const put = () => {
    onInsert(fieldText(chosen, fallback.trim()));
    open(false);
  };
  return (
    <div className={layout.row}>
      <Menu
        position="bottom-start"
        width={280}
        trapFocus
        opened={opened}
        onChange={open}
        closeOnItemClick={false}
      >
        <Menu.Target>
          <Button
            size="compact-xs"
            variant="default"
            leftSection={<Icon name="plus" size={12} />}
            aria-label={t`Insert a field into ${label}`}
          >
            {t("Field")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown mah={360} style={{ overflowY: "auto" }}>
          {names.length === 0 ? (
            <Menu.Label>{t("No field of a person is known yet")}</Menu.Label>
          ) : null}
          {chosen ? (
            <form
              style={{ padding: 8 }}
              className={layout.stack}
              onSubmit={(event) => {
                event.preventDefault();
                event.stopPropagation();
                if (fallback.trim()) put();
              }}
            >
              <TextInput
                size="xs"
                data-autofocus
                autoFocus
                label={t`Where ${chosen} is not known`}
                description={t("Nobody gets a blank: these words stand there instead.")}
                value={fallback}
                onChange={(event) => setFallback(event.currentTarget.value)}
              />
              <Button size="xs" type="submit" disabled={!fallback.trim()}>
                {t("Put it in")}
              </Button>
              <Button size="compact-xs" variant="subtle" onClick={() => setChosen("")}>
                {t("Another field")}
              </Button>
            </form>
          ) : (
            names.map((name) => (
              <Menu.Item key={name} onClick={() => setChosen(name)}>
                <span className={layout.mono}>{name}</span>
              </Menu.Item>
            ))
          )}
          {!chosen && names.length ? (
            <Note>{t("Then you say what stands where it is not known.")}</Note>
          ) : null}
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}
