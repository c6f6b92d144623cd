/** All offers: whether they are given, what is spent of their budgets, grants, redemptions and codes. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState, type JSX } from "react";
import { offers } from "@/api/queries";
import type { OfferLine } from "@/api/wire";
import { Await } from "@/ui/await/Await";
import { Badge } from "@/ui/badge/Badge";
import { cx } from "@/ui/classes";
import { Empty } from "@/ui/empty/Empty";
import { count, decimal } from "@/ui/format/format";
import { Icon } from "@/ui/icon/Icon";
import { PageHead } from "@/ui/page/PageHead";
import layout from "@/ui/layout/layout.module.css";
import table from "@/ui/table/table.module.css";
import { Codes } from "./Codes";
import { OfferForm } from "./OfferForm";
import { standingOf, takenOf } from "./standing";
import { t } from "@/language/t";
import css from "./OfferList.module.css";

export function OfferList(): JSX.Element {
  const query = useQuery(offers());
  const [writes, setWrites] = useState(false);
  return (
    <div className={layout.page}>
      <PageHead
        title={t("Offers")}
        text={t(
          "Who gets a discount, from which budget, by which codes. A budget is never overspent, and no code is given twice.",
        )}
      >
        <Button leftSection={<Icon name="plus" size={15} />} onClick={() => setWrites(true)}>
          {t("Write an offer")}
        </Button>
      </PageHead>
      <div className={layout.stack}>
        {writes ? <OfferForm done={() => setWrites(false)} /> : null}
        <Await query={query}>
          {(data) =>
            data.offers.length ? (
              <Lines all={data.offers} />
            ) : writes ? null : (
              <Nothing write={() => setWrites(true)} />
            )
          }
        </Await>
      </div>
    </div>
  );
}

function Nothing({ write }: { write: () => void }): JSX.Element {
  return (
    <div className={layout.card}>
      <Empty
        icon="tag"
        title={t("No offer yet")}
        actions={<Button onClick={write}>{t("Write an offer")}</Button>}
      >
        {t(
          "An offer says what is given, to whom, until when and from which budget, such as “20 % off for people whose predicted value is above 80, from 1,000 EUR, once in 90 days”. Messages of journeys then give it, each with a code of its own.",
        )}
      </Empty>
    </div>
  );
}

function Lines({ all }: { all: OfferLine[] }): JSX.Element {
  return (
    <div
      className={cx(layout.card, table.tableWrap)}
      tabIndex={0}
      role="region"
      aria-label={t("Offers")}
    >
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">{t("Offer")}</th>
            <th scope="col">{t("Budget")}</th>
            <th scope="col" data-right>
              {t("Granted")}
            </th>
            <th scope="col" data-right>
              {t("Redeemed")}
            </th>
            <th scope="col">{t("Codes left")}</th>
            <th scope="col" className={table.roomy}>
              {t("Given by")}
            </th>
          </tr>
        </thead>
        <tbody>
          {all.map((one) => (
            <Line key={one.id} one={one} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Line({ one }: { one: OfferLine }): JSX.Element {
  const standing = standingOf(one);
  return (
    <tr>
      <td>
        <div className={css.offer}>
          <span className={cx(layout.row, layout.wrap)}>
            <b>{one.name}</b>
            <Badge tone={standing.tone}>{standing.word}</Badge>
          </span>
          <span className={cx(layout.small, layout.dim)}>
            {one.words}
            {one.owner ? t`, owned by ${one.owner}` : ""}
          </span>
        </div>
      </td>
      <td>
        <Budget one={one} />
      </td>
      <td data-right className={layout.num}>
        {count(one.grants_most ? one.counted : one.granted)}
        {one.grants_most ? (
          <span className={layout.dim}> {t`of ${count(one.grants_most)}`}</span>
        ) : null}
        {one.refused ? (
          <div className={cx(layout.small, layout.dim)}>{t`${count(one.refused)} refused`}</div>
        ) : null}
      </td>
      <td data-right className={layout.num}>
        {count(one.redeemed)}
        {one.redeemed_cost ? (
          <div className={cx(layout.small, layout.dim)}>
            {decimal(one.redeemed_cost)} {one.currency}
          </div>
        ) : null}
      </td>
      <td>
        <Codes one={one} />
      </td>
      <td className={table.roomy}>
        {one.journeys.length ? (
          one.journeys.map((journey) => (
            <Link
              key={journey}
              to="/journeys/$id"
              params={{ id: journey }}
              className={cx(layout.link, css.journey)}
            >
              {journey}
            </Link>
          ))
        ) : (
          <span className={layout.dim}>{t("no journey yet")}</span>
        )}
      </td>
    </tr>
  );
}

function Budget({ one }: { one: OfferLine }): JSX.Element {
  const taken = takenOf(one);
  if (taken === null) return <span className={layout.dim}>{t("no bound")}</span>;
  const text = one.budget
    ? t`${decimal(one.spent)} of ${decimal(one.budget)} ${one.currency}`
    : t`${count(one.counted)} of ${count(one.grants_most)} grants`;
  return (
    <div className={css.budget}>
      <span className={layout.num}>{text}</span>
      <div className={css.bar} aria-hidden>
        <span data-full={taken >= 0.9 || undefined} style={{ width: `${taken * 100}%` }} />
      </div>
      {one.over ? (
        <span
          className={cx(layout.small, css.over)}
        >{t`${decimal(one.over)} ${one.currency} beyond what was held`}</span>
      ) : null}
    </div>
  );
}
