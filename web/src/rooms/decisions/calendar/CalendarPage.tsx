/** Month or week: what is planned, what is held until when, and what left; every day as a list on a phone. */
import { ActionIcon, Button, SegmentedControl, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState, type JSX } from "react";
import type { Calendar } from "@/api/wire";
import { Await } from "@/ui/await/Await";
import { cx } from "@/ui/classes";
import { Empty } from "@/ui/empty/Empty";
import { Icon } from "@/ui/icon/Icon";
import layout from "@/ui/layout/layout.module.css";
import { PageHead } from "@/ui/page/PageHead";
import { calendar } from "./api";
import { Day } from "./Day";
import { daysAround, dateIn, monthName, moved, type Span } from "./days";
import { t } from "@/language/t";
import css from "./Calendar.module.css";

const SPANS = [
  { value: "month", label: t("Month") },
  { value: "week", label: t("Week") },
];
const WEEKDAYS = [t("Mon"), t("Tue"), t("Wed"), t("Thu"), t("Fri"), t("Sat"), t("Sun")];

export function CalendarPage(): JSX.Element {
  const [span, setSpan] = useState<Span>("month");
  const [day, setDay] = useState(() => dateIn(Date.now(), "UTC"));
  const [journey, setJourney] = useState<string | null>(null);
  const days = daysAround(day, span);
  const query = useQuery(calendar(days[0]!, days.at(-1)!));
  return (
    <div className={layout.page}>
      <PageHead
        title={t("Calendar")}
        text={t(
          "What your schedules and broadcasts will send, what waits for its hour, and what has left.",
        )}
      >
        <Button component={Link} to="/broadcasts/new" leftSection={<Icon name="plus" size={15} />}>
          {t("New broadcast")}
        </Button>
      </PageHead>
      <div className={css.tools}>
        <div className={layout.row}>
          <ActionIcon
            variant="default"
            aria-label={span === "month" ? t("The month before") : t("The week before")}
            onClick={() => setDay(moved(day, span, -1))}
          >
            <Icon name="left" size={15} />
          </ActionIcon>
          <ActionIcon
            variant="default"
            aria-label={span === "month" ? t("The next month") : t("The next week")}
            onClick={() => setDay(moved(day, span, 1))}
          >
            <Icon name="right" size={15} />
          </ActionIcon>
          <Button
            variant="default"
            size="xs"
            onClick={() => setDay(query.data?.today ?? dateIn(Date.now(), "UTC"))}
          >
            {t("Today")}
          </Button>
          <h2 aria-live="polite">{monthName(day)}</h2>
        </div>
        <div className={cx(layout.row, layout.wrap)}>
          <Which data={query.data} value={journey} onChange={setJourney} />
          <SegmentedControl
            size="xs"
            aria-label={t("Month or week")}
            data={SPANS}
            value={span}
            onChange={(value) => setSpan(value === "week" ? "week" : "month")}
          />
        </div>
      </div>
      <Await query={query}>
        {(data) => <Grid data={data} days={days} span={span} of={day} journey={journey} />}
      </Await>
    </div>
  );
}

/** The journeys and broadcasts that the calendar shows, to look at one alone. */
function Which({
  data,
  value,
  onChange,
}: {
  data: Calendar | undefined;
  value: string | null;
  onChange: (journey: string | null) => void;
}): JSX.Element {
  const names = new Map(
    [...(data?.planned ?? []), ...(data?.held ?? [])].map((one) => [one.journey, one.name]),
  );
  return (
    <Select
      size="xs"
      aria-label={t("Which journey or broadcast")}
      placeholder={t("All journeys and broadcasts")}
      clearable
      searchable
      data={[...names].map(([id, name]) => ({ value: id, label: name }))}
      value={value !== null && names.has(value) ? value : null}
      onChange={onChange}
    />
  );
}

interface GridProps {
  data: Calendar;
  days: string[];
  span: Span;
  of: string;
  journey: string | null;
}

function grouped<T>(all: T[], dayOf: (one: T) => string): Map<string, T[]> {
  const found = new Map<string, T[]>();
  for (const one of all) found.set(dayOf(one), [...(found.get(dayOf(one)) ?? []), one]);
  return found;
}

function Grid({ data, days, span, of, journey }: GridProps): JSX.Element {
  const wanted = <T extends { journey: string }>(all: T[]) =>
    journey === null ? all : all.filter((one) => one.journey === journey);
  const planned = grouped(wanted(data.planned), (one) => dateIn(one.at, data.zone));
  const held = grouped(wanted(data.held), (one) => one.day);
  const sent = new Map(data.sent.map((one) => [one.day, one.channels]));
  const isEmpty =
    data.planned.length + data.held.length === 0 && data.sent.every((one) => !one.channels.length);
  return (
    <>
      {isEmpty ? (
        <div className={cx(layout.card, css.empty)}>
          <Empty
            icon="history"
            title={t("Nothing is planned here")}
            actions={
              <Button component={Link} to="/broadcasts/new">
                {t("Write a broadcast")}
              </Button>
            }
          >
            {t(
              "Broadcasts, the times of schedules, and messages that wait for their hour stand on their days. Journeys that answer what people do have no day of their own.",
            )}
          </Empty>
        </div>
      ) : null}
      <div className={css.names} aria-hidden>
        {WEEKDAYS.map((one) => (
          <span key={one}>{one}</span>
        ))}
      </div>
      <ul className={css.grid} data-span={span} aria-label={t`Days of ${monthName(of)}`}>
        {days.map((day) => (
          <Day
            key={day}
            day={day}
            zone={data.zone}
            isToday={day === data.today}
            isPast={day < data.today}
            isBeside={span === "month" && day.slice(0, 7) !== of.slice(0, 7)}
            planned={planned.get(day) ?? []}
            held={held.get(day) ?? []}
            sent={journey === null ? (sent.get(day) ?? []) : []}
          />
        ))}
      </ul>
      <p
        className={cx(layout.small, layout.dim)}
      >{t`Days and times are those of ${data.zone.replace(/_/g, " ")}.${data.more ? t(" More is planned than is shown: look at a week.") : ""}`}</p>
    </>
  );
}
