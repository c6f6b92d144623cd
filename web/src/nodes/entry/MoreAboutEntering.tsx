/** What is seldom said of the entry: passages side by side, how many there may be, and what comes late. */
import { NumberInput, Switch, TextInput } from "@mantine/core";
import type { JSX } from "react";
import type { Entry, Reentry } from "@/canvas/document";
import { DurationField } from "../fields/DurationField";
import { Fold } from "../fields/Fold";
import { t } from "@/language/t";

interface Props {
  entry: Entry;
  set: (part: Partial<Entry>, merge?: string) => void;
}

/** As many as come is an empty box, and nothing in the document. */
const limit = (value: string | number) => Number(value) || undefined;

export function MoreAboutEntering({ entry, set }: Props): JSX.Element {
  const reentry = entry.reentry ?? {};
  const { key, concurrent, at_once, times } = reentry;
  const again = (part: Partial<Reentry>, merge?: string) =>
    set({ reentry: { ...reentry, ...part } }, merge);
  return (
    <Fold title={t("More about entering")} open={Boolean(key || concurrent || at_once || times)}>
      <TextInput
        label={t("Separate by")}
        description={t("A property of the event, such as event.order_id: once inside for each.")}
        value={key ?? ""}
        onChange={(event) => again({ key: event.currentTarget.value || undefined }, "entry.key")}
      />
      <Switch
        label={t("Several times inside at once")}
        checked={concurrent ?? false}
        onChange={(event) =>
          again(
            event.currentTarget.checked
              ? { concurrent: true }
              : { concurrent: undefined, at_once: undefined },
          )
        }
      />
      {concurrent || at_once ? (
        <NumberInput
          label={t("At most so many at the same time")}
          placeholder={t("as many as come")}
          min={1}
          allowDecimal={false}
          value={at_once || ""}
          onChange={(most) => again({ at_once: limit(most) }, "entry.at_once")}
        />
      ) : null}
      <NumberInput
        label={t("At most so many times in all")}
        description={t("Whoever has entered so often does not enter again.")}
        placeholder={t("as often as they come")}
        min={1}
        allowDecimal={false}
        value={times || ""}
        onChange={(most) => again({ times: limit(most) }, "entry.times")}
      />
      <DurationField
        label={t("A late event still counts within")}
        value={entry.lateness ?? "1d"}
        onChange={(lateness) => set({ lateness }, "entry.lateness")}
      />
    </Fold>
  );
}
