/** Two people edited one segment: both versions are shown, and nothing is lost. */
import { Button } from "@mantine/core";
import type { JSX } from "react";
import type { SegmentVersion } from "@/api/wire";
import { ago } from "@/ui/format/format";
import { Note } from "@/ui/note/Note";
import { Sentence } from "./Sentence";
import { cx } from "@/ui/classes";
import { t } from "@/language/t";
import layout from "@/ui/layout/layout.module.css";

interface Props {
  theirs: SegmentVersion;
  isNew: boolean;
  onTake: () => void;
  onOver: () => void;
}

export function SegmentConflict({ theirs, isNew, onTake, onOver }: Props): JSX.Element {
  const who = theirs.by || t("Somebody else");
  return (
    <div role="alert">
      <Note tone="warn">
        <div className={cx(layout.stack, layout.tight)}>
          <p>
            <b>
              {isNew
                ? t`${who} made a segment of this name meanwhile`
                : t`${who} saved version ${theirs.version} meanwhile`}
            </b>
            {theirs.published_at ? `, ${ago(theirs.published_at)}` : ""}
            {theirs.reason ? `: “${theirs.reason}”` : "."}
          </p>
          <p>
            <Sentence when={theirs.when} />
          </p>
          <div className={cx(layout.row, layout.wrap)}>
            {isNew ? (
              <span className={cx(layout.small, layout.dim)}>
                {t("Choose another name, then make it.")}
              </span>
            ) : (
              <>
                <Button size="compact-xs" variant="default" onClick={onTake}>
                  {t("Take theirs")}
                </Button>
                <Button size="compact-xs" variant="default" onClick={onOver}>
                  {t("Save mine over it")}
                </Button>
              </>
            )}
          </div>
        </div>
      </Note>
    </div>
  );
}
