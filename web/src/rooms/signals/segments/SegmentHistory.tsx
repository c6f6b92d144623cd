/** What a segment was: who changed it, when and why. */
import { Button } from "@mantine/core";
import { useState, type JSX } from "react";
import type { SegmentVersion } from "@/api/wire";
import { ago } from "@/ui/format/format";
import { Sentence } from "./Sentence";
import { cx } from "@/ui/classes";
import { t } from "@/language/t";
import layout from "@/ui/layout/layout.module.css";
import css from "./SegmentHistory.module.css";

const FIRST = 5;

export function SegmentHistory({
  versions,
  onOpen,
}: {
  versions: SegmentVersion[];
  onOpen: (version: SegmentVersion) => void;
}): JSX.Element {
  const [all, setAll] = useState(false);
  const shown = all ? versions : versions.slice(0, FIRST);
  return (
    <section className={cx(layout.card, layout.pad, layout.stack)} aria-label={t("History")}>
      <h2>{t("History")}</h2>
      <ol className={css.segmentHistory}>
        {shown.map((one, at) => (
          <li key={one.version}>
            <div className={layout.spread}>
              <b>{t`Version ${one.version}`}</b>
              <span className={cx(layout.small, layout.dim, layout.num)}>
                {ago(one.published_at)}
              </span>
            </div>
            <p className={layout.small}>
              {one.reason}
              {one.by ? <span className={layout.dim}> — {one.by}</span> : null}
            </p>
            <p className={cx(layout.small, layout.dim)}>
              <Sentence when={one.when} />
            </p>
            {at > 0 ? (
              <div>
                <Button
                  variant="subtle"
                  size="compact-xs"
                  aria-label={t`Open version ${one.version} in the form`}
                  onClick={() => onOpen(one)}
                >
                  {t("Open in the form")}
                </Button>
              </div>
            ) : null}
          </li>
        ))}
      </ol>
      {versions.length > shown.length ? (
        <Button
          variant="subtle"
          size="compact-xs"
          onClick={() => setAll(true)}
        >{t`Show all ${versions.length}`}</Button>
      ) : null}
    </section>
  );
}
