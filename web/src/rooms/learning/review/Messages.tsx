/** The messages of a week by channel, beside the week before. */
import type { JSX } from "react";
import type { ChannelWeek, Review } from "@/api/wire";
import { channelName } from "@/ui/channel/channel";
import { count } from "@/ui/format/format";
import { Table, type Column } from "@/ui/table/Table";
import { t } from "@/language/t";
import layout from "@/ui/layout/layout.module.css";

type Week = Review["figures"];

export function Messages({ now, before }: { now: Week; before: Week }): JSX.Element {
  return (
    <>
      <p>{t`${count(now.people)} people entered (the week before ${count(before.people)}), and ${count(now.goals)} reached a goal (the week before ${count(before.goals)}).`}</p>
      {now.channels.length === 0 ? (
        <p className={layout.dim}>{t("No message left.")}</p>
      ) : (
        <Table
          label={t("Messages by channel")}
          columns={columnsOf(before)}
          rows={now.channels}
          keyOf={(one) => `${one.channel} ${one.kept}`}
          flush
        />
      )}
    </>
  );
}

const earlier = (before: Week, one: ChannelWeek): number =>
  before.channels.find((was) => was.channel === one.channel && was.kept === one.kept)?.messages ??
  0;

const number = (name: string, value: (one: ChannelWeek) => number): Column<ChannelWeek> => ({
  name,
  cell: (one) => <span className={layout.num}>{count(value(one))}</span>,
  right: true,
});

/** Nothing comes back of what the sandbox kept. */
const cameBack = (name: string, value: (one: ChannelWeek) => number): Column<ChannelWeek> => ({
  name,
  cell: (one) => <span className={layout.num}>{one.kept ? "—" : count(value(one))}</span>,
  right: true,
});

const columnsOf = (before: Week): Column<ChannelWeek>[] => [
  {
    name: t("Channel"),
    cell: (one) => (
      <>
        <b>{channelName(one.channel)}</b>
        {one.kept ? t(" kept in the sandbox") : ""}
      </>
    ),
    phone: "line",
  },
  number(t("Messages"), (one) => one.messages),
  number(t("Week before"), (one) => earlier(before, one)),
  number(t("People"), (one) => one.people),
  number(t("Most to one"), (one) => one.most),
  cameBack(t("Bounced"), (one) => one.bounced),
  cameBack(t("Complained"), (one) => one.complained),
  cameBack(t("Unsubscribed"), (one) => one.unsubscribed),
];
