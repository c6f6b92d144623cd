/** A brand: who signs, and the colours of every mail, light and dark. */
import { ColorInput, NumberInput, TextInput } from "@mantine/core";
import type { JSX } from "react";
import type { FormProps } from "./TemplateForm";
import { rowOf, textOf, without } from "./values";
import { t } from "@/language/t";
import css from "./ContentEditor.module.css";

const TEXTS: [field: string, label: string, hint: string][] = [
  ["name", t("Name"), t("Who writes; it stands in the footer.")],
  [
    "address",
    t("Postal address"),
    t("The law of many countries asks for it in every marketing mail."),
  ],
  ["url", t("Website"), ""],
  ["logo", t("Logo"), t("The address of a picture; empty: the name stands there.")],
  ["font", t("Fonts"), t("Arial, Helvetica, sans-serif (default)")],
  ["support", t("Help"), t("An address for those who are stuck.")],
];
const COLOURS: [field: string, label: string][] = [
  ["canvas", t("Ground")],
  ["card", t("Card")],
  ["text", t("Text")],
  ["muted", t("Second text")],
  ["link", t("Links")],
  ["button", t("Button")],
  ["button_text", t("On the button")],
  ["line", t("Lines")],
];
const SIDES: [field: string, label: string][] = [
  ["light", t("Light")],
  ["dark", t("Dark")],
];

export function BrandForm({ document, onChange }: FormProps): JSX.Element {
  return (
    <>
      {TEXTS.map(([field, label, hint]) => (
        <TextInput
          key={field}
          label={label}
          description={hint}
          value={textOf(document[field])}
          onChange={(event) => onChange({ [field]: event.currentTarget.value || undefined })}
        />
      ))}
      <NumberInput
        label={t("Width of the logo, in pixels")}
        placeholder={t("140 (default)")}
        min={16}
        max={600}
        value={typeof document.logo_width === "number" ? document.logo_width : ""}
        onChange={(value) => onChange({ logo_width: Number(value) || undefined })}
      />
      {SIDES.map(([side, title]) => (
        <section key={side} aria-label={t`${title} colours`}>
          <h3>{title}</h3>
          <div className={css.colours}>
            {COLOURS.map(([field, label]) => (
              <ColorInput
                key={field}
                label={label}
                placeholder={t("default")}
                format="hex"
                value={textOf(rowOf(document[side])[field])}
                onChange={(value) => {
                  const rest = without(rowOf(document[side]), field);
                  const next = value ? { ...rest, [field]: value } : rest;
                  onChange({ [side]: Object.keys(next).length ? next : undefined });
                }}
              />
            ))}
          </div>
        </section>
      ))}
    </>
  );
}
