/** How far people came: one line a step, with its table and CSV. */
import type { JSX } from "react";
import type { FunnelStep } from "@/api/wire";
import { nodeName, NODE_KINDS, type NodeKind } from "@/canvas/document";
import { definitionOf } from "@/canvas/kinds";
import { Framed, type Column } from "@/ui/chart/Chart";
import { compact, share } from "@/ui/format/format";
import { RATE_FROM, rate } from "@/ui/format/rate";
import { KindChip } from "@/ui/chip/KindChip";
import { cx } from "@/ui/classes";
import { t } from "@/language/t";
import css from "./Funnel.module.css";
import layout from "@/ui/layout/layout.module.css";

const nameOf = (one: FunnelStep) =>
  one.name && one.name !== one.node ? one.name : nodeName(one.node, undefined);

const COLUMNS: Column<FunnelStep>[] = [
  { name: "step", value: nameOf },
  { name: "kind", value: (one) => one.kind },
  { name: "entered", value: (one) => one.entered },
  { name: "went_on", value: (one) => one.left },
  { name: "inside_now", value: (one) => one.inside },
];

const shareColumn = (of: number): Column<FunnelStep> => ({
  name: "share_of_entered",
  value: (one) => one.share,
  show: (one) => rate(one.entered, of, 1, one.share),
});

const isKind = (kind: string): kind is NodeKind => NODE_KINDS.some((one) => one === kind);

interface FunnelProps {
  journey: string;
  steps: FunnelStep[];
  /** How many entered. */
  of: number;
}

export function Funnel({ journey, steps, of }: FunnelProps): JSX.Element {
  return (
    <Framed
      title={t("How far people come")}
      text={t("Of everybody who entered; who walked it twice counts twice.")}
      file={`${journey}-funnel`}
      columns={[...COLUMNS, shareColumn(of)]}
      rows={steps}
    >
      <ol className={css.funnel}>
        {steps.map((one) => (
          <li key={one.node} data-kind={one.kind}>
            <span className={layout.row}>
              <KindChip
                kind={one.kind}
                icon={isKind(one.kind) ? definitionOf(one.kind).icon : "entry"}
                size={12}
              />
              <span className={layout.clip}>{nameOf(one)}</span>
            </span>
            <span
              className={css.bar}
              style={{ width: `${Math.max(0, Math.min(1, one.share)) * 100}%` }}
            />
            <span className={layout.num}>
              {of < RATE_FROM ? null : <b>{share(one.share, 0)} </b>}
              <span className={cx(layout.small, layout.dim, css.funnelCount)}>
                {compact(one.entered)}
              </span>
            </span>
          </li>
        ))}
      </ol>
    </Framed>
  );
}
