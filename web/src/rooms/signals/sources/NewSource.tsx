/** A new source: where it is and what it brings, then the dry run, then the schedule begins. */
import { Button, Modal, Select, Switch, TextInput, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type JSX } from "react";
import type { ImportKind } from "@/api/wire";
import { Fold } from "@/nodes/fields/Fold";
import { cx } from "@/ui/classes";
import { FaultNote, Note } from "@/ui/note/Note";
import { say } from "@/ui/toast/toast";
import layout from "@/ui/layout/layout.module.css";
import { addSource, tryNewSource } from "./api";
import { bodyOf, FIXED, FRESH, type SourceDraft } from "./draft";
import { TAKES, TIMES } from "./kinds";
import { PlaceFields } from "./PlaceFields";
import { TrialRows } from "./TrialRows";
import { rich } from "@/language/rich";
import { t } from "@/language/t";

export function NewSource({ onClose }: { onClose: () => void }): JSX.Element {
  const queries = useQueryClient();
  const [draft, setDraft] = useState<SourceDraft>(FRESH);
  const attempt = useMutation({ mutationFn: () => tryNewSource(bodyOf(draft)) });
  const add = useMutation({
    mutationFn: () => addSource(bodyOf(draft)),
    onSuccess: () => {
      say(t("The source is connected. Run it now, or let its schedule do it."));
      void queries.invalidateQueries({ queryKey: ["sources"] });
      onClose();
    },
  });
  /** What was tried is another source from here on. */
  const change = (part: Partial<SourceDraft>) => {
    setDraft({ ...draft, ...part });
    attempt.reset();
  };
  const ready = Boolean(draft.name.trim() && draft.url.trim());
  return (
    <Modal opened onClose={onClose} title={t("Connect a source")} size="xl">
      <form
        className={layout.stack}
        onSubmit={(event) => {
          event.preventDefault();
          attempt.mutate();
        }}
      >
        <TextInput
          label={t("Name")}
          description={t("Small letters, digits and hyphens.")}
          placeholder="warehouse-people"
          required
          value={draft.name}
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
        <PlaceFields draft={draft} onChange={change} />
        <RowFields draft={draft} onChange={change} />
        <Times draft={draft} onChange={change} />
        <Note>{rich`The address and the header are sealed on the server and never shown again. The folder ${(<code>sources</code>)} of the data folder can be read; hosts of your own network and other folders are named in ${(<code>LOOPLINE_SOURCES</code>)}.`}</Note>
        {attempt.error ? <FaultNote error={attempt.error} /> : null}
        {attempt.data ? <TrialRows trial={attempt.data} /> : null}
        {add.error ? <FaultNote error={add.error} /> : null}
        <div className={cx(layout.row, layout.dialogActs)}>
          <Button variant="default" onClick={onClose}>
            {t("Cancel")}
          </Button>
          <Button
            type="submit"
            variant={attempt.data ? "default" : "filled"}
            loading={attempt.isPending}
            disabled={!ready}
          >
            {attempt.data ? t("Try again") : t("Try it")}
          </Button>
          {attempt.data ? (
            <Button loading={add.isPending} onClick={() => add.mutate()}>
              {t("Connect it")}
            </Button>
          ) : null}
        </div>
      </form>
    </Modal>
  );
}

interface Fields {
  draft: SourceDraft;
  onChange: (part: Partial<SourceDraft>) => void;
}

function RowFields({ draft, onChange }: Fields): JSX.Element {
  const fixed = FIXED[draft.takes];
  return (
    <>
      <Select
        label={t("What it brings")}
        data={TAKES}
        value={draft.takes}
        allowDeselect={false}
        onChange={(value) => onChange({ takes: (value ?? "people") as ImportKind })}
      />
      {fixed ? (
        <TextInput
          label={fixed.label}
          description={t("Empty where the rows have a column for it.")}
          value={draft.fixed}
          onChange={(event) => onChange({ fixed: event.currentTarget.value })}
        />
      ) : null}
      <Fold title={t("Columns that are named otherwise")}>
        <Textarea
          label={t("One a line")}
          description={t("column=field, column=field:text, or column=- to leave it out.")}
          placeholder="Customer No=user_id"
          autosize
          minRows={2}
          value={draft.map}
          onChange={(event) => onChange({ map: event.currentTarget.value })}
        />
      </Fold>
      <Switch
        label={t("Journeys hear of it")}
        description={t(
          "Off, the rows are known and start nothing. On, each row is a signal as any other, and messages may leave.",
        )}
        checked={draft.live}
        onChange={(event) => onChange({ live: event.currentTarget.checked })}
      />
    </>
  );
}

function Times({ draft, onChange }: Fields): JSX.Element {
  const own = !TIMES.some((one) => one.value === draft.schedule);
  return (
    <>
      <Select
        label={t("When it runs")}
        data={[...TIMES, { value: "own", label: t("At times of its own") }]}
        value={own ? "own" : draft.schedule}
        allowDeselect={false}
        onChange={(value) => onChange({ schedule: value === "own" ? "30 6 * * *" : (value ?? "") })}
      />
      {own ? (
        <TextInput
          label={t("Times, as cron writes them")}
          description={t("Minute, hour, day, month, weekday, on the workspace's clock.")}
          value={draft.schedule}
          onChange={(event) => onChange({ schedule: event.currentTarget.value })}
        />
      ) : null}
    </>
  );
}
