/** Traits of a person, an address among them: stated anew, added, taken away, with a reason. */
import { Button, Modal, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState, type JSX } from "react";
import type { Person } from "@/api/wire";
import { cx } from "@/ui/classes";
import { FaultNote, Note } from "@/ui/note/Note";
import layout from "@/ui/layout/layout.module.css";
import { setTraits } from "./api";
import { changed, shownValue } from "./traits";
import { t } from "@/language/t";

interface Props {
  person: Person;
  onDone: (text: string) => void;
  onClose: () => void;
}

export function TraitsDialog({ person, onDone, onClose }: Props): JSX.Element {
  const [values, setValues] = useState<Record<string, string>>(() =>
    Object.fromEntries(Object.entries(person.traits).map(([key, one]) => [key, shownValue(one)])),
  );
  const [name, setName] = useState("");
  const [reason, setReason] = useState("");
  const wanted = changed(person.traits, values);
  const act = useMutation({
    mutationFn: () => setTraits(person.person, wanted, reason.trim()),
    onSuccess: (answer) => onDone(answer.text),
  });
  const add = () => {
    setValues({ ...values, [name.trim()]: "" });
    setName("");
  };
  return (
    <Modal opened size="lg" onClose={onClose} title={t("Edit fields and addresses")}>
      <form
        className={layout.stack}
        onSubmit={(event) => {
          event.preventDefault();
          act.mutate();
        }}
      >
        {Object.entries(values).map(([key, value]) => (
          <TextInput
            key={key}
            label={key}
            value={value}
            onChange={(event) => setValues({ ...values, [key]: event.currentTarget.value })}
          />
        ))}
        <div className={cx(layout.row, layout.wrap)}>
          <TextInput
            className={layout.grow ?? ""}
            label={t("Another field")}
            placeholder={t("plan")}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Button variant="default" disabled={!name.trim() || name.trim() in values} onClick={add}>
            {t("Add it")}
          </Button>
        </div>
        <TextInput
          label={t("Why")}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Note>
          {t("A box that is emptied takes the field away. Numbers, yes and no are taken as such.")}
        </Note>
        {act.error ? <FaultNote error={act.error} /> : null}
        <div className={cx(layout.row, layout.dialogActs)}>
          <Button variant="default" onClick={onClose}>
            {t("Cancel")}
          </Button>
          <Button
            type="submit"
            disabled={Object.keys(wanted).length === 0}
            loading={act.isPending}
          >{t`State ${Object.keys(wanted).length || ""} changes`}</Button>
        </div>
      </form>
    </Modal>
  );
}
