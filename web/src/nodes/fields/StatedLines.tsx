/** Values stated by name, a line each: constants, or = with now() or a field behind it. */
import { ActionIcon, Button } from "@mantine/core";
import { useState, type JSX } from "react";
import { readLiteral } from "@/canvas/rules/row";
import { freeId, type Json } from "@/canvas/document";
import { Icon } from "@/ui/icon/Icon";
import { cx } from "@/ui/classes";
import layout from "@/ui/layout/layout.module.css";
import { PathField } from "./NameFields";
import { TypedBox } from "./TypedBox";
import { t } from "@/language/t";
import fields from "./fields.module.css";
import css from "./StatedLines.module.css";

interface Props {
  title: string;
  /** What one line names, such as "Trait". */
  noun: string;
  add: string;
  hint?: string;
  /** Where they stand in the document. */
  place?: string;
  stated: Record<string, Json> | undefined;
  /** Undefined: nothing is stated any more. `merge` names the field that was typed in. */
  onChange: (stated: Record<string, Json> | undefined, merge: string) => void;
}

const shown = (value: Json) => (typeof value === "string" ? value : JSON.stringify(value));

export function StatedLines({
  title,
  noun,
  add,
  hint,
  place,
  stated,
  onChange,
}: Props): JSX.Element {
  const entries = Object.entries(stated ?? {});
  // A name on its way to a longer one may be that of another line for a moment: two of one name would be one line.
  const [taken, setTaken] = useState<{ at: number; name: string } | null>(null);
  const put = (all: [string, Json][], merge: string) => {
    setTaken(null);
    onChange(all.length ? Object.fromEntries(all) : undefined, merge);
  };
  const rename = (at: number, name: string) => {
    if (entries.some(([other], index) => index !== at && other === name)) setTaken({ at, name });
    else
      put(
        entries.map((one, index) => (index === at ? [name, one[1]] : one)),
        `key${at}`,
      );
  };
  return (
    <>
      <div className={fields.fieldLabel}>{title}</div>
      {entries.map(([key, value], at) => (
        <div className={css.line} key={at} data-at={place ? `${place}.${key}` : undefined}>
          <PathField
            className={layout.grow}
            label={`${noun} ${at + 1}`}
            hideLabel
            value={taken?.at === at ? taken.name : key}
            error={taken?.at === at ? t("Another line has this name.") : undefined}
            onChange={(next) => rename(at, next)}
          />
          <TypedBox
            className={layout.grow}
            aria-label={t`Value of ${key}`}
            value={shown(value)}
            onChange={(typed) => {
              put(
                entries.map((one, index) => (index === at ? [one[0], readLiteral(typed)] : one)),
                `value${at}`,
              );
            }}
          />
          <ActionIcon
            mt={3}
            variant="subtle"
            color="gray"
            aria-label={t`Do not set ${key}`}
            onClick={() =>
              put(
                entries.filter((_, index) => index !== at),
                "remove",
              )
            }
          >
            <Icon name="trash" size={14} />
          </ActionIcon>
        </div>
      ))}
      <p
        className={cx(layout.small, layout.dim)}
      >{t`${hint ? `${hint} ` : ""}A value that begins with = is worked out: =now(), =event.plan.`}</p>
      <div>
        <Button
          variant="default"
          size="xs"
          leftSection={<Icon name="plus" size={14} />}
          onClick={() => put([...entries, [freeId(noun.toLowerCase(), stated ?? {}), ""]], "add")}
        >
          {add}
        </Button>
      </div>
    </>
  );
}
