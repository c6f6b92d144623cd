/** What the links of every message tell the web analytics of the page that they lead to. */
import { TextInput } from "@mantine/core";
import type { JSX } from "react";
import type { Workspace } from "@/api/wire";
import { cx } from "@/ui/classes";
import { t } from "@/language/t";
import layout from "@/ui/layout/layout.module.css";

type Utm = NonNullable<Workspace["utm"]>;
type Tag = Exclude<keyof Utm, "add">;

const TAGS: { name: Tag; label: string; example: string }[] = [
  { name: "source", label: t("Source"), example: "loopline" },
  { name: "medium", label: t("Medium"), example: "{{channel}}" },
  { name: "campaign", label: t("Campaign"), example: "{{journey}}" },
  { name: "content", label: t("Content"), example: "{{node}}" },
  { name: "term", label: t("Term"), example: "{{topic}}" },
];

export function LinkTags({
  utm,
  set,
}: {
  utm: Utm | undefined;
  set: (utm: Utm) => void;
}): JSX.Element {
  const put = (name: Tag, text: string) => {
    set({ ...utm, [name]: text || undefined });
  };
  return (
    <section className={cx(layout.card, layout.pad, layout.stack)} aria-label={t("Tags of links")}>
      <div>
        <h2>{t("Tags of links")}</h2>
        <p className={cx(layout.dim, layout.small)}>
          {t(
            "Added as UTM parameters to the links of every message; a message may say otherwise. {{journey}}, {{version}}, {{node}}, {{channel}} and {{topic}} say where it comes from.",
          )}
        </p>
      </div>
      <div className={cx(layout.row, layout.wrap)}>
        {TAGS.map(({ name, label, example }) => (
          <TextInput
            key={name}
            className={layout.grow}
            miw={140}
            label={label}
            placeholder={example}
            value={utm?.[name] ?? ""}
            onChange={(event) => put(name, event.currentTarget.value)}
          />
        ))}
      </div>
    </section>
  );
}
