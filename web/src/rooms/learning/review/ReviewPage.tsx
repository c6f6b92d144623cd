/** The review of a week: its parts in the order in which a team goes through them, then it is finished and stays. */
import { Button, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useState, type JSX } from "react";
import type { Review, ReviewList } from "@/api/wire";
import { Await } from "@/ui/await/Await";
import { cx } from "@/ui/classes";
import { day, when } from "@/ui/format/format";
import { Icon } from "@/ui/icon/Icon";
import { Note } from "@/ui/note/Note";
import { PageHead } from "@/ui/page/PageHead";
import layout from "@/ui/layout/layout.module.css";
import { pageOf, review, reviews } from "./api";
import { ByMail } from "./ByMail";
import { Finish } from "./Finish";
import { Parts } from "./Parts";
import { t } from "@/language/t";
import css from "./Review.module.css";

export const LastReview = (): JSX.Element => <ReviewPage week="last" />;

export function WeekReview(): JSX.Element {
  const { week } = useParams({ from: "/inside/reviews/$week" });
  return <ReviewPage week={week} />;
}

function ReviewPage({ week }: { week: string }): JSX.Element {
  const query = useQuery(review(week));
  const list = useQuery(reviews());
  return (
    <div className={cx(layout.page, css.page)}>
      <PageHead
        title={t("Weekly review")}
        text={t(
          "What was caused, decided and changed, what is due, and the figures of a week: fifteen minutes, once a week.",
        )}
      >
        {list.data ? <Weeks list={list.data} week={query.data?.week ?? ""} /> : null}
      </PageHead>
      <Await query={query} lines={10}>
        {(data) => <Body data={data} list={list.data} />}
      </Await>
    </div>
  );
}

function Weeks({ list, week }: { list: ReviewList; week: string }): JSX.Element {
  const navigate = useNavigate();
  const known = [list.this_week, list.last_week, ...list.finished.map((one) => one.week), week];
  const named = (one: string): string =>
    one === list.this_week
      ? t("This week")
      : one === list.last_week
        ? t("Last week")
        : t`Week of ${one}`;
  return (
    <Select
      aria-label={t("Week")}
      allowDeselect={false}
      data={[...new Set(known.filter(Boolean))].map((one) => ({ value: one, label: named(one) }))}
      value={week || null}
      onChange={(one) => void navigate({ to: "/reviews/$week", params: { week: one ?? "last" } })}
    />
  );
}

function Body({ data, list }: { data: Review; list: ReviewList | undefined }): JSX.Element {
  const [finishing, setFinishing] = useState(false);
  return (
    <div className={css.review}>
      <div className={cx(layout.spread, layout.wrap)}>
        <div>
          <h2 className={css.title}>{t`The week of ${day(Date.parse(`${data.week}T12:00`))}`}</h2>
          <p className={cx(layout.small, layout.dim)}>{stateOf(data)}</p>
        </div>
        <div className={cx(layout.row, layout.wrap, css.acts)}>
          <Button
            component="a"
            href={pageOf(data.week)}
            variant="default"
            leftSection={<Icon name="download" size={15} />}
          >
            {t("As a page")}
          </Button>
          <Button variant="default" onClick={() => window.print()}>
            {t("Print")}
          </Button>
          {!data.finished_at && data.is_over ? (
            <Button onClick={() => setFinishing(true)}>{t("Finish review")}</Button>
          ) : null}
        </div>
      </div>
      {data.note ? <Note>{data.note}</Note> : null}
      <Parts data={data} />
      {list ? <ByMail list={list} /> : null}
      {finishing ? <Finish week={data.week} onClose={() => setFinishing(false)} /> : null}
    </div>
  );
}

function stateOf(data: Review): string {
  if (data.finished_at)
    return t`Finished by ${data.finished_by} on ${when(data.finished_at)}; nothing in it changes any more.`;
  const counted = t`Counted at ${when(data.counted_at)}`;
  return data.is_over ? t`${counted}; open.` : t`${counted}; the week is not over.`;
}
