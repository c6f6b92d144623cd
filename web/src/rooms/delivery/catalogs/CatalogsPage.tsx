/** Every catalog, with what it holds. */
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import type { JSX } from "react";
import type { CatalogLine } from "@/api/wire";
import { Await } from "@/ui/await/Await";
import { Badge } from "@/ui/badge/Badge";
import { CopyBlock } from "@/ui/copy/CopyBlock";
import { Empty } from "@/ui/empty/Empty";
import { count } from "@/ui/format/format";
import { PageHead } from "@/ui/page/PageHead";
import { Table, type Column } from "@/ui/table/Table";
import layout from "@/ui/layout/layout.module.css";
import { catalogs } from "./api";
import { t } from "@/language/t";

export function CatalogsPage(): JSX.Element {
  const query = useQuery(catalogs());
  const navigate = useNavigate();
  return (
    <div className={layout.page}>
      <PageHead
        title={t("Catalogs")}
        text={t(
          "What you sell or write about. A message looks items up, so that it shows the right one at its price; a journey may begin when a price falls.",
        )}
      />
      <Await query={query}>
        {({ catalogs: all }) => (
          <div className={layout.card}>
            {all.length === 0 ? (
              <>
                <Empty icon="book" title={t("No catalog yet")}>
                  {t(
                    "A catalog is a document with its fields, and items that you send by the API or by a file.",
                  )}
                </Empty>
                <div className={layout.pad}>
                  <CopyBlock text={HOW} />
                </div>
              </>
            ) : (
              <Table
                label={t("Catalogs")}
                columns={COLUMNS}
                rows={all}
                keyOf={(one) => one.id}
                onOpen={(one) => void navigate({ to: "/catalogs/$id", params: { id: one.id } })}
              />
            )}
          </div>
        )}
      </Await>
    </div>
  );
}

const HOW = t(
  'loopline catalog add products.yaml --reason "our products" loopline catalog import products products.csv',
);

const COLUMNS: Column<CatalogLine>[] = [
  {
    name: t("Catalog"),
    cell: (one) => (
      <Link to="/catalogs/$id" params={{ id: one.id }}>
        <b>{one.name || one.id}</b>
      </Link>
    ),
    phone: "line",
  },
  { name: t("Items"), right: true, cell: (one) => count(one.items) },
  { name: t("Version"), right: true, cell: (one) => count(one.version) },
  {
    name: t("Found by"),
    cell: (one) => (
      <>
        {one.indexed.join(", ") || t("id")}
        {one.unindexed.length ? <Badge tone="warn">{t("an index is missing")}</Badge> : null}
      </>
    ),
    phone: "line",
  },
];
