/** The outbox: every message, what became of it; and what was not sent. */
import { Button, Select, TextInput } from "@mantine/core";
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import type { JSX } from "react";
import { messages, type MessageFilter } from "@/api/queries";
import { rowsOf } from "@/api/pages";
import { journeys } from "@/api/queries";
import type { MessageLine } from "@/api/wire";
import { Icon } from "@/ui/icon/Icon";
import { More } from "@/ui/more/More";
import { channelIcon, channelName } from "@/ui/channel/channel";
import { Await } from "@/ui/await/Await";
import { StatusBadge } from "@/ui/badge/Badge";
import { Empty } from "@/ui/empty/Empty";
import { PageHead } from "@/ui/page/PageHead";
import { Table, type Column } from "@/ui/table/Table";
import { cx } from "@/ui/classes";
import layout from "@/ui/layout/layout.module.css";
import css from "./MessageList.module.css";
import { AgoCell, PlaceCell } from "./cells";
import { UNSENT, Unsent } from "./Unsent";
import { t } from "@/language/t";

/** What the outbox knows of a message; opens and clicks are receipts, on the message's own page. */
const IN_OUTBOX = [
  { value: "pending", label: t("waits to be sent") },
  { value: "sent", label: t("sent, or in the sandbox") },
  { value: "held", label: t("held for an answer") },
  { value: "unknown", label: t("fate unknown") },
  { value: "refused", label: t("refused") },
  { value: "failed", label: t("failed") },
];
const STATUSES = [
  { group: t("Messages"), items: IN_OUTBOX },
  {
    group: t("Not sent"),
    items: [
      { value: "unsent", label: t("not sent, for any reason") },
      { value: "gate", label: t("not sent, a rule said no") },
      { value: "withheld", label: t("held out") },
      { value: "deferred", label: t("put off") },
      { value: "not_entered", label: t("did not enter") },
    ],
  },
];

/** So often an empty list is asked for again: the first message appears by itself. */
const FIRST_MS = 2_000;

export function MessageList(): JSX.Element {
  const filter = useSearch({ from: "/inside/messages" });
  const navigate = useNavigate();
  const query = useInfiniteQuery({
    ...messages(filter),
    enabled: !(filter.status && filter.status in UNSENT),
    refetchInterval: ({ state }) => (state.data?.pages[0]?.rows.length ? 15_000 : FIRST_MS),
    placeholderData: keepPreviousData,
  });
  const { data: all } = useQuery(journeys());
  const set = (patch: MessageFilter) => {
    const next = Object.fromEntries(
      Object.entries({ ...filter, ...patch }).filter(([, value]) => value),
    );
    void navigate({ to: "/messages", search: next, replace: true });
  };
  const filtered = Object.keys(filter).length > 0;
  const kind = UNSENT[filter.status ?? ""];
  const none = (
    <NoMessage filtered={filtered} onAll={() => void navigate({ to: "/messages", search: {} })} />
  );
  const { person, journey } = filter;
  return (
    <div className={layout.page}>
      <PageHead
        title={t("Messages")}
        text={t(
          "Each send to one person, with its attempts and what came back; and what was not sent, with its reason.",
        )}
      />
      <div className={css.listFilter}>
        <Select
          size="xs"
          aria-label={t("Journey")}
          placeholder={t("All journeys")}
          clearable
          allowDeselect
          searchable
          data={(all?.journeys ?? []).map((one) => ({ value: one.id, label: one.name || one.id }))}
          value={filter.journey ?? null}
          onChange={(journey) => set({ journey: journey ?? undefined })}
        />
        <Select
          size="xs"
          aria-label={t("Status")}
          placeholder={t("Any status")}
          clearable
          allowDeselect
          data={STATUSES}
          value={filter.status ?? null}
          onChange={(status) => set({ status: status ?? undefined })}
        />
        <TextInput
          size="xs"
          aria-label={t("Person")}
          placeholder={t("Id of a person, then Enter")}
          defaultValue={filter.person ?? ""}
          onKeyDown={(event) => {
            if (event.key === "Enter") set({ person: event.currentTarget.value || undefined });
          }}
        />
      </div>
      {kind === undefined ? (
        <Await query={query} lines={9}>
          {(data) => {
            const rows = rowsOf(data, (one) => one.key);
            if (rows.length === 0)
              return filter.status ? (
                <div className={layout.card}>{none}</div>
              ) : (
                <Unsent filter={{ person, journey }} none={none} />
              );
            return (
              <>
                <div className={layout.card}>
                  <Table
                    label={t("Messages")}
                    columns={COLUMNS}
                    rows={rows}
                    keyOf={(one) => one.key}
                    onOpen={(one) =>
                      void navigate({ to: "/messages/$key", params: { key: one.key } })
                    }
                  />
                </div>
                <More
                  shown={rows.length}
                  of={rows.length === 1 ? t("message") : t("messages")}
                  query={query}
                />
              </>
            );
          }}
        </Await>
      ) : (
        <Unsent filter={{ person, journey, kind }} none={none} />
      )}
    </div>
  );
}

const COLUMNS: Column<MessageLine>[] = [
  {
    name: t("Message"),
    cell: (one) => (
      <div className={css.messageCell}>
        <span className={cx(layout.dim, css.channel)}>
          <Icon name={channelIcon(one.channel)} title={channelName(one.channel)} />
        </span>
        <Link className={layout.clip} to="/messages/$key" params={{ key: one.key }}>
          {one.subject || one.node_name || t`${channelName(one.channel)} message`}
        </Link>
      </div>
    ),
  },
  {
    name: t("Person"),
    cell: (one) => (
      <Link
        className={cx(layout.link, layout.clip)}
        to="/people/$id"
        params={{ id: one.person }}
        title={one.person}
      >
        {one.person_name || one.person}
      </Link>
    ),
    phone: "plain",
  },
  {
    name: t("Journey"),
    cell: (one) => <PlaceCell of={one} />,
    phone: "none",
  },
  {
    name: t("Status"),
    cell: (one) => <StatusBadge status={one.status} provider={one.provider} />,
    phone: "plain",
  },
  {
    name: t("Tries"),
    right: true,
    cell: (one) => <span className={layout.num}>{one.attempts}</span>,
    phone: "none",
  },
  {
    name: t("When"),
    right: true,
    cell: (one) => <AgoCell at={one.created_at} />,
    phone: "plain",
  },
];

function NoMessage({ filtered, onAll }: { filtered: boolean; onAll: () => void }): JSX.Element {
  return filtered ? (
    <Empty
      icon="search"
      title={t("No message fits")}
      actions={
        <Button variant="default" onClick={onAll}>
          {t("Show all")}
        </Button>
      }
    >
      {t("Take a filter away to see more.")}
    </Empty>
  ) : (
    <Empty
      icon="messages"
      art="messages"
      title={t("Nothing was sent yet")}
      actions={
        <Button component={Link} to="/journeys">
          {t("To the journeys")}
        </Button>
      }
    >
      {t(
        "When a journey sends, each message stands here with its attempts and answers. Without a provider it goes to the sandbox mailbox, so that you can look at it and nobody gets it.",
      )}
    </Empty>
  );
}
