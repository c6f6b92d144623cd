/** What was published, paused and decided in the last seven days, by whom and why. */
import { Link } from "@tanstack/react-router";
import type { JSX } from "react";
import type { ChangedLine, Home } from "@/api/wire";
import { cx } from "@/ui/classes";
import { localTimes, weekdayTime } from "@/ui/format/format";
import { t } from "@/language/t";
import layout from "@/ui/layout/layout.module.css";
import css from "./Home.module.css";

const SHOWN = 8;

export function Changed({ data }: { data: Home }): JSX.Element {
  return (
    <section className={cx(layout.card, css.part)} aria-labelledby="changed">
      <h2 id="changed">{t("Changed this week")}</h2>
      {data.changed.length === 0 ? (
        <p className={layout.dim}>{t("Nothing was changed in seven days.")}</p>
      ) : (
        <ChangeList lines={data.changed.slice(0, SHOWN)} />
      )}
      {data.changed.length > SHOWN ? (
        <p className={layout.small}>
          <Link
            to="/reviews"
            className={layout.link}
          >{t`${data.changed.length - SHOWN} more in the review`}</Link>
        </p>
      ) : null}
    </section>
  );
}

export function ChangeList({ lines }: { lines: readonly ChangedLine[] }): JSX.Element {
  return (
    <ul className={css.lines}>
      {lines.map((one) => (
        <li key={`${one.at} ${one.kind} ${one.ref} ${one.what} ${one.version}`}>
          <span className={cx(layout.dim, layout.small)}>{weekdayTime(one.at)}</span>
          <div>
            <Named one={one} /> {wordsOf(one)}
          </div>
        </li>
      ))}
    </ul>
  );
}

function Named({ one }: { one: ChangedLine }): JSX.Element {
  if (one.kind !== "journey") return <b>{one.kind === "workspace" ? t("Rules") : one.name}</b>;
  return one.what === "decided" ? (
    <Link to="/results/$id" params={{ id: one.ref }}>
      <b>{one.name}</b>
    </Link>
  ) : (
    <Link to="/journeys/$id" params={{ id: one.ref }}>
      <b>{one.name}</b>
    </Link>
  );
}

function wordsOf(one: ChangedLine): string {
  const by = one.by ? t` by ${one.by}` : "";
  const reason = one.reason ? `: ${localTimes(one.reason)}` : "";
  if (one.what === "decided") return t`reached a verdict${reason}`;
  const kind = one.kind === "journey" || one.kind === "workspace" ? "" : ` of the ${one.kind}`;
  if (one.what === "published") return t`version ${one.version}${kind} published${by}${reason}`;
  return `${one.what}${by}${reason}`;
}
