/** Two ids become one person: seen first, then done. */
import { Button, Modal, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState, type JSX } from "react";
import type { Person } from "@/api/wire";
import { cx } from "@/ui/classes";
import { plain } from "@/ui/format/format";
import { FaultNote, Note } from "@/ui/note/Note";
import layout from "@/ui/layout/layout.module.css";
import { merge, mergePreview } from "./api";
import { rich } from "@/language/rich";
import { t } from "@/language/t";

interface Props {
  person: Person;
  onDone: (text: string) => void;
  onClose: () => void;
}

export function MergeDialog({ person, onDone, onClose }: Props): JSX.Element {
  const id = person.person;
  const [typed, setTyped] = useState("");
  const [other, setOther] = useState("");
  const preview = useQuery(mergePreview(id, other));
  const act = useMutation({
    mutationFn: () => merge(id, other),
    onSuccess: (answer) => onDone(answer.text),
  });
  const seen = preview.data;
  return (
    <Modal opened size="lg" onClose={onClose} title={t("Merge with another id")}>
      <div className={layout.stack}>
        <form
          className={cx(layout.row, layout.wrap)}
          onSubmit={(event) => {
            event.preventDefault();
            setOther(typed.trim());
          }}
        >
          <TextInput
            data-autofocus
            className={layout.grow ?? ""}
            label={t("The other id of this person")}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          <Button type="submit" variant="default" disabled={!typed.trim()}>
            {t("See what comes of it")}
          </Button>
        </form>
        {preview.error ? <FaultNote error={preview.error} /> : null}
        {seen ? (
          <section className={layout.stack} aria-label={t("As one person")}>
            {seen.differing.map((one) => (
              <div
                key={one.name}
              >{rich`${(<span className={layout.mono}>{one.name}</span>)}: ${plain(one.own)} here, ${plain(one.other)} there; ${(<b>{plain(one.kept)}</b>)} is kept.`}</div>
            ))}
            {Object.entries(seen.added).map(([name, value]) => (
              <div
                key={name}
              >{rich`${(<span className={layout.mono}>{name}</span>)}: ${plain(value)} is taken over.`}</div>
            ))}
            {seen.journeys.length ? <div>{t`Also in: ${seen.journeys.join(", ")}.`}</div> : null}
            {seen.lists.length ? <div>{t`Also on: ${seen.lists.join(", ")}.`}</div> : null}
            {seen.warnings.map((one) => (
              <Note key={one} tone="warn">
                {one}
              </Note>
            ))}
          </section>
        ) : null}
        {act.error ? <FaultNote error={act.error} /> : null}
        <div className={cx(layout.row, layout.dialogActs)}>
          <Button variant="default" onClick={onClose}>
            {t("Cancel")}
          </Button>
          <Button color="red" disabled={!seen} loading={act.isPending} onClick={() => act.mutate()}>
            {t("Merge for ever")}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
