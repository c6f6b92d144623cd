/** The way from a page to the list above it. */
import { Button } from "@mantine/core";
import { Link, useLocation } from "@tanstack/react-router";
import type { JSX } from "react";
import { SECTIONS, SETTINGS } from "./sections";
import { t } from "@/language/t";

export function BackLink(): JSX.Element {
  const { pathname } = useLocation();
  const list = [...SECTIONS, SETTINGS]
    .flatMap((section) => section.pages)
    .find((page) => pathname.startsWith(`${page.to}/`));
  return (
    <Button component={Link} to={list?.to ?? "/"}>
      {list ? t`All of: ${list.name}` : t("Home")}
    </Button>
  );
}
