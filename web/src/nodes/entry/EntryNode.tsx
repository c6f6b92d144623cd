/** The card where people come in. */
import { Handle, Position, type Node, type NodeProps } from "@xyflow/react";
import { memo, type JSX } from "react";
import type { Journey } from "@/canvas/document";
import { WAYS_SHOWN } from "@/canvas/layout";
import { KindChip } from "@/ui/chip/KindChip";
import { conditionSentence } from "@/canvas/rules/words";
import { PassedLine, wordOf, type Passed } from "../PassedLine";
import { useSegmentName } from "../fields/segmentNames";
import { namesSegments, wayWords } from "./ways/words";
import { accountWords, limitWords, reentryWords } from "./words";
import { capital } from "@/ui/format/format";
import { cx } from "@/ui/classes";
import { t } from "@/language/t";
import css from "../step.module.css";
import layout from "@/ui/layout/layout.module.css";
import cards from "../card.module.css";

export interface EntryData extends Record<string, unknown> {
  entry: Journey["entry"];
  holdout: number;
  errors: number;
  passed: Passed | "not" | null;
  words: string;
  tab: boolean;
}

export type EntryFlowNode = Node<EntryData, "entry">;

function EntryNode({ data, selected }: NodeProps<EntryFlowNode>): JSX.Element {
  const { entry } = data;
  const segmentName = useSegmentName(namesSegments(entry));
  const [first, ...others] = wayWords(entry, segmentName);
  return (
    <div
      data-kind="entry"
      className={css.step}
      data-selected={selected || undefined}
      data-mark={data.errors ? "error" : undefined}
      data-passed={wordOf(data.passed)}
    >
      <div className={css.stepHead}>
        <KindChip kind="entry" icon="entry" />
        <div className={layout.grow}>
          <div className={css.stepKind}>{t("Entry")}</div>
          <div className={cx(css.stepName, cards.two)} data-testid="name">
            {first === undefined ? t("Nobody enters yet") : capital(first)}
          </div>
        </div>
        {data.errors ? (
          <span className={css.stepMark} data-tone="bad">
            {data.errors}
          </span>
        ) : null}
      </div>
      {others.slice(0, WAYS_SHOWN - 1).map((words, at) => (
        <div key={at} className={cx(cards.cardLine, cards.two)} title={t`Or ${words}`}>
          {t`Or ${words}`}
        </div>
      ))}
      {others.length >= WAYS_SHOWN ? (
        <div className={cx(cards.cardLine, layout.dim)}>
          {t`Or in ${others.length - WAYS_SHOWN + 1} more ways`}
        </div>
      ) : null}
      {entry.where ? (
        <div className={cards.cardLine} title={conditionSentence(entry.where, segmentName)}>
          <span
            className={layout.clip}
          >{t`Only if ${conditionSentence(entry.where, segmentName)}`}</span>
        </div>
      ) : null}
      {entry.account ? (
        <div className={cx(cards.cardLine, cards.two)} title={accountWords(entry.account)}>
          {accountWords(entry.account)}
        </div>
      ) : null}
      {limitWords(entry.limits) ? (
        <div className={cards.cardLine} title={limitWords(entry.limits)}>
          <span className={layout.clip}>{limitWords(entry.limits)}</span>
        </div>
      ) : null}
      <div className={cx(cards.cardLine, layout.dim)}>
        <span className={layout.clip}>
          {reentryWords(entry.reentry)}
          {data.holdout ? t` · ${data.holdout} % held out` : ""}
        </span>
      </div>
      <PassedLine passed={data.passed} />
      <Handle
        type="source"
        id="start"
        position={Position.Bottom}
        className={css.out}
        data-testid="out"
      />
    </div>
  );
}

export default memo(EntryNode);
