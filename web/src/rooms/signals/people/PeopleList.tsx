/** Find a person. */
import { Button, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useState, type JSX } from "react";
import { people } from "./api";
import { rowsOf } from "@/api/pages";
import type { PersonLine } from "@/api/wire";
import { ago, longDay } from "@/ui/format/format";
import { Icon } from "@/ui/icon/Icon";
import { More } from "@/ui/more/More";
import { Await } from "@/ui/await/Await";
import { Empty } from "@/ui/empty/Empty";
import { PageHead } from "@/ui/page/PageHead";
import { initials } from "@/ui/format/person";
import { Table, type Column } from "@/ui/table/Table";
import { cx } from "@/ui/classes";
import { t } from "@/language/t";
import layout from "@/ui/layout/layout.module.css";
import avatars from "./avatar.module.css";

/** So often an empty list is asked for again: the first person appears by themselves. */
const FIRST_MS = 2_000;

export function PeopleList(): JSX.Element {
  const { q = "" } = useSearch({ from: "/inside/people" });
  const navigate = useNavigate();
  const [typed, setTyped] = useState(q);
  const [wanted] = useDebouncedValue(typed, 250);
  useEffect(() => {
    void navigate({ to: "/people", search: wanted ? { q: wanted } : {}, replace: true });
  }, [wanted, navigate]);
  const query = useInfiniteQuery({
    ...people(wanted),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.pages[0]?.rows.length ? false : FIRST_MS),
  });
  return (
    <div className={layout.page}>
      <PageHead
        title={t("People")}
        text={t("Everybody who did something, with all that is known and all that was decided.")}
      >
        <Button
          component={Link}
          to="/catalog"
          variant="default"
          leftSection={<Icon name="signal" size={15} />}
        >
          {t("Tracking plan")}
        </Button>
      </PageHead>
      <TextInput
        size="md"
        leftSection={<Icon name="search" />}
        placeholder={t("Id, name or e-mail")}
        aria-label={t("Search people")}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        mb={14}
      />
      <Await query={query} lines={9}>
        {(data) => {
          const rows = rowsOf(data, (one) => one.person);
          if (rows.length === 0)
            return (
              <div className={layout.card}>
                <Nobody wanted={wanted} />
              </div>
            );
          return (
            <>
              <div className={layout.card}>
                <Table
                  label={t("People")}
                  columns={COLUMNS}
                  rows={rows}
                  keyOf={(one) => one.person}
                  onOpen={(one) => void navigate({ to: "/people/$id", params: { id: one.person } })}
                />
              </div>
              <More
                shown={rows.length}
                of={rows.length === 1 ? t("person") : t("people")}
                query={query}
              />
            </>
          );
        }}
      </Await>
    </div>
  );
}

const nothing = <span className={layout.dim}>—</span>;

const COLUMNS: Column<PersonLine>[] = [
  {
    name: t("Person"),
    cell: (one) => (
      <div className={layout.row}>
        <span className={avatars.avatar} aria-hidden>
          {initials(one.name || one.person)}
        </span>
        <div className={layout.grow}>
          <Link to="/people/$id" params={{ id: one.person }}>
            <b>{one.name || one.person}</b>
          </Link>
          {one.name ? (
            <div className={cx(layout.small, layout.dim, layout.mono, layout.clip)}>
              {one.person}
            </div>
          ) : null}
        </div>
      </div>
    ),
  },
  {
    name: t("E-mail"),
    cell: (one) => (one.email ? <span className={layout.clip}>{one.email}</span> : nothing),
    phone: "plain",
  },
  { name: t("Account"), cell: (one) => one.account ?? nothing, phone: "none" },
  {
    name: t("Last seen"),
    right: true,
    cell: (one) => (
      <span
        className={cx(layout.dim, layout.num)}
        title={one.last_seen_at ? longDay(one.last_seen_at) : ""}
      >
        {one.last_seen_at ? ago(one.last_seen_at) : t("never")}
      </span>
    ),
    phone: "plain",
  },
];

function Nobody({ wanted }: { wanted: string }): JSX.Element {
  return wanted ? (
    <Empty icon="search" title={t`Nobody fits "${wanted}"`}>
      {t("Search for the start of an id, or a part of a name or an e-mail address.")}
    </Empty>
  ) : (
    <Empty
      icon="people"
      art="people"
      title={t("Nobody is known yet")}
      actions={
        <Button component={Link} to="/start">
          {t("Send a first event")}
        </Button>
      }
    >
      {t(
        "People appear here with their first signal: an event, a field, a consent. Nothing needs to be set up for them first.",
      )}
    </Empty>
  );
}
