/** Watching with nothing chosen: where people are now, and where messages were not sent. */
import type { JSX } from "react";
import type { Live } from "@/api/wire";
import { nodeName, type Journey } from "@/canvas/document";
import { definitionOf } from "@/canvas/kinds";
import { count } from "@/ui/format/format";
import { KindChip } from "@/ui/chip/KindChip";
import { cx } from "@/ui/classes";
import { t } from "@/language/t";
import layout from "@/ui/layout/layout.module.css";
import lines from "@/rooms/decisions/editor/panel/line.module.css";
import css from "./LiveOverview.module.css";

export function LiveOverview({
  document,
  live,
  onNode,
}: {
  document: Journey;
  live: Live;
  onNode: (id: string) => void;
}): JSX.Element {
  const steps = Object.entries(live.nodes).flatMap(([id, one]) =>
    document.nodes[id] && (one.inside || one.errors || one.refused)
      ? [{ id, node: document.nodes[id], ...one }]
      : [],
  );
  const inside = Object.values(live.nodes).reduce((sum, one) => sum + one.inside, 0);
  return (
    <>
      <p className={layout.dim}>{t`${
        inside === 0
          ? t("Nobody is inside now.")
          : t`${count(inside)} ${inside === 1 ? t("person is") : t("people are")} inside now.`
      } Choose a step to see who stands there, and what they wait for.`}</p>
      <ul className={cx(layout.stack, layout.tight)} aria-label={t("Where people are")}>
        {steps
          .sort((a, b) => b.inside - a.inside)
          .map(({ id, node, inside: here, errors, refused }) => (
            <li key={id}>
              <button type="button" className={lines.faultLine} onClick={() => onNode(id)}>
                <KindChip kind={node.kind} icon={definitionOf(node.kind).icon} size={12} />
                <span className={cx(layout.grow, layout.clip)}>{nodeName(id, node)}</span>
                {errors ? (
                  <span
                    className={cx(layout.small, layout.num, css.notSent)}
                  >{t`${count(errors)} failed`}</span>
                ) : null}
                {refused ? (
                  <span
                    className={cx(layout.small, layout.num, layout.dim)}
                    title={t(
                      "A gate said no, such as consent or a cap; the person's page says which",
                    )}
                  >{t`${count(refused)} held back`}</span>
                ) : null}
                <b className={layout.num}>{count(here)}</b>
              </button>
            </li>
          ))}
      </ul>
    </>
  );
}
