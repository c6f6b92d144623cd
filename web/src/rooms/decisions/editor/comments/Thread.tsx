/** One thread: what it is about, what was said, and a box to answer in. */
import { Button } from "@mantine/core";
import { useEffect, useRef, useState, type JSX } from "react";
import type { ThreadLine } from "@/api/wire";
import { cx } from "@/ui/classes";
import { when } from "@/ui/format/format";
import { Badge } from "@/ui/badge/Badge";
import layout from "@/ui/layout/layout.module.css";
import { say, sayFault } from "@/ui/toast/toast";
import { changeComment, sayComment, settle, takeBack } from "./api";
import { Composer } from "./Composer";
import { Remark } from "./Remark";
import { boxOf, keepUnsaid, unsaid } from "./unsaid";
import { isOpen, type Comments } from "./useComments";
import { t } from "@/language/t";
import css from "./comments.module.css";

interface Props {
  thread: ThreadLine;
  /** What it is about, as it is called now. */
  about: string;
  journey: string;
  comments: Comments;
  /** It was asked for by its address: it is shown and has the focus. */
  wanted: boolean;
  /** Leads to the step; null where there is none any more. */
  onStep: (() => void) | null;
}

export function Thread({ thread, about, journey, comments, wanted, onStep }: Props): JSX.Element {
  const answer = boxOf(journey, thread.id);
  const [answering, setAnswering] = useState(() => unsaid(answer) !== null);
  const box = useRef<HTMLElement>(null);
  useEffect(() => {
    if (!wanted) return;
    box.current?.scrollIntoView?.({ block: "nearest" });
    box.current?.focus();
  }, [wanted]);
  const done = async (act: Promise<unknown>, words: string): Promise<boolean> => {
    try {
      await act;
      await comments.refresh();
      say(words);
      return true;
    } catch (error) {
      sayFault(error);
      return false;
    }
  };
  const settled = !isOpen(thread);
  return (
    <article
      ref={box}
      tabIndex={-1}
      className={css.thread}
      data-settled={settled || undefined}
      aria-label={t`Comments on ${about}`}
    >
      <header className={layout.row}>
        {onStep ? (
          <button type="button" className={cx(layout.link, layout.linkPlain)} onClick={onStep}>
            {about}
          </button>
        ) : (
          <b>{about}</b>
        )}
        {thread.unread ? <Badge tone="info">{t("new")}</Badge> : null}
      </header>
      {thread.gone ? (
        <p className={cx(layout.small, layout.dim)}>
          {t("This step is not in the journey any more.")}
        </p>
      ) : null}
      <ol className={css.remarks}>
        {thread.comments.map((one) => (
          <Remark
            key={one.place}
            one={one}
            people={comments.people}
            box={boxOf(journey, thread.id, one.place)}
            onChange={(text, mentions) =>
              done(changeComment(journey, thread.id, one.place, { text, mentions }), t("Changed."))
            }
            onTakeBack={() => void done(takeBack(journey, thread.id, one.place), t("Taken back."))}
          />
        ))}
      </ol>
      {thread.resolved_at === null ? null : (
        <p
          className={cx(layout.small, layout.dim)}
        >{t`Resolved by ${thread.resolved_by}, ${when(thread.resolved_at)}`}</p>
      )}
      {answering ? (
        <Composer
          label={t`Answer on ${about}`}
          act={t("Answer")}
          people={comments.people}
          first={unsaid(answer)?.text ?? ""}
          onTyped={(text) => keepUnsaid(answer, { text })}
          autoFocus={unsaid(answer) === null}
          onCancel={() => setAnswering(false)}
          onEscape={() => setAnswering(false)}
          onSay={async (text, mentions) => {
            const said = sayComment(journey, { thread: thread.id, text, mentions });
            const good = await done(said, t("Answered."));
            if (good) setAnswering(false);
            return good;
          }}
        />
      ) : (
        <div className={layout.row}>
          <Button size="compact-xs" variant="default" onClick={() => setAnswering(true)}>
            {t("Answer")}
          </Button>
          <Button
            size="compact-xs"
            variant="subtle"
            onClick={() =>
              void done(
                settle(journey, thread.id, !settled),
                settled ? t("Reopened.") : t("Resolved."),
              )
            }
          >
            {settled ? t("Reopen") : t("Resolve")}
          </Button>
        </div>
      )}
    </article>
  );
}
