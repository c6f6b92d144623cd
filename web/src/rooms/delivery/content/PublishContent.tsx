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
import { t } from "@/language/t";

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
      say(t`Version ${version ?? ""} is live.`);
      void queries.invalidateQueries({ queryKey: ["content"] });
      onClose();
    },
  });
  return (
    <Modal opened onClose={onClose} title={t("Publish")}>
      <form
        className={layout.stack}
        onSubmit={(event) => {
          event.preventDefault();
          go.mutate();
        }}
      >
        <Note>
          {users.length
            ? t`${users.join(", ")} ${users.length === 1 ? t("sends") : t("send")} it from the next entry on; who is inside goes on with the version they entered with.`
            : t("No live journey uses it yet. A message names it as its template.")}
        </Note>
        <TextInput
          label={t("Why this change?")}
          description={t("It stands in the history.")}
          data-autofocus
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        {go.error ? <FaultNote error={go.error} /> : null}
        <div className={cx(layout.row, layout.dialogActs)}>
          <Button variant="default" onClick={onClose}>
            {t("Not yet")}
          </Button>
          <Button type="submit" loading={go.isPending} disabled={!reason.trim()}>
            {t("Publish")}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
