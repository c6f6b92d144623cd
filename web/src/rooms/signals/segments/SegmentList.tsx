/** All segments: what they ask, whom they hold now, and which journeys decide by them. */
import { Button, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useDeferredValue, useState, type JSX } from "react";
import { catalog, segments } from "@/api/queries";
import type { SegmentLine } from "@/api/wire";
import { segmentIdeas } from "@/canvas/segmentIdeas";
import { ago, compact } from "@/ui/format/format";
import { Icon } from "@/ui/icon/Icon";
import { Await } from "@/ui/await/Await";
import { Badge } from "@/ui/badge/Badge";
import { Empty } from "@/ui/empty/Empty";
import { PageHead } from "@/ui/page/PageHead";
import { PeopleBar } from "./PeopleBar";
import { Sentence } from "./Sentence";
import { useLiveCounts } from "./useLiveCounts";
import { cx } from "@/ui/classes";
import { t } from "@/language/t";
import layout from "@/ui/layout/layout.module.css";
import css from "./SegmentList.module.css";
import table from "@/ui/table/table.module.css";

const ENOUGH_TO_SEARCH = 8;

export function SegmentList(): JSX.Element {
  useLiveCounts();
  const query = useQuery(segments());
  return (
    <div className={layout.page}>
      <PageHead
        title={t("Segments")}
        text={t(
          "Questions about people, under a name. Each person is asked at the moment a journey decides, so a segment is never out of date.",
        )}
      >
        <Button component={Link} to="/segments/new" leftSection={<Icon name="plus" size={15} />}>
          {t("New segment")}
        </Button>
      </PageHead>
      <Await query={query}>
        {(data) => (data.segments.length ? <List all={data.segments} /> : <Nothing />)}
      </Await>
    </div>
  );
}

function Nothing(): JSX.Element {
  const { data } = useQuery(catalog());
  const ideas = segmentIdeas(data);
  return (
    <div className={layout.stack}>
      <div className={layout.card}>
        <Empty
          icon="segments"
          title={t("No segment yet")}
          actions={
            <>
              <Button component={Link} to="/segments/new">
                {t("Make a segment")}
              </Button>
              {ideas.length ? null : (
                <Button component={Link} to="/start" variant="default">
                  {t("Send a first event")}
                </Button>
              )}
            </>
          }
        >
          {t(
            "Give a question about people a name, such as “on the free plan and near the limit”. Journeys then ask for it by that name: who may enter, which path they take, when a wait ends. Change it in one place, and every journey decides by the new answer.",
          )}
        </Empty>
      </div>
      {ideas.length ? (
        <section aria-label={t("Ideas to begin with")}>
          <h2 className={css.ideasHead}>{t("From what you have received so far")}</h2>
          <div className={css.ideas}>
            {ideas.map((idea) => (
              <Link
                key={idea.name}
                to="/segments/new"
                search={{ name: idea.name, when: idea.when }}
                className={cx(layout.card, layout.pad, css.idea)}
              >
                <b>{idea.name}</b>
                <span className={cx(layout.small, layout.dim)}>{idea.why}</span>
                <Sentence when={idea.when} />
              </Link>
            ))}
          </div>
        </section>
      ) : null}
    </div>
  );
}

function List({ all }: { all: SegmentLine[] }): JSX.Element {
  const [typed, setTyped] = useState("");
  const wanted = useDeferredValue(typed.trim().toLowerCase());
  const lines = all
    .filter(
      (one) =>
        !wanted ||
        `${one.name} ${one.id} ${one.description} ${one.when}`.toLowerCase().includes(wanted),
    )
    .sort((one, other) => other.changed_at - one.changed_at);
  return (
    <>
      {all.length >= ENOUGH_TO_SEARCH ? (
        <TextInput
          mb={12}
          className={css.segmentSearch}
          leftSection={<Icon name="search" size={14} />}
          placeholder={t("Name or condition")}
          aria-label={t("Search segments")}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      ) : null}
      <div
        className={cx(layout.card, table.tableWrap)}
        tabIndex={0}
        role="region"
        aria-label={t("Segments")}
      >
        <table className={table.table}>
          <thead>
            <tr>
              <th scope="col">{t("Segment")}</th>
              <th scope="col" data-right>
                {t("People now")}
              </th>
              <th scope="col" className={table.roomy}>
                {t("Used by")}
              </th>
              <th scope="col" data-right className={table.roomy}>
                {t("Changed")}
              </th>
            </tr>
          </thead>
          <tbody>
            {lines.map((one) => (
              <Line key={one.id} one={one} />
            ))}
          </tbody>
        </table>
        {lines.length === 0 ? (
          <p className={cx(layout.dim, css.noneFound)}>{t("No segment fits this search.")}</p>
        ) : null}
      </div>
    </>
  );
}

function Line({ one }: { one: SegmentLine }): JSX.Element {
  const navigate = useNavigate();
  return (
    <tr
      data-go
      onClick={(event) => {
        if (!(event.target as Element).closest("a"))
          void navigate({ to: "/segments/$id", params: { id: one.id } });
      }}
    >
      <td>
        <div className={css.segmentCell}>
          <b>
            <Link to="/segments/$id" params={{ id: one.id }}>
              {one.name || one.id}
            </Link>
          </b>
          <Sentence when={one.when} />
          <span className={cx(layout.onlySmall, layout.small)}>
            <UsedBy one={one} />
          </span>
        </div>
      </td>
      <td data-right className={layout.num}>
        {one.people ? (
          <PeopleBar people={one.people} />
        ) : (
          <span className={cx(layout.dim, layout.small)}>{t("not counted")}</span>
        )}
      </td>
      <td className={table.roomy}>
        <UsedBy one={one} />
      </td>
      <td data-right className={cx(layout.dim, layout.num, table.roomy, layout.nowrap)}>
        {ago(one.changed_at)}
      </td>
    </tr>
  );
}

function UsedBy({ one }: { one: SegmentLine }): JSX.Element {
  const [first, ...others] = one.journeys;
  if (!first)
    return (
      <span className={layout.dim}>
        {one.segments.length
          ? t`${compact(one.segments.length)} other ${one.segments.length === 1 ? t("segment") : t("segments")}`
          : t("no journey yet")}
      </span>
    );
  return (
    <span className={css.usedBy}>
      <Link to="/journeys/$id" params={{ id: first.journey }} className={layout.link}>
        {first.name}
      </Link>
      {others.length ? <span className={layout.dim}> {t`and ${others.length} more`}</span> : null}
      {first.standing === "draft" ? <Badge dot={false}>{t("draft")}</Badge> : null}
    </span>
  );
}
