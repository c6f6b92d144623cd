/** A review is finished with a note, mailed, and stays as it is. */
import { Button, Modal, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type JSX } from "react";
import { cx } from "@/ui/classes";
import { FaultNote } from "@/ui/note/Note";
import { say } from "@/ui/toast/toast";
import layout from "@/ui/layout/layout.module.css";
import { finish } from "./api";
import { t } from "@/language/t";

export function Finish({ week, onClose }: { week: string; onClose: () => void }): JSX.Element {
  const [note, setNote] = useState("");
  const queries = useQueryClient();
  const act = useMutation({
    mutationFn: () => finish(week, note),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ["review"] });
      void queries.invalidateQueries({ queryKey: ["reviews"] });
      say(t("The review is finished."));
      onClose();
    },
  });
  return (
    <Modal opened onClose={onClose} title={t("Finish the review")}>
      <form
        className={layout.stack}
        onSubmit={(event) => {
          event.preventDefault();
          act.mutate();
        }}
      >
        <p>
          {t(
            "It stays as it is from now on, and is mailed to everybody who asked for reviews. The next week’s goes on by itself.",
          )}
        </p>
        <Textarea
          label={t("What you decided")}
          autosize
          minRows={3}
          maxLength={4000}
          data-autofocus
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        {act.error ? <FaultNote error={act.error} /> : null}
        <div className={cx(layout.row, layout.dialogActs)}>
          <Button variant="default" onClick={onClose}>
            {t("Cancel")}
          </Button>
          <Button type="submit" loading={act.isPending}>
            {t("Finish it")}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
