/** What happened in the dry run, in the order of virtual time; each line leads to its step. */
import { SegmentedControl } from "@mantine/core";
import { useState, type JSX } from "react";
import type { DryRun } from "@/api/wire";
import { spanWords } from "@/canvas/duration";
import { nodeName, type Journey } from "@/canvas/document";
import { localTimes, when } from "@/ui/format/format";
import { KindChip } from "@/ui/chip/KindChip";
import { RenderedView } from "@/ui/mail/RenderedView";
import { definitionOf } from "@/canvas/kinds";
import { cx } from "@/ui/classes";
import { many } from "@/canvas/units";
import { t } from "@/language/t";
import layout from "@/ui/layout/layout.module.css";
import css from "./DryRunSteps.module.css";

export function DryRunSteps({
  result,
  document,
  onNode,
}: {
  result: DryRun;
  document: Journey;
  onNode: (id: string) => void;
}): JSX.Element {
  const [view, setView] = useState("steps");
  const start = result.steps[0]?.at ?? 0;
  const silent = result.steps.length === 0;
  if (silent)
    return (
      <p className={layout.dim}>
        {t("Nothing happened: the person never entered. Look at the entry's event and condition.")}
      </p>
    );
  return (
    <section
      className={cx(layout.stack, layout.tight)}
      aria-label={t("What happened")}
      aria-live="polite"
    >
      <SegmentedControl
        fullWidth
        size="xs"
        value={view}
        onChange={setView}
        data={[
          { value: "steps", label: many(result.steps.length, "decision") },
          { value: "messages", label: many(result.messages.length, "message") },
        ]}
      />
      {view === "steps" ? (
        <ol className={css.trace}>
          {result.steps.map((step, at) => {
            const node =
              step.node && step.kind !== "entered" ? document.nodes[step.node] : undefined;
            return (
              <li key={at}>
                <button
                  type="button"
                  disabled={!node}
                  onClick={() => step.node && onNode(step.node)}
                >
                  <span
                    className={cx(css.traceTime, layout.num, layout.small, layout.dim)}
                    title={when(step.at)}
                  >
                    +{spanWords(step.at - start)}
                  </span>
                  <KindChip
                    kind={node?.kind ?? "entry"}
                    icon={node ? definitionOf(node.kind).icon : "signal"}
                    size={13}
                  />
                  <span className={layout.grow}>
                    <b>
                      {node && step.node ? nodeName(step.node, node) : step.kind.replace(/_/g, " ")}
                    </b>
                    <span className={css.traceText}>{localTimes(step.text)}</span>
                  </span>
                </button>
              </li>
            );
          })}
        </ol>
      ) : (
        <div className={layout.stack}>
          {result.messages.length === 0 ? (
            <p className={layout.dim}>{t("No message was sent. The decisions say why.")}</p>
          ) : null}
          {result.messages.map((one, at) => (
            <div key={at} className={cx(layout.stack, layout.tight)}>
              <div className={cx(layout.small, layout.dim)}>
                +{spanWords(one.at - start)} · {nodeName(one.node, document.nodes[one.node])}
              </div>
              <RenderedView channel={one.channel} rendered={one.rendered} compact />
            </div>
          ))}
        </div>
      )}
    </section>
  );
}
