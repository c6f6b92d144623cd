/** The verdict, after its guards: what was caused, or what is still missing. */
import { Words } from "@/ui/format/Words";
import type { JSX } from "react";
import type { Lift, LiftArm } from "@/api/wire";
import { between, change, count, longDay, points, when } from "@/ui/format/format";
import { RATE_FROM, rate } from "@/ui/format/rate";
import { Icon } from "@/ui/icon/Icon";
import { Interval } from "@/ui/interval/Interval";
import { Badge } from "@/ui/badge/Badge";
import { isSettled, VERDICTS } from "@/rooms/learning/results/verdict";
import { cx } from "@/ui/classes";
import { t } from "@/language/t";
import css from "./Verdict.module.css";
import layout from "@/ui/layout/layout.module.css";
import table from "@/ui/table/table.module.css";

function Compare({ lift }: { lift: Lift }): JSX.Element {
  const most = Math.max(lift.treated_rate, lift.held_out_rate, 0.0001);
  const rows: [string, LiftArm, number, string][] = [
    [t("Got the messages"), lift.treated, lift.treated_rate, ""],
    [t("Held out"), lift.held_out, lift.held_out_rate, "held"],
  ];
  return (
    <div className={cx(css.armsCompare, layout.num)}>
      {rows.map(([name, arm, level, tone]) => (
        <div key={name} className={css.pair}>
          <span className={layout.dim}>{name}</span>
          <span className={css.track}>
            <span
              className={css.bar}
              data-tone={tone || undefined}
              style={{ width: `${(level / most) * 100}%` }}
            />
          </span>
          <span>
            <b>{rate(arm.conversions, arm.units, undefined, level)}</b>{" "}
            {lift.strata.length > 1 || arm.units < RATE_FROM ? null : (
              <span
                className={cx(layout.dim, layout.small)}
              >{t`${count(arm.conversions)} of ${count(arm.units)}`}</span>
            )}
          </span>
        </div>
      ))}
    </div>
  );
}

const rateOf = (arm: LiftArm) => rate(arm.conversions, arm.units);

/** Where the percentage was changed: what was compared with what. */
function Strata({ lift }: { lift: Lift }): JSX.Element | null {
  if (lift.strata.length < 2) return null;
  return (
    <table className={cx(table.table, layout.num, css.strata)} data-flush>
      <thead>
        <tr>
          <th scope="col">{t("Drawn with")}</th>
          <th scope="col" data-right>
            {t("Messaged")}
          </th>
          <th scope="col" data-right>
            {t("Held out")}
          </th>
        </tr>
      </thead>
      <tbody>
        {lift.strata.map((one) => (
          <tr key={one.name}>
            <td>{one.name}</td>
            <td data-right>
              <b>{rateOf(one.treated)}</b>{" "}
              <span
                className={cx(layout.dim, layout.small)}
              >{t`of ${count(one.treated.units)}`}</span>
            </td>
            <td data-right>
              <b>{rateOf(one.held_out)}</b>{" "}
              <span
                className={cx(layout.dim, layout.small)}
              >{t`of ${count(one.held_out.units)}`}</span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Missing({ lift }: { lift: Lift }): JSX.Element {
  const { conversions_have: have, conversions_need: need, arm } = lift.missing;
  return (
    <>
      <div
        className={css.missingBar}
        role="img"
        aria-label={t`${have} of ${need} conversions in the ${arm}`}
      >
        <span style={{ width: `${Math.min(100, (have / Math.max(1, need)) * 100)}%` }} />
      </div>
      <p
        className={cx(layout.small, layout.dim, layout.num)}
      >{t`${have} of ${need} conversions in the ${arm}`}</p>
    </>
  );
}

interface Props {
  lift: Lift;
  at: number;
  /** When the verdict was decided that stands, if it does. */
  decidedAt?: number | null | undefined;
}

/** How many more, or fewer, converted in parts of those who would have anyway: the headline. */
function Relative({ lift }: { lift: Lift }): JSX.Element | null {
  const { estimate, low, high, relative } = lift.ratio;
  if (typeof relative !== "number") return null;
  const changeOf = (ratio: number) => change(ratio - 1);
  return (
    <p className={cx(layout.num, css.headline)}>
      <b>{changeOf(estimate)}</b>{" "}
      <span
        className={cx(layout.dim, layout.small)}
      >{t`conversions, ${between(low > 0 ? low : null, high, changeOf)} at any look`}</span>
    </p>
  );
}

export function Verdict({ lift, at, decidedAt }: Props): JSX.Element {
  const words = VERDICTS[lift.verdict] ?? { name: lift.verdict, tone: "" as const };
  const settled = isSettled(lift);
  return (
    <section className={cx(layout.card, css.verdict)} aria-label={t("Verdict")}>
      <div className={css.verdictMain}>
        <Badge tone={words.tone}>{words.name}</Badge>
        {decidedAt ? (
          <span className={cx(layout.small, layout.dim)}>
            {" "}
            {t`Decided on ${longDay(decidedAt)}: it stands, whatever comes later.`}
          </span>
        ) : null}
        <h2>
          <Words text={lift.reason} />
        </h2>
        {lift.note ? (
          <p className={cx(layout.small, layout.dim)}>
            <Words text={lift.note} />
          </p>
        ) : null}
        {settled ? (
          <>
            <Relative lift={lift} />
            <div className={css.effects}>
              <Interval
                estimate={lift.conversion.estimate}
                low={lift.conversion.low}
                high={lift.conversion.high}
                width={230}
                height={28}
              />
              <span className={layout.num}>
                <b>{points(lift.conversion.estimate)}</b>{" "}
                <span className={cx(layout.dim, layout.small)}>
                  {between(lift.conversion.low, lift.conversion.high, points)}
                </span>
              </span>
            </div>
            <Compare lift={lift} />
            <Strata lift={lift} />
          </>
        ) : lift.verdict === "not_enough_data" ? (
          <Missing lift={lift} />
        ) : null}
      </div>
      <div className={css.verdictGuards}>
        <h3>{t("Checked before any verdict")}</h3>
        <p className={cx(layout.small, layout.dim)}>{t`As of ${when(decidedAt ?? at)}`}</p>
        <ul className={css.guards}>
          {lift.guards.map((guard) => (
            <li
              key={guard.name}
              className={css.guard}
              data-failed={guard.passed ? undefined : true}
              data-unknown={guard.cannot_tell || undefined}
            >
              <Icon
                name={guard.cannot_tell ? "info" : guard.passed ? "check" : "alert"}
                size={14}
                title={
                  guard.cannot_tell ? t("cannot tell") : guard.passed ? t("passed") : t("failed")
                }
              />
              <span>
                <Words text={guard.text} />
              </span>
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}
