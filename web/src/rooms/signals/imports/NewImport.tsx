/** A new import: the file and what it holds, then the dry run with how each column is read, then the start. */
import { Button, FileInput, Modal, Progress, Select, Switch, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type JSX } from "react";
import type { ImportKind, ImportTrial, ImportView } from "@/api/wire";
import { cx } from "@/ui/classes";
import { count } from "@/ui/format/format";
import { FaultNote, Note } from "@/ui/note/Note";
import { say } from "@/ui/toast/toast";
import layout from "@/ui/layout/layout.module.css";
import { digest, startImport, tried, type Options } from "./api";
import { TrialView } from "./TrialView";
import { rich } from "@/language/rich";
import { t } from "@/language/t";

const KINDS: { value: ImportKind; label: string; text: string }[] = [
  { value: "people", label: t("People"), text: t("One row a person, with fields.") },
  { value: "events", label: t("Events"), text: t("One row an event: who, what, when.") },
  {
    value: "accounts",
    label: t("Members of accounts"),
    text: t("One row a member, with the account."),
  },
  {
    value: "lists",
    label: t("People of a list"),
    text: t("One row a person; the list is named below."),
  },
  { value: "consent", label: t("Consent"), text: t("One row a yes or a no, with its proof.") },
  { value: "suppressions", label: t("Suppressed addresses"), text: t("One row an address.") },
];
/** A file is read as a whole to know it again; more than this belongs to `loopline import`. */
const BYTES_MAX = 512 << 20;

interface Tried {
  view: ImportView;
  trial: ImportTrial;
  /** What was asked for, to tell whether the answer is still about it. */
  asked: string;
}

export function NewImport({ onClose }: { onClose: () => void }): JSX.Element {
  const queries = useQueryClient();
  const [file, setFile] = useState<File | null>(null);
  const [kind, setKind] = useState<ImportKind>("people");
  const [list, setList] = useState("");
  const [live, setLive] = useState(false);
  const [map, setMap] = useState<Record<string, string>>({});
  const [sent, setSent] = useState(0);
  const [found, setFound] = useState<Tried | null>(null);
  const asked = JSON.stringify([file?.name, file?.size, file?.lastModified, kind, list, live, map]);
  const attempt = useMutation({
    mutationFn: async () => {
      if (!file) throw new Error(t("Choose a file first."));
      setSent(0);
      const options: Options = {
        kind,
        silent: !live,
        map: Object.entries(map).map(([column, field]) => `${column}=${field}`),
        set: kind === "lists" && list.trim() ? { list: list.trim() } : {},
      };
      return { ...(await tried(file, await digest(file), options, setSent)), asked };
    },
    onSuccess: setFound,
  });
  const start = useMutation({
    mutationFn: (id: string) => startImport(id),
    onSuccess: () => {
      say(t("The import is under way. You may close this page; it goes on."));
      void queries.invalidateQueries({ queryKey: ["imports"] });
      onClose();
    },
  });
  const stale = found !== null && found.asked !== asked;
  const takes = found ? found.trial.rows - found.trial.refused : 0;
  const tooLarge = (file?.size ?? 0) > BYTES_MAX;
  return (
    <Modal opened onClose={onClose} title={t("Import a file")} size="xl">
      <div className={layout.stack}>
        <FileInput
          label={t("File")}
          description={t("CSV, JSON lines or Parquet.")}
          placeholder={t("Choose a file")}
          accept=".csv,.tsv,.txt,.jsonl,.ndjson,.parquet"
          value={file}
          onChange={(next) => {
            setFile(next);
            setFound(null);
            setMap({});
          }}
        />
        <Select
          label={t("What it holds")}
          description={KINDS.find((one) => one.value === kind)?.text}
          data={KINDS.map(({ value, label }) => ({ value, label }))}
          value={kind}
          allowDeselect={false}
          onChange={(value) => {
            setKind((value ?? "people") as ImportKind);
            setFound(null);
            setMap({});
          }}
        />
        {kind === "lists" ? (
          <TextInput
            label={t("List")}
            placeholder={t("vip")}
            description={t("Empty where the file has a column for it.")}
            value={list}
            onChange={(event) => {
              setList(event.currentTarget.value);
              setFound(null);
            }}
          />
        ) : null}
        <Switch
          label={t("Journeys hear of it")}
          description={t(
            "Off, the rows are known and start nothing. On, each row is a signal as any other, and messages may leave.",
          )}
          checked={live}
          onChange={(event) => {
            setLive(event.currentTarget.checked);
            setFound(null);
          }}
        />
        {tooLarge ? (
          <Note tone="warn">{rich`This file has more than 512 MB. Bring it in by ${(<code>loopline import</code>)}, which sends it in pieces and goes on where it was cut short.`}</Note>
        ) : null}
        {attempt.isPending && file ? (
          <Progress
            value={(100 * sent) / Math.max(1, file.size)}
            aria-label={t("How much has arrived")}
          />
        ) : null}
        {attempt.error ? <FaultNote error={attempt.error} /> : null}
        {found ? <TrialView trial={found.trial} map={map} onMap={setMap} stale={stale} /> : null}
        {start.error ? <FaultNote error={start.error} /> : null}
        <div className={cx(layout.row, layout.dialogActs)}>
          <Button variant="default" onClick={onClose}>
            {t("Cancel")}
          </Button>
          <Button
            variant={found ? "default" : "filled"}
            loading={attempt.isPending}
            disabled={!file || tooLarge}
            onClick={() => attempt.mutate()}
          >
            {found ? t("Try again") : t("Try it")}
          </Button>
          {found ? (
            <Button
              loading={start.isPending}
              disabled={takes === 0 || stale || attempt.isPending}
              onClick={() => start.mutate(found.view.id)}
            >
              {found.trial.whole ? t`Take ${count(takes)} rows` : t("Take the whole file")}
            </Button>
          ) : null}
        </div>
      </div>
    </Modal>
  );
}
