/** Find an account. */
import { Button, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState, type JSX } from "react";
import { rowsOf } from "@/api/pages";
import type { AccountLine } from "@/api/wire";
import { Await } from "@/ui/await/Await";
import { cx } from "@/ui/classes";
import { Empty } from "@/ui/empty/Empty";
import { count } from "@/ui/format/format";
import { Icon } from "@/ui/icon/Icon";
import { More } from "@/ui/more/More";
import { PageHead } from "@/ui/page/PageHead";
import { Table, type Column } from "@/ui/table/Table";
import layout from "@/ui/layout/layout.module.css";
import { accounts } from "./api";
import { t } from "@/language/t";

export function AccountList(): JSX.Element {
  const [typed, setTyped] = useState("");
  const [q] = useDebouncedValue(typed, 250);
  const navigate = useNavigate();
  const query = useInfiniteQuery({ ...accounts(q), placeholderData: keepPreviousData });
  return (
    <div className={layout.page}>
      <PageHead
        title={t("Accounts")}
        text={t(
          "Companies and other groups of people who buy together. A journey may enter by account, and write to the one who decides.",
        )}
      />
      <TextInput
        size="md"
        leftSection={<Icon name="search" />}
        placeholder={t("Id or name")}
        aria-label={t("Search accounts")}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        mb={14}
      />
      <Await query={query}>
        {(data) => {
          const rows = rowsOf(data, (one) => one.account);
          return (
            <>
              <div className={layout.card}>
                {rows.length === 0 ? (
                  <NoAccount wanted={q} />
                ) : (
                  <Table
                    label={t("Accounts")}
                    columns={COLUMNS}
                    rows={rows}
                    keyOf={(one) => one.account}
                    onOpen={(one) =>
                      void navigate({ to: "/accounts/$id", params: { id: one.account } })
                    }
                  />
                )}
              </div>
              <More shown={rows.length} of={t("accounts")} query={query} />
            </>
          );
        }}
      </Await>
    </div>
  );
}

const COLUMNS: Column<AccountLine>[] = [
  {
    name: t("Account"),
    cell: (one) => (
      <div>
        <Link to="/accounts/$id" params={{ id: one.account }}>
          <b>{one.name || one.account}</b>
        </Link>
        {one.name ? (
          <div className={cx(layout.small, layout.dim, layout.mono)}>{one.account}</div>
        ) : null}
      </div>
    ),
    phone: "line",
  },
  { name: t("Members"), right: true, cell: (one) => count(one.members) },
];

function NoAccount({ wanted }: { wanted: string }): JSX.Element {
  return wanted ? (
    <Empty icon="search" title={t`No account fits "${wanted}"`}>
      {t("Search for a part of its id or of its name.")}
    </Empty>
  ) : (
    <Empty
      icon="people"
      art="people"
      title={t("No account yet")}
      actions={
        <Button component={Link} to="/start">
          {t("See how signals are sent")}
        </Button>
      }
    >
      {t(
        "Accounts group people who buy together. Send a group call with an account id for a person and the account appears.",
      )}
    </Empty>
  );
}
