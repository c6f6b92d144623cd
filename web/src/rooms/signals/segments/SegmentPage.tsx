/** A segment: made or edited, with whom it holds, who asks for it and what it was. */
import { useQuery } from "@tanstack/react-query";
import { Link, useParams, useSearch } from "@tanstack/react-router";
import { useState, type JSX } from "react";
import { segment } from "./api";
import type { SegmentVersion } from "@/api/wire";
import { Await } from "@/ui/await/Await";
import { PageHead } from "@/ui/page/PageHead";
import { SegmentForm } from "./SegmentForm";
import { SegmentHistory } from "./SegmentHistory";
import { SegmentUses } from "./SegmentUses";
import { useLiveCounts } from "./useLiveCounts";
import { writtenIn } from "./useSaving";
import { cx } from "@/ui/classes";
import { rich } from "@/language/rich";
import { t } from "@/language/t";
import layout from "@/ui/layout/layout.module.css";
import css from "./SegmentPage.module.css";

const above = (
  <Link to="/segments" className={layout.link}>
    {t("Segments")}
  </Link>
);

export function SegmentPage(): JSX.Element {
  useLiveCounts();
  const { id } = useParams({ from: "/inside/segments/$id" });
  const query = useQuery(segment(id));
  const [brought, setBrought] = useState<{ version: SegmentVersion; times: number } | null>(null);
  const [dirty, setDirty] = useState(false);
  const bring = (version: SegmentVersion) => {
    if (
      dirty &&
      !window.confirm(t("What you changed here is not saved. Put this version in its place?"))
    )
      return;
    setBrought({ version, times: (brought?.times ?? 0) + 1 });
  };
  return (
    <div className={layout.page}>
      <Await query={query}>
        {({ segment: found, versions }) => (
          <>
            <PageHead
              above={above}
              title={found.name || found.id}
              text={
                <>{rich`Journeys know it as ${(<code>{`in_segment("${found.id}")`}</code>)}`}</>
              }
            />
            <div className={css.segmentGrid}>
              <SegmentForm
                key={`${id} ${brought?.times ?? 0}`}
                segment={found}
                first={brought ? writtenIn(brought.version) : undefined}
                onDirty={setDirty}
              />
              <div className={layout.stack}>
                <SegmentUses segment={found} />
                <SegmentHistory versions={versions} onOpen={bring} />
              </div>
            </div>
          </>
        )}
      </Await>
    </div>
  );
}

export function NewSegment(): JSX.Element {
  useLiveCounts();
  const { name = "", when = "" } = useSearch({ from: "/inside/segments/new" });
  return (
    <div className={layout.page}>
      <PageHead
        above={above}
        title={t("New segment")}
        text={t("Give a question about people a name, and see at once whom it holds.")}
      />
      <div className={css.segmentGrid}>
        <SegmentForm key={`${name} ${when}`} first={{ name, when, description: "" }} />
        <Lesson />
      </div>
    </div>
  );
}

/** What one should know before the first one. */
function Lesson(): JSX.Element {
  return (
    <section
      className={cx(layout.card, layout.pad, css.lesson)}
      aria-label={t("How segments work")}
    >
      <h2>{t("How segments work")}</h2>
      <dl>
        <dt>{t("It is a question, not a list")}</dt>
        <dd>
          {t(
            "Nobody is put in or taken out. A person is in as soon as the answer is yes, and out as soon as it is not.",
          )}
        </dd>
        <dt>{t("Unknown is not no")}</dt>
        <dd>{rich`Who never sent the field that you ask for is neither in nor out. ${(<em>{t("Not in")}</em>)} a segment leaves them out too.`}</dd>
        <dt>{t("Use it in a journey")}</dt>
        <dd>{rich`Add the rule ${(<em>{t("In a segment, list or journey")}</em>)} where people enter, at a split, at a wait or where they leave.`}</dd>
      </dl>
    </section>
  );
}
