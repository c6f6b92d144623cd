/** An address is suppressed, or may be written to again. */
import { Button, Modal, Select, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type JSX } from "react";
import type { SuppressionLine } from "@/api/wire";
import { channelName } from "@/ui/channel/channel";
import { cx } from "@/ui/classes";
import { FaultNote, Note } from "@/ui/note/Note";
import { say } from "@/ui/toast/toast";
import layout from "@/ui/layout/layout.module.css";
import { lift, suppress } from "./api";
import { t } from "@/language/t";

/** The list is asked again once the act is done: the loop has to decide it first. */
function useAct(act: () => Promise<unknown>, text: string, onClose: () => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSuccess: () => {
      say(text);
      onClose();
      void queries.invalidateQueries({ queryKey: ["suppressions"] });
    },
  });
}

export function AddSuppression({
  channels,
  onClose,
}: {
  channels: readonly string[];
  onClose: () => void;
}): JSX.Element {
  const [address, setAddress] = useState("");
  const [channel, setChannel] = useState("email");
  const [note, setNote] = useState("");
  const add = useAct(
    () => suppress({ address: address.trim(), channel, note: note.trim() }),
    t`${address.trim()} is not written to any more.`,
    onClose,
  );
  return (
    <Modal opened onClose={onClose} title={t("Write to an address no more")}>
      <form
        className={layout.stack}
        onSubmit={(event) => {
          event.preventDefault();
          add.mutate();
        }}
      >
        <Select
          label={t("Channel")}
          data={channels.map((value) => ({ value, label: channelName(value) }))}
          value={channel}
          allowDeselect={false}
          onChange={(value) => setChannel(value ?? "email")}
        />
        <TextInput
          label={t("Address")}
          placeholder={channel === "email" ? "ada@example.com" : "+4930123456"}
          value={address}
          onChange={(event) => setAddress(event.currentTarget.value)}
          data-autofocus
        />
        <TextInput
          label={t("Note")}
          description={t("Why, for whoever asks later.")}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        {add.error ? <FaultNote error={add.error} /> : null}
        <div className={cx(layout.row, layout.dialogActs)}>
          <Button variant="default" onClick={onClose}>
            {t("Cancel")}
          </Button>
          <Button type="submit" loading={add.isPending} disabled={!address.trim()}>
            {t("Suppress it")}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

export function LiftSuppression({
  line,
  onClose,
}: {
  line: SuppressionLine;
  onClose: () => void;
}): JSX.Element {
  const [note, setNote] = useState("");
  const act = useAct(
    () => lift({ address: line.address, channel: line.channel, note: note.trim() }),
    t`${line.address} may be written to again.`,
    onClose,
  );
  return (
    <Modal opened onClose={onClose} title={t`Write to ${line.address} again?`}>
      <form
        className={layout.stack}
        onSubmit={(event) => {
          event.preventDefault();
          act.mutate();
        }}
      >
        <Note tone="warn">
          {t(
            "All that was said against this address is over then, whatever it was. Consent of the person who has it stands as it is.",
          )}
        </Note>
        <TextInput
          label={t("Why")}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
          data-autofocus
        />
        {act.error ? <FaultNote error={act.error} /> : null}
        <div className={cx(layout.row, layout.dialogActs)}>
          <Button variant="default" onClick={onClose}>
            {t("Leave it")}
          </Button>
          <Button type="submit" loading={act.isPending} disabled={!note.trim()}>
            {t("Lift it")}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
