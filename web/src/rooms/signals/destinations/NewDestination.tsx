/** A new destination: where it is, what is written, and when. */
import { Button, Checkbox, Modal, PasswordInput, Select, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type JSX } from "react";
import type { DestinationSpec } from "@/api/wire";
import { cx } from "@/ui/classes";
import { FaultNote, Note } from "@/ui/note/Note";
import { say } from "@/ui/toast/toast";
import layout from "@/ui/layout/layout.module.css";
import { TIMES } from "../sources/kinds";
import { addDestination } from "./api";
import { KINDS, TABLES, type SentTable } from "./words";
import { rich } from "@/language/rich";
import { t } from "@/language/t";

interface Draft {
  name: string;
  kind: DestinationSpec["kind"];
  url: string;
  tables: SentTable[];
  schedule: string;
}

const FRESH: Draft = {
  name: "",
  kind: "sql",
  url: "",
  tables: TABLES.map((one) => one.value),
  schedule: "0 * * * *",
};

export function NewDestination({ onClose }: { onClose: () => void }): JSX.Element {
  const queries = useQueryClient();
  const [draft, setDraft] = useState<Draft>(FRESH);
  const change = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));
  const { kind, tables, schedule } = draft;
  const add = useMutation({
    mutationFn: () =>
      addDestination({
        name: draft.name.trim(),
        url: draft.url.trim(),
        spec: { kind, tables, schedule },
      }),
    onSuccess: () => {
      say(t("The destination is added. Write it now, or let its schedule do it."));
      void queries.invalidateQueries({ queryKey: ["destinations"] });
      onClose();
    },
  });
  const ready = Boolean(draft.name.trim() && draft.url.trim() && tables.length);
  return (
    <Modal opened onClose={onClose} title={t("Add a destination")} size="lg">
      <form
        className={layout.stack}
        onSubmit={(event) => {
          event.preventDefault();
          add.mutate();
        }}
      >
        <TextInput
          label={t("Name")}
          description={t("Small letters, digits and hyphens.")}
          placeholder={t("warehouse")}
          required
          data-autofocus
          value={draft.name}
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
        <Select
          label={t("Where it is")}
          data={KINDS.map(({ value, label }) => ({ value, label }))}
          value={kind}
          allowDeselect={false}
          onChange={(value) => change({ kind: (value ?? "sql") as Draft["kind"] })}
        />
        <Place draft={draft} change={change} />
        <Checkbox.Group
          label={t("What is written")}
          value={tables}
          onChange={(value) => change({ tables: value as SentTable[] })}
        >
          <div className={cx(layout.stack, layout.tight)}>
            {TABLES.map((one) => (
              <Checkbox
                key={one.value}
                value={one.value}
                label={one.label}
                description={one.text}
              />
            ))}
          </div>
        </Checkbox.Group>
        <Select
          label={t("When it runs")}
          data={TIMES}
          value={schedule}
          allowDeselect={false}
          onChange={(value) => change({ schedule: value ?? "" })}
        />
        <Note>{rich`The address is sealed on the server and never shown again. The folder ${(<code>destinations</code>)} of the data folder can be written to; hosts of your own network and other folders are named in ${(<code>LOOPLINE_SOURCES</code>)}.`}</Note>
        {add.error ? <FaultNote error={add.error} /> : null}
        <div className={cx(layout.row, layout.dialogActs)}>
          <Button variant="default" onClick={onClose}>
            {t("Cancel")}
          </Button>
          <Button type="submit" loading={add.isPending} disabled={!ready}>
            {t("Add it")}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

/** The address of a database holds a password; the path of a folder is no secret and is read as it is typed. */
function Place({
  draft,
  change,
}: {
  draft: Draft;
  change: (part: Partial<Draft>) => void;
}): JSX.Element {
  const example = KINDS.find((one) => one.value === draft.kind)?.example ?? "";
  const Box = draft.kind === "sql" ? PasswordInput : TextInput;
  return (
    <Box
      label={draft.kind === "sql" ? t("Address") : t("Folder")}
      description={t`Such as ${example}`}
      required
      autoComplete="off"
      value={draft.url}
      onChange={(event) => change({ url: event.currentTarget.value })}
    />
  );
}
