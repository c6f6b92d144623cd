/** A file is taken in, or a new version of one, which live journeys carry from then on. */
import { Button, FileInput, Modal, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type JSX } from "react";
import type { ContentLine } from "@/api/wire";
import { cx } from "@/ui/classes";
import { FaultNote } from "@/ui/note/Note";
import { say } from "@/ui/toast/toast";
import layout from "@/ui/layout/layout.module.css";
import { addFile, FILE_BYTES_MAX } from "./api";
import { idOf, inBase64, sizeOf, typeOf } from "./fileBody";
import { t } from "@/language/t";

interface Props {
  /** The file of which this is to be a new version. */
  of?: ContentLine | undefined;
  taken: readonly string[];
  onClose: () => void;
}

export function AddFile({ of, taken, onClose }: Props): JSX.Element {
  const queries = useQueryClient();
  const [file, setFile] = useState<File | null>(null);
  const [name, setName] = useState(of?.id ?? "");
  const [reason, setReason] = useState("");
  const id = of?.id ?? (name.trim() || idOf(file?.name ?? ""));
  const isLarge = (file?.size ?? 0) > FILE_BYTES_MAX;
  const isTaken = !of && taken.includes(id);
  const add = useMutation({
    mutationFn: async (chosen: File) =>
      addFile({
        id,
        name: chosen.name,
        content_type: typeOf(chosen),
        content: await inBase64(chosen),
        reason: reason.trim(),
      }),
    onSuccess: (made) => {
      say(t`${id} is published as version ${made.version ?? 1}.`);
      void queries.invalidateQueries({ queryKey: ["content"] });
      onClose();
    },
  });
  return (
    <Modal opened onClose={onClose} title={of ? t`A new version of ${of.name}` : t("Add a file")}>
      <form
        className={layout.stack}
        onSubmit={(event) => {
          event.preventDefault();
          if (file) add.mutate(file);
        }}
      >
        <FileInput
          label={t("File")}
          description={t("Up to 10 MB. People see its name.")}
          placeholder={t("Choose a file")}
          value={file}
          onChange={setFile}
          error={
            isLarge
              ? t`It has ${sizeOf(file?.size ?? 0)}. Put it on a page, and link to it.`
              : undefined
          }
        />
        {of ? null : (
          <TextInput
            label={t("Id")}
            description={t("Messages name the file by it.")}
            placeholder={idOf(file?.name ?? "") || t("made from the file's name")}
            value={name}
            error={
              isTaken ? t("There is a file of this id. Give it a new version instead.") : undefined
            }
            onChange={(event) => setName(event.currentTarget.value)}
          />
        )}
        <TextInput
          label={t("Why?")}
          placeholder={t("Kept with the version")}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        {add.error ? <FaultNote error={add.error} /> : null}
        <div className={cx(layout.row, layout.dialogActs)}>
          <Button variant="default" onClick={onClose}>
            {t("Cancel")}
          </Button>
          <Button
            type="submit"
            loading={add.isPending}
            disabled={!file || !id || isLarge || isTaken || !reason.trim()}
          >
            {of ? t("Publish the new version") : t("Publish the file")}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
