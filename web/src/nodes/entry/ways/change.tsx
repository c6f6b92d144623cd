/** A way in: a trait of the person or the account changes. */
import { useState, type JSX } from "react";
import { fieldWords, literalWords } from "@/canvas/rules/words";
import type { Literal } from "@/canvas/rules/row";
import { PathField, ValueField } from "../../fields/NameFields";
import { bare, typed } from "../../fields/rules/RuleParts";
import type { Way, WayProps } from "./way";
import { useBoxes } from "../../fields/boxes";
import { t } from "@/language/t";
import css from "./ways.module.css";

type Value = Literal | undefined;

const isAny = (value: Value): value is null | undefined => value === null || value === undefined;
const read = (text: string): Value => (text === "" ? undefined : (typed(text) ?? undefined));
const written = (value: Value) => (isAny(value) ? "" : value === "" ? '""' : bare(value));

/** A value, or none for whatever it is. What somebody types stays as it is typed: 1.0 may become 1.05. */
function Side({
  label,
  field,
  value,
  onChange,
}: {
  label: string;
  field: string;
  value: Value;
  onChange: (value: Value) => void;
}): JSX.Element {
  const [text, setText] = useState(() => written(value));
  return (
    <ValueField
      label={label}
      hideLabel={false}
      placeholder={t("any value")}
      field={field}
      value={read(text) === (value ?? undefined) ? text : written(value)}
      onChange={(next) => {
        setText(next);
        onChange(read(next));
      }}
    />
  );
}

function Fields({ trigger, set }: WayProps): JSX.Element {
  const box = useBoxes();
  const field = trigger.change ?? "";
  return (
    <>
      <PathField
        label={t("Field")}
        {...box("change")}
        value={field}
        onChange={(change) => set({ change }, "change")}
      />
      <div className={css.pair}>
        <Side
          label={t("From")}
          field={field}
          value={trigger.from}
          onChange={(from) => set({ from }, "from")}
        />
        <Side
          label={t("To")}
          field={field}
          value={trigger.to}
          onChange={(to) => set({ to }, "to")}
        />
      </div>
    </>
  );
}

function words({ change: field, from, to }: { change?: string; from?: Value; to?: Value }): string {
  const name = field ? fieldWords(field) : t("a field");
  if (isAny(from))
    return isAny(to) ? t`when ${name} changes` : t`when ${name} becomes ${literalWords(to)}`;
  if (isAny(to)) return t`when ${name} is no longer ${literalWords(from)}`;
  return t`when ${name} goes from ${literalWords(from)} to ${literalWords(to)}`;
}

export const change: Way = {
  kind: "change",
  name: t("A field changes"),
  text: t("Of the person or the account, such as plan from free to pro."),
  owns: ["from", "to", "where"],
  create: () => ({ change: "" }),
  words,
  Fields,
};
