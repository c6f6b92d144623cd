/** The verdict, after its guards: what was caused, or what is still missing. */
import type { JSX } from "react";
import type { Lift, LiftArm } from "@/api/schema";
import { count, points, share } from "@/ui/format";
import { Icon } from "@/ui/Icon";
import { Interval } from "@/ui/Interval";
import { Badge } from "@/ui/parts";
import { VERDICTS } from "./verdict";

const rate = (arm: LiftArm) => (arm.units > 0 ? arm.conversions / arm.units : 0);

function Compare({ lift }: { lift: Lift }): JSX.Element {
  const most = Math.max(rate(lift.treated), rate(lift.held_out), 0.0001);
  const rows: [string, LiftArm, string][] = [["Got the messages", lift.treated, ""], ["Held out", lift.held_out, "held"]];
  return (
    <div className="arms-compare num">
      {rows.map(([name, arm, tone]) => (
        <div key={name} style={{ display: "contents" }}>
          <span className="dim">{name}</span>
          <span className={`bar ${tone}`} style={{ width: `${(rate(arm) / most) * 100}%` }} />
          <span><b>{share(rate(arm))}</b> <span className="dim small">{count(arm.conversions)} of {count(arm.units)}</span></span>
        </div>
      ))}
    </div>
  );
}

function Missing({ lift }: { lift: Lift }): JSX.Element {
  const { conversions_have: have, conversions_need: need, arm } = lift.missing;
  return (
    <>
      <div className="missing-bar" role="img" aria-label={`${have} of ${need} conversions in the ${arm}`}><span style={{ width: `${Math.min(100, (have / Math.max(1, need)) * 100)}%` }} /></div>
      <p className="small dim num">{have} of {need} conversions in the {arm}</p>
    </>
  );
}

export function Verdict({ lift }: { lift: Lift }): JSX.Element {
  const words = VERDICTS[lift.verdict] ?? { name: lift.verdict, tone: "" as const };
  const settled = lift.verdict === "lift" || lift.verdict === "harm" || lift.verdict === "no_difference_seen";
  return (
    <section className="card verdict" aria-label="Verdict">
      <div className="verdict-main">
        <Badge tone={words.tone}>{words.name}</Badge>
        <h2>{lift.reason}</h2>
        {settled ? (
          <>
            <div className="row" style={{ gap: 16, marginTop: 14 }}>
              <Interval estimate={lift.conversion.estimate} low={lift.conversion.low} high={lift.conversion.high} width={230} height={28} />
              <span className="num"><b>{points(lift.conversion.estimate)}</b> <span className="dim small">{points(lift.conversion.low)} to {points(lift.conversion.high)}, at any look</span></span>
            </div>
            <Compare lift={lift} />
          </>
        ) : lift.verdict === "not_enough_data" ? <Missing lift={lift} /> : null}
      </div>
      <div className="verdict-guards">
        <h3>Checked before any verdict</h3>
        <ul style={{ marginTop: 6 }}>
          {lift.guards.map((guard) => (
            <li key={guard.name} className={`guard ${guard.passed ? "" : "failed"}`}>
              <Icon name={guard.passed ? "check" : "alert"} size={14} title={guard.passed ? "passed" : "failed"} />
              <span>{guard.text}</span>
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}
