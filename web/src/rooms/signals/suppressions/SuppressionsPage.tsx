/** Addresses that must not be written to, why, since when; and lifting that, with a reason. */
import { Button, Select, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useState, type JSX } from "react";
import { rowsOf } from "@/api/pages";
import type { SuppressionLine } from "@/api/wire";
import { Await } from "@/ui/await/Await";
import { Badge } from "@/ui/badge/Badge";
import { channelName } from "@/ui/channel/channel";
import { cx } from "@/ui/classes";
import { Empty } from "@/ui/empty/Empty";
import { ago, when } from "@/ui/format/format";
import { Icon } from "@/ui/icon/Icon";
import { More } from "@/ui/more/More";
import { PageHead } from "@/ui/page/PageHead";
import { Table, type Column } from "@/ui/table/Table";
import layout from "@/ui/layout/layout.module.css";
import { suppressions } from "./api";
import { AddSuppression, LiftSuppression } from "./dialogs";
import { t } from "@/language/t";
import css from "./SuppressionsPage.module.css";

const REASONS: Record<string, string> = {
  bounced: t("bounced for good"),
  complained: t("complained"),
  manual: t("entered by hand"),
  unsubscribed: t("unsubscribed"),
};
const CHANNELS = ["email", "sms", "whatsapp"];

export function SuppressionsPage(): JSX.Element {
  const [typed, setTyped] = useState("");
  const [q] = useDebouncedValue(typed, 250);
  const [channel, setChannel] = useState<string | null>(null);
  const [reason, setReason] = useState<string | null>(null);
  const [adding, setAdding] = useState(false);
  const [lifting, setLifting] = useState<SuppressionLine | null>(null);
  const query = useInfiniteQuery({
    ...suppressions({ q, channel: channel ?? "", reason: reason ?? "" }),
    placeholderData: keepPreviousData,
  });
  const filtered = Boolean(q || channel || reason);
  return (
    <div className={layout.page}>
      <PageHead
        title={t("Suppressed")}
        text={t(
          "Addresses that are not written to, whoever has them now or later: what bounced, who complained, what somebody entered.",
        )}
      >
        <Button onClick={() => setAdding(true)}>{t("Add an address")}</Button>
      </PageHead>
      <div className={css.filter}>
        <TextInput
          leftSection={<Icon name="search" />}
          aria-label={t("Search addresses")}
          placeholder={t("A part of the address")}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Select
          aria-label={t("Channel")}
          placeholder={t("All channels")}
          clearable
          data={CHANNELS.map((value) => ({ value, label: channelName(value) }))}
          value={channel}
          onChange={setChannel}
        />
        <Select
          aria-label={t("Reason")}
          placeholder={t("Any reason")}
          clearable
          data={Object.entries(REASONS).map(([value, label]) => ({ value, label }))}
          value={reason}
          onChange={setReason}
        />
      </div>
      <Await query={query}>
        {(data) => {
          const rows = rowsOf(data, keyOf);
          return (
            <>
              <div className={layout.card}>
                {rows.length === 0 ? (
                  <Empty
                    icon="shield"
                    title={filtered ? t("No address fits") : t("No address is suppressed")}
                  >
                    {filtered
                      ? t("Take the channel, the reason or a letter away.")
                      : t(
                          "What bounces for good or complains stands here by itself, with the reason. You can add addresses by hand.",
                        )}
                  </Empty>
                ) : (
                  <Table
                    label={t("Suppressed addresses")}
                    columns={columnsOf(setLifting)}
                    rows={rows}
                    keyOf={keyOf}
                  />
                )}
              </div>
              <More shown={rows.length} of={t("addresses")} query={query} />
            </>
          );
        }}
      </Await>
      {adding ? <AddSuppression channels={CHANNELS} onClose={() => setAdding(false)} /> : null}
      {lifting ? <LiftSuppression line={lifting} onClose={() => setLifting(null)} /> : null}
    </div>
  );
}

const keyOf = (one: SuppressionLine): string =>
  [one.channel, one.address, one.reason, one.topic].join(" ");

const columnsOf = (lift: (line: SuppressionLine) => void): Column<SuppressionLine>[] => [
  { name: t("Address"), cell: (one) => <b>{one.address}</b>, phone: "line" },
  { name: t("Channel"), cell: (one) => channelName(one.channel), phone: "plain" },
  {
    name: t("Why"),
    cell: (one) => (
      <div>
        <Badge dot={false}>{REASONS[one.reason] ?? one.reason}</Badge>
        {one.topic ? t` from ${one.topic}` : ""}
        {one.note ? <div className={cx(layout.small, layout.dim)}>{one.note}</div> : null}
      </div>
    ),
    phone: "line",
  },
  {
    name: t("Since"),
    cell: (one) => (
      <span className={cx(layout.dim, layout.nowrap)} title={when(one.since)}>
        {ago(one.since)}
        {one.by ? t` by ${one.by}` : ""}
      </span>
    ),
  },
  {
    name: t("Acts"),
    right: true,
    cell: (one) => (
      <Button size="xs" variant="default" onClick={() => lift(one)}>
        {t("Lift")}
      </Button>
    ),
    phone: "plain",
  },
];
