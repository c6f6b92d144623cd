/** Every broadcast: when it leaves, to whom, and what came of it. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import type { JSX } from "react";
import type { BroadcastLine } from "@/api/wire";
import { scheduleWords } from "@/canvas/schedule";
import { Await } from "@/ui/await/Await";
import { Badge, type Tone } from "@/ui/badge/Badge";
import { channelName } from "@/ui/channel/channel";
import { cx } from "@/ui/classes";
import { Empty } from "@/ui/empty/Empty";
import { capital, count, spoken } from "@/ui/format/format";
import { Icon } from "@/ui/icon/Icon";
import layout from "@/ui/layout/layout.module.css";
import { PageHead } from "@/ui/page/PageHead";
import { Table, type Column } from "@/ui/table/Table";
import { broadcasts } from "./api";
import { t } from "@/language/t";

const TONES: Record<BroadcastLine["standing"], Tone> = {
  scheduled: "info",
  sending: "info",
  sent: "good",
  paused: "warn",
  stopped: "bad",
};

export function BroadcastsPage(): JSX.Element {
  const query = useQuery(broadcasts());
  return (
    <div className={layout.page}>
      <PageHead
        title={t("Broadcasts")}
        text={t(
          "One message to many people, once. You see exactly who gets it, and when, before it leaves.",
        )}
      >
        <Button component={Link} to="/broadcasts/new" leftSection={<Icon name="plus" size={15} />}>
          {t("New broadcast")}
        </Button>
      </PageHead>
      <Await query={query}>
        {({ broadcasts: all }) =>
          all.length ? (
            <List all={all} />
          ) : (
            <div className={layout.card}>
              <Empty
                icon="messages"
                title={t("No broadcast yet")}
                actions={
                  <Button component={Link} to="/broadcasts/new">
                    {t("Write the first one")}
                  </Button>
                }
              >
                {t(
                  "Choose a segment, write one message and a time. The number on the button is the number of people who get it, and everybody else is named with the reason.",
                )}
              </Empty>
            </div>
          )
        }
      </Await>
    </div>
  );
}

function List({ all }: { all: BroadcastLine[] }): JSX.Element {
  const navigate = useNavigate();
  return (
    <div className={layout.card}>
      <Table
        label={t("Broadcasts")}
        columns={COLUMNS}
        rows={all}
        keyOf={(one) => one.journey}
        onOpen={(one) => void navigate({ to: "/journeys/$id", params: { id: one.journey } })}
      />
    </div>
  );
}

/** What came of it, the largest part first in words that say what happened. */
function fate(one: BroadcastLine): string {
  const parts = [
    one.sent ? t`${count(one.sent)} sent` : "",
    one.kept ? t`${count(one.kept)} in the sandbox` : "",
    one.waiting ? t`${count(one.waiting)} waiting` : "",
    one.queued ? t`${count(one.queued)} wait for their hour` : "",
    one.refused ? t`${count(one.refused)} not sent` : "",
    one.withheld ? t`${count(one.withheld)} held out` : "",
  ].filter(Boolean);
  return parts.join(" · ") || (one.standing === "scheduled" ? t("Not yet") : t("Nothing was sent"));
}

const COLUMNS: Column<BroadcastLine>[] = [
  {
    name: t("Broadcast"),
    cell: (one) => (
      <div>
        <b>
          <Link to="/journeys/$id" params={{ id: one.journey }}>
            {one.name}
          </Link>
        </b>
        <div
          className={cx(layout.small, layout.dim)}
        >{t`${channelName(one.channel)} to ${one.audience || t("everybody")}`}</div>
      </div>
    ),
  },
  {
    name: t("State"),
    cell: (one) => <Badge tone={TONES[one.standing]}>{spoken(one.standing)}</Badge>,
    phone: "plain",
  },
  {
    name: t("When"),
    cell: (one) => (
      <span>
        {capital(scheduleWords(one.schedule))}
        {one.zone === "person" ? (
          <span className={cx(layout.small, layout.dim)}> {t("on each person's clock")}</span>
        ) : null}
        {one.per_hour ? (
          <div className={cx(layout.small, layout.dim)}>{t`${count(one.per_hour)} an hour`}</div>
        ) : null}
      </span>
    ),
    phone: "line",
  },
  { name: t("What came of it"), cell: (one) => <span className={layout.num}>{fate(one)}</span> },
  {
    name: t("Converted"),
    right: true,
    cell: (one) => <span className={layout.num}>{count(one.conversions)}</span>,
  },
  {
    name: t("Result"),
    right: true,
    cell: (one) =>
      one.entered ? (
        <Link className={layout.link} to="/results/$id" params={{ id: one.journey }}>
          {t("Report")}
        </Link>
      ) : (
        <span className={cx(layout.small, layout.dim)}>{t("After the send")}</span>
      ),
    phone: "plain",
  },
];
