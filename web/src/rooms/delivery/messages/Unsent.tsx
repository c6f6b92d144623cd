/** What was not sent, and who did not enter: a row each, with the reason. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { JSX, ReactNode } from "react";
import { rowsOf } from "@/api/pages";
import type { UnsentLine } from "@/api/wire";
import { localTimes, spoken } from "@/ui/format/format";
import { More } from "@/ui/more/More";
import { Await } from "@/ui/await/Await";
import { Badge, type Tone } from "@/ui/badge/Badge";
import { Table, type Column } from "@/ui/table/Table";
import { cx } from "@/ui/classes";
import layout from "@/ui/layout/layout.module.css";
import { AgoCell, PlaceCell } from "./cells";
import { unsent, type UnsentFilter } from "./api";
import { t } from "@/language/t";

/** What stands in the filter of the messages' list, and what the server calls it; "" is all of them. */
export const UNSENT: Record<string, UnsentFilter["kind"]> = {
  unsent: "",
  gate: "refused",
  withheld: "withheld",
  deferred: "deferred",
  not_entered: "not_entered",
};

const WORDS: Record<string, [words: string, tone: Tone]> = {
  refused: [t("not sent"), "bad"],
  withheld: [t("held out"), "warn"],
  deferred: [t("put off"), "info"],
  not_entered: [t("did not enter"), ""],
};

export function Unsent({
  filter,
  none,
}: {
  filter: UnsentFilter;
  /** What stands here when there is nothing of it. */
  none: ReactNode;
}): JSX.Element {
  const query = useInfiniteQuery(unsent(filter));
  return (
    <Await query={query} lines={9}>
      {(data) => {
        const rows = rowsOf(data, (one) => one.key);
        if (rows.length === 0) return <div className={layout.card}>{none}</div>;
        return (
          <>
            <div className={layout.card}>
              <Table label={t("Not sent")} columns={COLUMNS} rows={rows} keyOf={(one) => one.key} />
            </div>
            <More
              shown={rows.length}
              of={rows.length === 1 ? t("line") : t("lines")}
              query={query}
            />
          </>
        );
      }}
    </Await>
  );
}

const COLUMNS: Column<UnsentLine>[] = [
  { name: t("Why"), cell: ({ fact }) => <span>{localTimes(fact.text)}</span> },
  {
    name: t("Person"),
    cell: (one) => (
      <Link
        className={cx(layout.link, layout.clip)}
        to="/people/$id"
        params={{ id: one.person }}
        search={{ tab: "why", journey: one.fact.journey }}
        title={one.person}
      >
        {one.person_name || one.person}
      </Link>
    ),
    phone: "plain",
  },
  {
    name: t("Journey"),
    cell: ({ fact }) => <PlaceCell of={fact} />,
    phone: "none",
  },
  {
    name: t("Status"),
    cell: ({ fact }) => {
      const [words, tone] = WORDS[fact.kind] ?? [spoken(fact.kind), ""];
      return <Badge tone={tone}>{words}</Badge>;
    },
    phone: "plain",
  },
  {
    name: t("When"),
    right: true,
    cell: ({ fact }) => <AgoCell at={fact.at} />,
    phone: "plain",
  },
];
