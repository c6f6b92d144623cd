/** Ways in: an account comes into a segment or onto a list, or leaves it, and chooses who of its members enters. */
import type { JSX } from "react";
import { cx } from "@/ui/classes";
import layout from "@/ui/layout/layout.module.css";
import { ListField } from "../../fields/MemberFields";
import { Already, begins, Direction, LASTING } from "./lasting";
import { SegmentChoice } from "./segment";
import type { Edits, Way, WayProps } from "./way";
import { t } from "@/language/t";

function State({ trigger, set }: Edits): JSX.Element {
  return (
    <>
      <Direction
        trigger={trigger}
        set={set}
        joins={t("The account joins it")}
        leaves={t("The account leaves it")}
      />
      <Already trigger={trigger} set={set} />
      <p className={cx(layout.small, layout.dim)}>
        {t("Once an account, however many members it has. It decides who enters, below.")}
      </p>
    </>
  );
}

function SegmentFields({ trigger, set }: WayProps): JSX.Element {
  return (
    <>
      <SegmentChoice
        value={trigger.account_segment ?? ""}
        onChange={(account_segment) => set({ account_segment })}
      />
      <State trigger={trigger} set={set} />
    </>
  );
}

function ListFields({ trigger, set }: WayProps): JSX.Element {
  return (
    <>
      <ListField
        label={t("List")}
        value={trigger.account_list ?? ""}
        onChange={(account_list) => set({ account_list }, "account_list")}
      />
      <State trigger={trigger} set={set} />
    </>
  );
}

export const accountSegment: Way = {
  kind: "account_segment",
  name: t("An account comes into a segment, or out of it"),
  text: t("A segment that asks accounts alone."),
  owns: LASTING,
  create: () => ({ account_segment: "", ...begins() }),
  words: ({ account_segment: id, leaves }, segmentName) =>
    t`when their account ${leaves ? t("leaves") : t("joins")} ${id ? t`the segment ${segmentName(id)}` : t("a segment")}`,
  Fields: SegmentFields,
};

export const accountList: Way = {
  kind: "account_list",
  name: t("An account comes onto a list, or off it"),
  text: t("The account is put on it, taken off it, or its time there ends."),
  owns: LASTING,
  create: () => ({ account_list: "", ...begins() }),
  words: ({ account_list: name, leaves }) =>
    t`when their account ${leaves ? t("leaves") : t("joins")} ${name ? t`the list ${name}` : t("a list")}`,
  Fields: ListFields,
};
