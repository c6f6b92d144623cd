/** All texts as a file: out for a review or a translation, and in again after one has seen what it changes. */
import { Button, FileButton } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import type { JSX } from "react";
import type { TextChanged, TextFault, TextsTaken } from "@/api/wire";
import { nodeName } from "@/canvas/document";
import { LABELS } from "@/nodes/message/Content";
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

type Part = keyof typeof LABELS;

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

const SHOWN = 20;

/** The new texts, the first of them whole: nobody takes what they have not seen. */
function Changes({
  taken: { changed },
  editor,
}: Pick<TakenProps, "taken" | "editor">): JSX.Element {
  const { nodes } = editor.document;
  const columns: Column<TextChanged>[] = [
    { name: t("Step"), cell: (one) => <b>{nodeName(one.step, nodes[one.step])}</b> },
    {
      name: t("Text"),
      cell: (one) =>
        [LABELS[one.field as Part] ?? one.field, one.language].filter(Boolean).join(", "),
      phone: "plain",
    },
    { name: t("New"), cell: (one) => one.text, phone: "line" },
  ];
  return (
    <>
      <Table
        label={t("New texts")}
        flush
        columns={columns}
        rows={changed.slice(0, SHOWN)}
        keyOf={(one) => String(one.row)}
      />
      {changed.length > SHOWN ? (
        <p className={cx(layout.small, layout.dim)}>
          {t`and ${count(changed.length - SHOWN)} more`}
        </p>
      ) : null}
    </>
  );
}

interface TakenProps {
  taken: TextsTaken;
  editor: Editor;
  onTake: (taken: TextsTaken) => void;
  onLeave: () => void;
}

function Taken({ taken, editor, onTake, onLeave }: TakenProps): JSX.Element {
  const { changed, same, faults } = taken;
  return (
    <section className={layout.stack} aria-label={t("What the file changes")} role="status">
      <p>
        {changed.length ? (
          <b>
            {changed.length === 1 ? t("1 text changes") : t`${count(changed.length)} texts change`}
          </b>
        ) : (
          <b>{t("This file changes nothing")}</b>
        )}
        {t`; unchanged: ${count(same)}.`}
      </p>
      {changed.length ? <Changes taken={taken} editor={editor} /> : null}
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
