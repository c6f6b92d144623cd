/** The items of one catalog. */
import { ActionIcon } from "@mantine/core";
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useState, type JSX } from "react";
import type { Row } from "@/api/wire";
import { Await } from "@/ui/await/Await";
import { Confirm } from "@/ui/confirm/Confirm";
import { Empty } from "@/ui/empty/Empty";
import { count, plain } from "@/ui/format/format";
import { Icon } from "@/ui/icon/Icon";
import { More } from "@/ui/more/More";
import { PageHead } from "@/ui/page/PageHead";
import { Table, type Column } from "@/ui/table/Table";
import { say, sayFault } from "@/ui/toast/toast";
import layout from "@/ui/layout/layout.module.css";
import { catalogOf, items, removeItem } from "./api";
import { rich } from "@/language/rich";
import { t } from "@/language/t";

/** So many fields fit beside each other; the others are in the document. */
const SHOWN = 6;

const idOf = (item: Row): string => String(item.id);

export function CatalogItemsPage(): JSX.Element {
  const { id } = useParams({ from: "/inside/catalogs/$id" });
  const { data: line } = useQuery(catalogOf(id));
  const query = useInfiniteQuery(items(id));
  const queries = useQueryClient();
  const [going, setGoing] = useState<string | null>(null);
  const drop = useMutation({
    mutationFn: (item: string) => removeItem(id, item),
    onSuccess: () => {
      setGoing(null);
      say(t("The item is taken out."));
      void queries.invalidateQueries({ queryKey: ["catalogs"] });
    },
    onError: sayFault,
  });
  return (
    <div className={layout.page}>
      <PageHead
        above={
          <Link to="/catalogs" className={layout.link}>
            {t("Catalogs")}
          </Link>
        }
        title={line?.name || id}
        text={line ? t`${count(line.items)} items, version ${count(line.version)}.` : undefined}
      />
      <Await query={query}>
        {(data) => {
          const rows = data.pages.flatMap((page) => page.rows);
          return (
            <>
              <div className={layout.card}>
                {rows.length === 0 ? (
                  <Empty
                    icon="book"
                    title={t("No item yet")}
                  >{rich`Send items by the API (PUT /api/catalogs/${id}/items) or by ${(<code>loopline catalog import</code>)}.`}</Empty>
                ) : (
                  <Table
                    label={t("Items")}
                    columns={columnsOf(rows, setGoing)}
                    rows={rows}
                    keyOf={idOf}
                  />
                )}
              </div>
              <More shown={rows.length} of={t("items")} query={query} />
            </>
          );
        }}
      </Await>
      {going === null ? null : (
        <Confirm
          title={t`Take ${going} out?`}
          act={t("Take it out")}
          danger
          busy={drop.isPending}
          onAct={() => drop.mutate(going)}
          onClose={() => setGoing(null)}
        >
          {t("Messages that look it up find nothing from then on.")}
        </Confirm>
      )}
    </div>
  );
}

function columnsOf(rows: readonly Row[], take: (item: string) => void): Column<Row>[] {
  const fields = [...new Set(rows.flatMap((one) => Object.keys(one)))].filter(
    (field) => field !== "id",
  );
  return [
    { name: "id", cell: (one) => <b>{idOf(one)}</b>, phone: "line" },
    ...fields.slice(0, SHOWN).map((field): Column<Row> => ({
      name: field,
      cell: (one) => <span className={layout.clip}>{plain(one[field] ?? "")}</span>,
    })),
    {
      name: t("Acts"),
      right: true,
      cell: (one) => (
        <ActionIcon
          variant="subtle"
          color="red"
          aria-label={t`Take ${idOf(one)} out`}
          onClick={() => take(idOf(one))}
        >
          <Icon name="trash" size={15} />
        </ActionIcon>
      ),
      phone: "plain",
    },
  ];
}
