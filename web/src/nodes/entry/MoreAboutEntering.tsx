/** What is seldom said of the entry: passages side by side, how many there may be, and what comes late. */
import { Switch, TextInput } from "@mantine/core";
import type { JSX } from "react";
import type { Entry, Reentry } from "@/canvas/document";
import { useBoxes } from "../fields/boxes";
import { DurationField } from "../fields/DurationField";
import { Fold } from "../fields/Fold";
import { NumberBox } from "../fields/NumberBox";
import { t } from "@/language/t";

interface Props {
  entry: Entry;
  set: (part: Partial<Entry>, merge?: string) => void;
}

export function MoreAboutEntering({ entry, set }: Props): JSX.Element {
  const box = useBoxes();
  const reentry = entry.reentry ?? {};
  const { key, concurrent, at_once, times } = reentry;
  const again = (part: Partial<Reentry>, merge?: string) =>
    set({ reentry: { ...reentry, ...part } }, merge);
  return (
    <Fold title={t("More about entering")} open={Boolean(key || concurrent || at_once || times)}>
      <TextInput
        label={t("Separate by")}
        {...box("entry.reentry.key")}
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
        <NumberBox
          label={t("At most so many at the same time")}
          {...box("entry.reentry.at_once")}
          placeholder={t("as many as come")}
          min={1}
          allowDecimal={false}
          value={at_once || undefined}
          onChange={(most) => again({ at_once: most || undefined }, "entry.at_once")}
        />
      ) : null}
      <NumberBox
        label={t("At most so many times in all")}
        {...box("entry.reentry.times")}
        description={t("Whoever has entered so often does not enter again.")}
        placeholder={t("as often as they come")}
        min={1}
        allowDecimal={false}
        value={times || undefined}
        onChange={(most) => again({ times: most || undefined }, "entry.times")}
      />
      <DurationField
        label={t("A late event still counts within")}
        {...box("entry.lateness")}
        value={entry.lateness ?? ""}
        fallback="1d"
        onChange={(lateness) => set({ lateness: lateness || undefined }, "entry.lateness")}
      />
    </Fold>
  );
}
