/** A test to oneself: by the real provider, in no figure, with what the provider answered. */
import { Button, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState, type JSX } from "react";
import { session } from "@/api/queries";
import type { TestSendAnswer } from "@/api/wire";
import { cx } from "@/ui/classes";
import { FaultNote, Note } from "@/ui/note/Note";
import layout from "@/ui/layout/layout.module.css";
import { testSend, type Whom } from "../api";
import { t } from "@/language/t";

function said(answer: TestSendAnswer): string {
  const more = answer.reason ? `: ${answer.reason}` : "";
  switch (answer.result) {
    case "sandbox":
      return t`Nothing was sent${more}`;
    case "accepted":
      return t`${answer.provider} took it. It says: accepted${answer.provider_id ? `, ${answer.provider_id}` : ""}.`;
    default:
      return t`${answer.provider} did not take it. It says: ${answer.result}${more}`;
  }
}

export function TestSend({ document, whom }: { document: object; whom: Whom }): JSX.Element {
  const { data: me } = useQuery(session());
  const [to, setTo] = useState<string | null>(null);
  const isMail = !("channel" in document) || document.channel === "email";
  const own = isMail ? (me?.person?.email ?? "") : "";
  const go = useMutation({ mutationFn: () => testSend(document, whom, (to ?? own).trim()) });
  return (
    <form
      className={layout.stack}
      onSubmit={(event) => {
        event.preventDefault();
        event.stopPropagation();
        go.mutate();
      }}
    >
      <div className={cx(layout.row, layout.wrap)}>
        <TextInput
          size="xs"
          aria-label={t("Send a test to")}
          placeholder={isMail ? "you@example.com" : "+4915112345678"}
          value={to ?? own}
          onChange={(event) => setTo(event.currentTarget.value)}
        />
        <Button
          size="xs"
          variant="default"
          type="submit"
          loading={go.isPending}
          disabled={!(to ?? own).trim()}
        >
          {t("Send a test")}
        </Button>
        <span className={cx(layout.small, layout.dim)}>{t("It counts in no figure.")}</span>
      </div>
      <div role="status">
        {go.error ? <FaultNote error={go.error} /> : null}
        {go.data ? (
          <Note tone={go.data.result === "accepted" ? "" : "warn"}>{said(go.data)}</Note>
        ) : null}
      </div>
    </form>
  );
}
