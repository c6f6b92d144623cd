/** The lists that anybody is on. */
import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import type { JSX } from "react";
import { rowsOf } from "@/api/pages";
import type { ListSize } from "@/api/wire";
import { Await } from "@/ui/await/Await";
import { Empty } from "@/ui/empty/Empty";
import { count } from "@/ui/format/format";
import { More } from "@/ui/more/More";
import { PageHead } from "@/ui/page/PageHead";
import { Table, type Column } from "@/ui/table/Table";
import layout from "@/ui/layout/layout.module.css";
import { exportOf, lists } from "./api";
import { rich } from "@/language/rich";
import { t } from "@/language/t";

export function ListsPage(): JSX.Element {
  const query = useInfiniteQuery(lists());
  const navigate = useNavigate();
  return (
    <div className={layout.page}>
      <PageHead
        title={t("Lists")}
        text={t(
          "A list holds the people that were put on it: from a file, by a journey, or one by one. Who fits a rule belongs in a segment instead.",
        )}
      >
        <Button component={Link} to="/imports">
          {t("New list from a file")}
        </Button>
      </PageHead>
      <Await query={query}>
        {(data) => {
          const rows = rowsOf(data, (one) => one.name);
          if (rows.length === 0)
            return (
              <div className={layout.card}>
                <Empty
                  icon="people"
                  art="people"
                  title={t("Nobody is on a list yet")}
                  actions={
                    <Button component={Link} to="/imports">
                      {t("Import a file")}
                    </Button>
                  }
                >{rich`Import a file with a column ${(<code>list</code>)}, let a journey put people on one by its Update step, or do it on a person's page.`}</Empty>
              </div>
            );
          return (
            <>
              <div className={layout.card}>
                <Table
                  label={t("Lists")}
                  columns={COLUMNS}
                  rows={rows}
                  keyOf={(one) => one.name}
                  onOpen={(one) =>
                    void navigate({ to: "/lists/$name", params: { name: one.name } })
                  }
                />
              </div>
              <More shown={rows.length} of={t("lists")} query={query} />
            </>
          );
        }}
      </Await>
    </div>
  );
}

const COLUMNS: Column<ListSize>[] = [
  {
    name: t("List"),
    cell: (one) => (
      <Link to="/lists/$name" params={{ name: one.name }}>
        <b>{one.name}</b>
      </Link>
    ),
    phone: "line",
  },
  { name: t("People"), right: true, cell: (one) => count(one.people) },
  { name: t("Accounts"), right: true, cell: (one) => count(one.accounts ?? 0) },
  {
    name: t("File"),
    right: true,
    cell: (one) => (
      <a className={layout.link} href={exportOf(one.name)} download>
        {t("Export")}
      </a>
    ),
    phone: "plain",
  },
];
