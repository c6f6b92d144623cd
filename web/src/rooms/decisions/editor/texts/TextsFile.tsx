/** All texts as a file: out for a review or a translation, and in again after one has seen what it changes. */
import { Button, FileButton } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import type { JSX } from "react";
import type { TextFault, TextsTaken } from "@/api/wire";
import { nodeName } from "@/canvas/document";
import { cx } from "@/ui/classes";
import { count } from "@/ui/format/format";
import { Icon } from "@/ui/icon/Icon";
import layout from "@/ui/layout/layout.module.css";
import { FaultNote, Note } from "@/ui/note/Note";
import { Table, type Column } from "@/ui/table/Table";
import { say } from "@/ui/toast/toast";
import type { Editor } from "../useEditor";
import { textsFile, tryTexts, withTexts } from "./file";
import { t } from "@/language/t";

export function TextsFile({ editor }: { editor: Editor }): JSX.Element {
  const { document, act } = editor;
  const attempt = useMutation({ mutationFn: (file: File) => tryTexts(document.id, file) });
  const take = ({ changed }: TextsTaken) => {
    act({ kind: "load", document: withTexts(document, changed) });
    say(t`${count(changed.length)} texts are in the draft.`);
    attempt.reset();
  };
  return (
    <>
      <div className={cx(layout.row, layout.wrap)}>
        <Button
          component="a"
          href={textsFile(document.id)}
          download={`${document.id}-texts.csv`}
          size="xs"
          variant="default"
          leftSection={<Icon name="download" size={13} />}
        >
          {t("Save as CSV")}
        </Button>
        <FileButton
          accept="text/csv,.csv"
          onChange={(file) => {
            if (file) attempt.mutate(file);
          }}
        >
          {(props) => (
            <Button {...props} size="xs" variant="default" loading={attempt.isPending}>
              {t("Take in a CSV")}
            </Button>
          )}
        </FileButton>
      </div>
      {attempt.error ? <FaultNote error={attempt.error} /> : null}
      {attempt.data ? (
        <Taken taken={attempt.data} editor={editor} onTake={take} onLeave={attempt.reset} />
      ) : null}
    </>
  );
}

const FAULTS: Column<TextFault>[] = [
  { name: t("Row"), cell: (one) => <b>{count(one.row)}</b> },
  { name: t("What is wrong"), cell: (one) => one.text, phone: "line" },
  {
    name: t("What becomes of it"),
    cell: (one) => (one.refused ? t("Left out") : t("Taken; correct it here")),
    phone: "plain",
  },
];

interface TakenProps {
  taken: TextsTaken;
  editor: Editor;
  onTake: (taken: TextsTaken) => void;
  onLeave: () => void;
}

function Taken({ taken, editor, onTake, onLeave }: TakenProps): JSX.Element {
  const { changed, same, faults } = taken;
  const { nodes } = editor.document;
  const steps = [...new Set(changed.map((one) => one.step))];
  return (
    <section className={layout.stack} aria-label={t("What the file changes")} role="status">
      <p>
        {changed.length ? (
          <b>
            {changed.length === 1
              ? t("1 text becomes another one")
              : t`${count(changed.length)} texts become others`}
          </b>
        ) : (
          <b>{t("This file changes nothing")}</b>
        )}
        {t`; unchanged: ${count(same)}.`}
      </p>
      {steps.length ? (
        <p className={cx(layout.small, layout.dim)}>
          {steps.map((step) => nodeName(step, nodes[step])).join(" · ")}
        </p>
      ) : null}
      {faults.length ? (
        <Table
          label={t("Rows to look at")}
          flush
          columns={FAULTS}
          rows={faults}
          keyOf={(one) => `${one.row} ${one.code} ${one.text}`}
        />
      ) : null}
      {changed.length ? (
        <div className={cx(layout.row, layout.dialogActs)}>
          <Button variant="default" onClick={onLeave}>
            {t("Leave everything as it is")}
          </Button>
          <Button onClick={() => onTake(taken)}>
            {changed.length === 1 ? t("Take 1 text") : t`Take ${count(changed.length)} texts`}
          </Button>
        </div>
      ) : faults.length ? null : (
        <Note>{t("Every text of the file stands in the journey already.")}</Note>
      )}
    </section>
  );
}
