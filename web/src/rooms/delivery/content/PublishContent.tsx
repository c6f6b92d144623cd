/** Content goes live with a reason: the journeys that use it send it from their next message on. */
import { Button, Modal, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type JSX } from "react";
import { cx } from "@/ui/classes";
import { FaultNote, Note } from "@/ui/note/Note";
import { say } from "@/ui/toast/toast";
import layout from "@/ui/layout/layout.module.css";
import { content, publish } from "./api";
import { dropFresh, type Name } from "./fresh";

interface Props {
  name: Name;
  document: object;
  onClose: () => void;
}

export function PublishContent({ name, document, onClose }: Props): JSX.Element {
  const queries = useQueryClient();
  const [reason, setReason] = useState("");
  const { data } = useQuery(content());
  const users =
    data?.content.find((one) => one.kind === name.kind && one.id === name.id)?.journeys ?? [];
  const go = useMutation({
    mutationFn: () => publish(document, reason.trim()),
    onSuccess: ({ version }) => {
      dropFresh(name);
      say(`Version ${version ?? ""} is live.`);
      void queries.invalidateQueries({ queryKey: ["content"] });
      onClose();
    },
  });
  return (
    <Modal opened onClose={onClose} title="Publish">
      <form
        className={layout.stack}
        onSubmit={(event) => {
          event.preventDefault();
          go.mutate();
        }}
      >
        <Note>
          {users.length
            ? `${users.join(", ")} ${users.length === 1 ? "sends" : "send"} it from the next entry on; who is inside goes on with the version they entered with.`
            : "No live journey uses it yet. A message names it as its template."}
        </Note>
        <TextInput
          label="Why this change?"
          description="It stands in the history."
          data-autofocus
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        {go.error ? <FaultNote error={go.error} /> : null}
        <div className={cx(layout.row, layout.dialogActs)}>
          <Button variant="default" onClick={onClose}>
            Not yet
          </Button>
          <Button type="submit" loading={go.isPending} disabled={!reason.trim()}>
            Publish
          </Button>
        </div>
      </form>
    </Modal>
  );
}
