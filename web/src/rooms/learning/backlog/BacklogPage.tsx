/** Ideas by what they promise for their effort: born of what the figures say, or written down by somebody. */
import { Button, SegmentedControl } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState, type JSX } from "react";
import type { BacklogItem } from "@/api/wire";
import { Await } from "@/ui/await/Await";
import { Badge } from "@/ui/badge/Badge";
import { cx } from "@/ui/classes";
import { Empty } from "@/ui/empty/Empty";
import { Icon } from "@/ui/icon/Icon";
import { PageHead } from "@/ui/page/PageHead";
import { Table, type Column } from "@/ui/table/Table";
import { say, sayFault } from "@/ui/toast/toast";
import layout from "@/ui/layout/layout.module.css";
import { backlog, lookNow } from "./api";
import { ItemDialog } from "./ItemDialog";
import { promiseOf, SOURCES, STATES } from "./words";
import { t } from "@/language/t";

const FILTERS = [
  { value: "open", label: t("Open") },
  { value: "done", label: t("Done") },
  { value: "dismissed", label: t("Dismissed") },
];

export function BacklogPage(): JSX.Element {
  const [state, setState] = useState("open");
  const [edited, setEdited] = useState<BacklogItem | "new" | null>(null);
  const query = useQuery(backlog(state));
  return (
    <div className={layout.page}>
      <PageHead
        title={t("Backlog")}
        text={t(
          "What is worth improving next, by what it promises for its effort. Steps that lose people, failed checks, full caps, ended comparisons and alarms stand here by themselves, each once.",
        )}
      >
        <LookNow />
        <Button leftSection={<Icon name="plus" size={15} />} onClick={() => setEdited("new")}>
          {t("Add an idea")}
        </Button>
      </PageHead>
      <div className={layout.stack}>
        <div>
          <SegmentedControl
            aria-label={t("Which items")}
            data={FILTERS}
            value={state}
            onChange={setState}
          />
        </div>
        <Await query={query}>
          {(data) => (
            <div className={layout.card}>
              {data.items.length === 0 ? (
                <Nothing state={state} add={() => setEdited("new")} />
              ) : (
                <Table
                  label={t("Backlog")}
                  columns={columnsOf(setEdited)}
                  rows={data.items}
                  keyOf={(one) => one.id}
                />
              )}
            </div>
          )}
        </Await>
      </div>
      {edited ? (
        <ItemDialog item={edited === "new" ? null : edited} onClose={() => setEdited(null)} />
      ) : null}
    </div>
  );
}

function LookNow(): JSX.Element {
  const queries = useQueryClient();
  const look = useMutation({
    mutationFn: lookNow,
    onSuccess: ({ born }) => {
      say(born === 0 ? t("Nothing new was found.") : t`${born} new in the backlog.`);
      void queries.invalidateQueries({ queryKey: ["backlog"] });
      void queries.invalidateQueries({ queryKey: ["home"] });
    },
    onError: sayFault,
  });
  return (
    <Button variant="default" loading={look.isPending} onClick={() => look.mutate()}>
      {t("Look at the figures now")}
    </Button>
  );
}

function Nothing({ state, add }: { state: string; add: () => void }): JSX.Element {
  if (state !== "open")
    return (
      <Empty
        icon="check"
        title={state === "done" ? t("Nothing is done yet") : t("Nothing is dismissed")}
      >
        {t("Choose “Open” to see what is.")}
      </Empty>
    );
  return (
    <Empty
      icon="results"
      title={t("No idea yet")}
      actions={<Button onClick={add}>{t("Add an idea")}</Button>}
    >
      {t("Ideas come from drop-offs, guards and ended tests. Add the first, with what you expect.")}
    </Empty>
  );
}

const columnsOf = (edit: (one: BacklogItem) => void): Column<BacklogItem>[] => [
  { name: t("What"), cell: (one) => <What one={one} />, phone: "line" },
  {
    name: t("State"),
    cell: (one) => <Badge tone={STATES[one.state].tone}>{STATES[one.state].name}</Badge>,
    phone: "plain",
  },
  {
    name: t("Expected"),
    cell: (one) => <span className={layout.num}>{promiseOf(one) || t("not said")}</span>,
  },
  { name: t("Owner"), cell: (one) => one.owner || t("nobody") },
  {
    name: t("Due"),
    cell: (one) =>
      one.is_due ? (
        <Badge tone="warn">{one.due}</Badge>
      ) : (
        <span className={layout.nowrap}>{one.due || "—"}</span>
      ),
  },
  {
    name: t("Acts"),
    right: true,
    cell: (one) => (
      <Button
        size="xs"
        variant="default"
        aria-label={t`Edit ${one.title}`}
        onClick={() => edit(one)}
      >
        {t("Edit")}
      </Button>
    ),
    phone: "plain",
  },
];

function What({ one }: { one: BacklogItem }): JSX.Element {
  return (
    <div>
      <b>{one.title}</b>
      <div className={cx(layout.small, layout.dim)}>
        {one.evidence || one.hypothesis}
        {one.note ? ` — ${one.note}` : ""}
      </div>
      <div className={cx(layout.small, layout.dim)}>
        {one.source === "hand" ? t`by ${one.created_by}` : t`from ${SOURCES[one.source]}`}
        {one.journey ? (
          <>
            {", "}
            <Link to="/journeys/$id" params={{ id: one.journey }} className={layout.link}>
              {one.journey_name}
            </Link>
            {one.node_name ? `, ${one.node_name}` : ""}
          </>
        ) : null}
      </div>
    </div>
  );
}
