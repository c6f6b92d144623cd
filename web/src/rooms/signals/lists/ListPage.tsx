/** One list: who is on it, and the way on and off it. */
import { ActionIcon, Button, TextInput } from "@mantine/core";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useState, type JSX } from "react";
import { rowsOf } from "@/api/pages";
import type { ListMember } from "@/api/wire";
import { Await } from "@/ui/await/Await";
import { Empty } from "@/ui/empty/Empty";
import { count } from "@/ui/format/format";
import { Icon } from "@/ui/icon/Icon";
import { More } from "@/ui/more/More";
import { PageHead } from "@/ui/page/PageHead";
import { Table, type Column } from "@/ui/table/Table";
import { say, sayFault } from "@/ui/toast/toast";
import layout from "@/ui/layout/layout.module.css";
import { exportOf, members, setOnList } from "./api";
import { t } from "@/language/t";
import css from "./ListPage.module.css";

export function ListPage(): JSX.Element {
  const { name } = useParams({ from: "/inside/lists/$name" });
  const query = useInfiniteQuery(members(name));
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [who, setWho] = useState("");
  const set = useMutation({
    mutationFn: ({ person, on }: { person: string; on: boolean }) => setOnList(person, name, on),
    onSuccess: (_, { person, on }) => {
      say(on ? t`${person} is put on ${name}.` : t`${person} is taken off ${name}.`);
      setWho("");
      for (const queryKey of [["list", name], ["lists"]])
        void queries.invalidateQueries({ queryKey });
    },
    onError: sayFault,
  });
  const people = query.data?.pages[0]?.people;
  const columns: Column<ListMember>[] = [
    ...COLUMNS,
    {
      name: t("Off the list"),
      right: true,
      phone: "plain",
      cell: (one) => (
        <ActionIcon
          variant="subtle"
          color="red"
          aria-label={t`Take ${one.name || one.person} off the list`}
          onClick={() => set.mutate({ person: one.person, on: false })}
        >
          <Icon name="close" size={15} />
        </ActionIcon>
      ),
    },
  ];
  return (
    <div className={layout.page}>
      <PageHead
        above={
          <Link to="/lists" className={layout.link}>
            {t("Lists")}
          </Link>
        }
        title={name}
        text={people === undefined ? undefined : t`${count(people)} people are on this list.`}
      >
        <Button component="a" href={exportOf(name)} download variant="default">
          {t("Export")}
        </Button>
      </PageHead>
      <form
        className={css.add}
        onSubmit={(event) => {
          event.preventDefault();
          set.mutate({ person: who.trim(), on: true });
        }}
      >
        <TextInput
          aria-label={t("Id of a person")}
          placeholder={t("Id of a person")}
          value={who}
          onChange={(event) => setWho(event.currentTarget.value)}
        />
        <Button size="xs" type="submit" loading={set.isPending} disabled={!who.trim()}>
          {t("Put on the list")}
        </Button>
      </form>
      <Await query={query}>
        {(data) => {
          const rows = rowsOf(data, (one) => one.person);
          return (
            <>
              <div className={layout.card}>
                {rows.length === 0 ? (
                  <Empty icon="people" title={t("Nobody is on it")}>
                    {t(
                      "Put somebody on it above, or import a file. A list that was emptied may take a moment to show it.",
                    )}
                  </Empty>
                ) : (
                  <Table
                    label={t`People on ${name}`}
                    columns={columns}
                    rows={rows}
                    keyOf={(one) => one.person}
                    onOpen={(one) =>
                      void navigate({ to: "/people/$id", params: { id: one.person } })
                    }
                  />
                )}
              </div>
              <More shown={rows.length} of={t("people")} query={query} />
            </>
          );
        }}
      </Await>
    </div>
  );
}

const COLUMNS: Column<ListMember>[] = [
  {
    name: t("Person"),
    cell: (one) => (
      <Link to="/people/$id" params={{ id: one.person }}>
        <b>{one.name || one.person}</b>
      </Link>
    ),
    phone: "line",
  },
  { name: t("E-mail"), cell: (one) => one.email || <span className={layout.dim}>—</span> },
];
