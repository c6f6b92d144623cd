/** Who is signed in, the colour scheme, the way out. */
import { Menu, UnstyledButton, useMantineColorScheme } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { JSX } from "react";
import { leftForGood } from "@/api/client";
import { session } from "@/api/queries";
import { closeStream } from "@/api/stream";
import { Icon } from "@/ui/icon/Icon";
import { sayFault } from "@/ui/toast/toast";
import { signOut } from "./api";
import { cx } from "@/ui/classes";
import { choose, language, LANGUAGES, type Language } from "@/language/chosen";
import { t } from "@/language/t";
import css from "./shell.module.css";
import layout from "@/ui/layout/layout.module.css";

const STILL_ENGLISH = t(
  "Faults, reasons and the why are in German; sentences of reports are still in English.",
);

/** What this tab kept, such as comments that were begun, also by pages that are not open now. */
function forget(): void {
  try {
    Object.keys(window.sessionStorage)
      .filter((key) => key.startsWith("loopline."))
      .forEach((key) => window.sessionStorage.removeItem(key));
  } catch {
    // Where the browser keeps nothing, nothing is to be forgotten.
  }
}

export function WhoMenu(): JSX.Element {
  const { data } = useQuery(session());
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const name = data?.person?.name ?? t("Signed in");
  const leave = async () => {
    try {
      await signOut();
      leftForGood.ring();
      forget();
      closeStream();
      queries.clear();
      await navigate({ to: "/sign-in" });
    } catch (error) {
      sayFault(error);
    }
  };
  const schemes = [
    { value: "light", label: t("Light"), icon: "sun" },
    { value: "dark", label: t("Dark"), icon: "moon" },
    { value: "auto", label: t("As the system"), icon: "desktop" },
  ] as const;
  return (
    <Menu position="right-end" width={220}>
      <Menu.Target>
        <UnstyledButton className={cx(css.room, css.who)}>
          <span className={css.initial} aria-hidden>
            {name.charAt(0).toUpperCase()}
          </span>
          <span className={cx(css.roomName, layout.clip)}>{name}</span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{data?.person?.email ?? ""}</Menu.Label>
        {schemes.map((one) => (
          <Menu.Item
            key={one.value}
            leftSection={<Icon name={one.icon} />}
            rightSection={colorScheme === one.value ? <Icon name="check" size={14} /> : null}
            onClick={() => setColorScheme(one.value)}
          >
            {one.label}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Label>{t("Language")}</Menu.Label>
        {Object.entries(LANGUAGES).map(([id, own]) => (
          <Menu.Item
            key={id}
            lang={id}
            leftSection={<Icon name="text" />}
            rightSection={id === language ? <Icon name="check" size={14} /> : null}
            onClick={() => choose(id as Language)}
          >
            {own}
          </Menu.Item>
        ))}
        {language === "en" ? null : <Menu.Label>{STILL_ENGLISH}</Menu.Label>}
        <Menu.Divider />
        {data?.state === "guest" ? (
          <Menu.Item
            leftSection={<Icon name="key" />}
            onClick={() => void navigate({ to: "/setup" })}
          >
            {t("Make it your own")}
          </Menu.Item>
        ) : (
          <Menu.Item leftSection={<Icon name="out" />} onClick={() => void leave()}>
            {t("Sign out")}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
