/** A piece of code with a button that copies it. */
import { ActionIcon, Tooltip } from "@mantine/core";
import { useState, type JSX } from "react";
import { Icon } from "../icon/Icon";
import { t } from "@/language/t";
import css from "./CopyBlock.module.css";

export function CopyBlock({
  text,
  label = t("Copy"),
}: {
  text: string;
  label?: string;
}): JSX.Element {
  const [copied, setCopied] = useState(false);
  const copy = () => {
    void navigator.clipboard?.writeText(text).then(() => {
      setCopied(true);
      setTimeout(() => setCopied(false), 1600);
    });
  };
  return (
    <div className={css.code}>
      <pre tabIndex={0} aria-label={t("Code")}>
        {text}
      </pre>
      <Tooltip label={copied ? t("Copied") : label}>
        <ActionIcon variant="default" size="sm" onClick={copy} aria-label={label}>
          <Icon name={copied ? "check" : "copy"} size={14} />
        </ActionIcon>
      </Tooltip>
    </div>
  );
}
