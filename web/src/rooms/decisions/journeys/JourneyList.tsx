/** All journeys: state, people inside, conversions and what they caused. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useDeferredValue, useMemo, useState, type JSX } from "react";
import { journeys } from "@/api/queries";
import type { JourneyLine } from "@/api/wire";
import { ago, compact, points, when } from "@/ui/format/format";
import { rateBeside } from "@/ui/format/rate";
import { Icon } from "@/ui/icon/Icon";
import { Interval } from "@/ui/interval/Interval";
import { Await } from "@/ui/await/Await";
import { StateBadge } from "@/ui/badge/Badge";
import { Empty } from "@/ui/empty/Empty";
import { PageHead } from "@/ui/page/PageHead";
import { Table, type Column } from "@/ui/table/Table";
import { cx } from "@/ui/classes";
import layout from "@/ui/layout/layout.module.css";
import { BulkBar } from "./BulkBar";
import { selecting, Tags } from "./columns";
import { EVERYTHING, fits, hasShelf, ordered, tagsFor, type Filter, type Order } from "./shelf";
import { ListTools } from "./ListTools";
import { ShelfNav } from "./ShelfNav";
import { t } from "@/language/t";
import css from "./JourneyList.module.css";
import shelf from "./shelf.module.css";

const PAGE = 60;

export function JourneyList(): JSX.Element {
  const query = useQuery(journeys());
  return (
    <div className={layout.page}>
      <PageHead
        title={t("Journeys")}
        text={t("What to do next, for each person, as signals come in.")}
      >
        <Button component={Link} to="/journeys/new" leftSection={<Icon name="plus" size={15} />}>
          {t("New journey")}
        </Button>
      </PageHead>
      <Await query={query}>
        {(data) => (data.journeys.length ? <List all={data.journeys} /> : <Nothing />)}
      </Await>
    </div>
  );
}

function Nothing(): JSX.Element {
  return (
    <div className={layout.card}>
      <Empty
        icon="journeys"
        title={t("No journey yet")}
        actions={
          <>
            <Button component={Link} to="/journeys/new">
              {t("Start from a template")}
            </Button>
            <Button component={Link} to="/start" variant="default">
              {t("Send a first event")}
            </Button>
          </>
        }
      >
        {t(
          "A journey begins when somebody does something, waits, decides and sends, and ends when its goal is reached. Begin with one that has worked for others and make it yours.",
        )}
      </Empty>
    </div>
  );
}

function List({ all }: { all: JourneyLine[] }): JSX.Element {
  const [filter, setFilter] = useState<Filter>(EVERYTHING);
  const [order, setOrder] = useState<Order>("changed");
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [shown, setShown] = useState(PAGE);
  const { state } = filter;
  const wanted = useDeferredValue(filter.text.trim().toLowerCase());
  const onFilter = (part: Partial<Filter>) => setFilter((now) => ({ ...now, ...part }));
  const lines = useMemo(
    () =>
      ordered(
        all.filter((one) => fits(one, { ...filter, text: wanted })),
        order,
      ),
    [all, filter, wanted, order],
  );
  const inState = all.filter((one) => fits(one, { ...EVERYTHING, state }));
  const selected = lines.filter((one) => chosen.has(one.id));
  const navigate = useNavigate();
  const reach =
    Math.max(
      0.001,
      ...lines.flatMap((one) =>
        one.lift ? [Math.abs(one.lift.low ?? 0), Math.abs(one.lift.high ?? 0)] : [],
      ),
    ) * 1.1;
  const columns = useMemo(
    () => [selecting(chosen, setChosen), ...columnsFor(reach)],
    [chosen, reach],
  );
  return (
    <>
      <ListTools all={all} filter={filter} onFilter={onFilter} order={order} onOrder={setOrder} />
      <BulkBar
        chosen={selected}
        all={all}
        shown={lines.length}
        onAll={() => setChosen(new Set(lines.map((one) => one.id)))}
        onNone={() => setChosen(new Set())}
      />
      <div className={shelf.beside} data-alone={hasShelf(all) ? undefined : true}>
        <ShelfNav lines={inState} filter={filter} onFilter={onFilter} />
        <div className={layout.card}>
          {lines.length === 0 ? (
            <Empty icon="search" title={t("No journey fits")}>
              {t("Take a part of the search away, or look at another state, folder or tag.")}
            </Empty>
          ) : (
            <Table
              label={t("Journeys")}
              columns={columns}
              rows={lines.slice(0, shown)}
              keyOf={(one) => one.id}
              onOpen={(one) => void navigate({ to: "/journeys/$id", params: { id: one.id } })}
            />
          )}
        </div>
      </div>
      {lines.length > shown ? (
        <Button
          variant="subtle"
          mt={10}
          onClick={() => setShown(shown + 4 * PAGE)}
        >{t`Show ${Math.min(4 * PAGE, lines.length - shown)} more of ${lines.length}`}</Button>
      ) : null}
    </>
  );
}

const columnsFor = (reach: number): Column<JourneyLine>[] => [
  {
    name: t("Journey"),
    cell: (one) => (
      <div className={css.journeyCell}>
        <b>
          <Link to="/journeys/$id" params={{ id: one.id }}>
            {one.name || one.id}
          </Link>
        </b>
        <span className={cx(layout.small, layout.dim, layout.clip)}>
          {[one.goal ? t`for ${one.goal}` : t("no goal yet"), one.owner]
            .filter(Boolean)
            .join(" · ")}
        </span>
        <Tags all={tagsFor(one)} />
      </div>
    ),
  },
  {
    name: t("State"),
    cell: (one) => (
      <span className={layout.row}>
        <StateBadge state={one.state} />
        {one.version ? (
          <span className={cx(layout.small, layout.dim, layout.num)}>v{one.version}</span>
        ) : null}
      </span>
    ),
    phone: "plain",
  },
  {
    name: t("Inside now"),
    right: true,
    cell: (one) => <span className={layout.num}>{compact(one.people_inside)}</span>,
  },
  {
    name: t("Entered"),
    right: true,
    cell: (one) => <span className={layout.num}>{compact(one.entered)}</span>,
  },
  {
    name: t("Converted"),
    right: true,
    cell: (one) => (
      <div className={cx(layout.num, css.converted)}>
        {compact(one.conversions)}
        <div className={cx(layout.small, layout.dim)}>
          {rateBeside(one.conversions, one.entered)}
        </div>
      </div>
    ),
  },
  {
    name: t("Lift against holdout"),
    cell: (one) => <LiftCell one={one} reach={reach} />,
    phone: "plain",
  },
  {
    name: t("Changed"),
    right: true,
    cell: (one) => (
      <span className={cx(layout.dim, layout.num, layout.nowrap)} title={when(one.changed_at)}>
        {ago(one.changed_at)}
      </span>
    ),
  },
];

function LiftCell({ one, reach }: { one: JourneyLine; reach: number }): JSX.Element {
  const lift = one.lift;
  if (!lift)
    return (
      <span className={cx(layout.dim, layout.small)}>
        {one.state === "draft" ? "" : t("no lift yet")}
      </span>
    );
  const settled =
    lift.verdict === "lift" || lift.verdict === "harm" || lift.verdict === "no_difference_seen";
  if (!settled || lift.estimate === null)
    return (
      <span className={cx(layout.dim, layout.small)} title={lift.reason}>
        {lift.verdict === "guard_failed" ? t("a check failed") : t("not enough data yet")}
      </span>
    );
  return (
    <Link to="/results/$id" params={{ id: one.id }} className={css.liftCell} title={lift.reason}>
      <Interval estimate={lift.estimate} low={lift.low} high={lift.high} reach={reach} width={96} />
      <span className={cx(layout.num, layout.small)}>{points(lift.estimate)}</span>
    </Link>
  );
}
