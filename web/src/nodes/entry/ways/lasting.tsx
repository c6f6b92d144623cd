/** What ways in share that ask for something that holds for a while: whether it begins or ceases, and who is there already. */
import { Radio, Select } from "@mantine/core";
import type { JSX } from "react";
import { writeRow } from "@/canvas/rules/writeRow";
import type { Trigger } from "@/canvas/document";
import layout from "@/ui/layout/layout.module.css";
import { cx } from "@/ui/classes";
import { Counted } from "../../fields/Counted";
import type { Edits } from "./way";
import { t } from "@/language/t";

const member = (of: "in_segment" | "in_list", name: string) =>
  writeRow({ kind: "member", of, name, negated: false });

/** The condition of those of whom it holds; "" while it is not chosen. */
export function asked(trigger: Trigger): string {
  const { list, when, account_list: ofAccount } = trigger;
  const segment = trigger.segment || trigger.account_segment;
  if (segment) return member("in_segment", segment);
  if (ofAccount) return `account.in_list(${JSON.stringify(ofAccount)})`;
  return list ? member("in_list", list) : (when ?? "");
}

export const LASTING = ["leaves", "existing", "where"] as const;

/** A new one writes down that nobody enters at the publish: people are written to by a choice, not by a box left alone. */
export const begins = (): Trigger => ({ existing: "skip" });

/** It begins, or it ceases; of what ceases nobody can be there already. */
export function Direction({
  trigger,
  set,
  joins,
  leaves,
}: Edits & { joins: string; leaves: string }): JSX.Element {
  return (
    <Select
      label={t("When")}
      allowDeselect={false}
      data={[
        { value: "joins", label: joins },
        { value: "leaves", label: leaves },
      ]}
      value={trigger.leaves ? "leaves" : "joins"}
      onChange={(way) =>
        set(
          way === "leaves"
            ? { leaves: true, existing: undefined }
            : { leaves: undefined, existing: begins().existing },
        )
      }
    />
  );
}

/** Those of whom it holds already: how many they are, and what becomes of them. */
export function Already({ trigger, set }: Edits): JSX.Element | null {
  if (trigger.leaves) return null;
  return (
    <Radio.Group
      label={t("People of whom it already holds when you publish")}
      value={trigger.existing ?? "enter"}
      onChange={(existing) => set({ existing })}
    >
      <div className={cx(layout.stack, layout.tight)}>
        <Counted when={asked(trigger)} quiet />
        <Radio value="enter" label={t("Enter now")} />
        <Radio value="skip" label={t("Stay out: only who comes to match later")} />
      </div>
    </Radio.Group>
  );
}
