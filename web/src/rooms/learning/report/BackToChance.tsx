/** Ends whatever a choice has learned to do: everybody is chosen for at random again. */
import { Button, Modal, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type JSX } from "react";
import type { ChoiceReport } from "@/api/wire";
import { FaultNote } from "@/ui/note/Note";
import { say } from "@/ui/toast/toast";
import { cx } from "@/ui/classes";
import { endPolicy } from "./choicesApi";
import { t } from "@/language/t";
import layout from "@/ui/layout/layout.module.css";

export function BackToChance({ one }: { one: ChoiceReport }): JSX.Element {
  const [open, setOpen] = useState(false);
  return (
    <div>
      <Button variant="default" size="xs" onClick={() => setOpen(true)}>
        {t("Back to chance…")}
      </Button>
      {open ? <Dialog one={one} onClose={() => setOpen(false)} /> : null}
    </div>
  );
}

function Dialog({ one, onClose }: { one: ChoiceReport; onClose: () => void }): JSX.Element {
  const queries = useQueryClient();
  const [reason, setReason] = useState("");
  const end = useMutation({
    mutationFn: () => endPolicy(one.journey, one.node, reason),
    onSuccess: ({ version }) => {
      say(t`Policy ${version} holds: everybody is chosen for at random.`);
      void queries.invalidateQueries({ queryKey: ["journey", one.journey, "choices"] });
      onClose();
    },
  });
  return (
    <Modal opened onClose={onClose} title={t("Back to chance")}>
      <div className={layout.stack}>
        <p className={cx(layout.small, layout.dim)}>
          {t(
            "Each option that a person may have is as probable from now on, and no rule is tried for four weeks. What was learned stays known.",
          )}
        </p>
        <Textarea
          label={t("Why?")}
          description={t("Kept with the policy, for whoever asks later.")}
          required
          autosize
          minRows={2}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        {end.error ? <FaultNote error={end.error} /> : null}
        <div className={cx(layout.row, layout.dialogActs)}>
          <Button variant="default" onClick={onClose}>
            {t("Leave it")}
          </Button>
          <Button loading={end.isPending} disabled={!reason.trim()} onClick={() => end.mutate()}>
            {t("Choose at random")}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
