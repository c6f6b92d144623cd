/** One comment of a thread; its author changes it or takes it back. */
import { Button } from "@mantine/core";
import { useState, type JSX } from "react";
import type { CommentLine, Mentionable } from "@/api/wire";
import { cx } from "@/ui/classes";
import { ago, when } from "@/ui/format/format";
import layout from "@/ui/layout/layout.module.css";
import { initials } from "../together/initials";
import { Composer } from "./Composer";
import { keepUnsaid, unsaid } from "./unsaid";
import { t } from "@/language/t";
import css from "./comments.module.css";

interface Props {
  one: CommentLine;
  people: readonly Mentionable[];
  /** Where a change that was begun is kept. */
  box: string;
  onChange: (text: string, mentions: string[]) => Promise<boolean>;
  onTakeBack: () => void;
}

export function Remark({ one, people, box, onChange, onTakeBack }: Props): JSX.Element {
  const [changing, setChanging] = useState(() => unsaid(box) !== null);
  return (
    <li className={css.remark}>
      <div className={cx(layout.row, layout.small)}>
        <span className={css.face} aria-hidden="true">
          {initials(one.by)}
        </span>
        <b>{one.by}</b>
        <span className={layout.dim} title={when(one.at)}>
          {ago(one.at)}
          {one.changed_at && !one.removed ? t(", changed") : ""}
        </span>
      </div>
      {changing ? (
        <Composer
          label={t("Change the comment")}
          act={t("Change it")}
          people={people}
          first={unsaid(box)?.text ?? one.text}
          onTyped={(text) => keepUnsaid(box, { text })}
          autoFocus={unsaid(box) === null}
          onCancel={() => setChanging(false)}
          onEscape={() => setChanging(false)}
          onSay={async (text, mentions) => {
            const done = await onChange(text, mentions);
            if (done) setChanging(false);
            return done;
          }}
        />
      ) : one.removed ? (
        <p className={layout.dim}>{t("Taken back.")}</p>
      ) : (
        <p className={css.words}>{one.text}</p>
      )}
      {one.mine && !one.removed && !changing ? (
        <div className={cx(layout.row, css.own)}>
          <Button size="compact-xs" variant="subtle" onClick={() => setChanging(true)}>
            {t("Change")}
          </Button>
          <Button size="compact-xs" variant="subtle" color="red" onClick={onTakeBack}>
            {t("Take back")}
          </Button>
        </div>
      ) : null}
    </li>
  );
}
