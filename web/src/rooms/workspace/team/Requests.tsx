/** Publishes that wait for a second person: somebody else than whoever asked agrees, or says what to change. */
import { Button, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type JSX } from "react";
import { session } from "@/api/queries";
import { askFor, mayAs } from "@/api/roles";
import type { RequestLine } from "@/api/wire";
import { cx } from "@/ui/classes";
import { ago } from "@/ui/format/format";
import { LockButton } from "@/ui/lock/LockButton";
import { FaultNote } from "@/ui/note/Note";
import { say, sayFault } from "@/ui/toast/toast";
import layout from "@/ui/layout/layout.module.css";
import { approve, refuse, requests, withdraw } from "./api";
import { rich } from "@/language/rich";
import { t } from "@/language/t";

export function Requests(): JSX.Element | null {
  const { data } = useQuery(requests());
  const waiting = (data?.requests ?? []).filter((one) => one.state === "waiting");
  if (waiting.length === 0) return null;
  return (
    <section
      className={cx(layout.card, layout.pad, layout.stack)}
      aria-label={t("Waits for somebody")}
    >
      <h2>{t("Waits for a second person")}</h2>
      {waiting.map((one) => (
        <Request key={one.id} line={one} />
      ))}
    </section>
  );
}

function Request({ line }: { line: RequestLine }): JSX.Element {
  const queries = useQueryClient();
  const { data: who } = useQuery(session());
  const [words, setWords] = useState("");
  const act = useMutation({
    mutationFn: async (what: "approve" | "refuse" | "withdraw") => {
      if (what === "approve") await approve(line.id);
      else if (what === "refuse") await refuse(line.id, words.trim());
      else await withdraw(line.id);
      return what;
    },
    onSuccess: async (what) => {
      const done = {
        approve: t("It is live now."),
        refuse: t("Refused."),
        withdraw: t("Taken back."),
      };
      say(done[what]);
      await queries.invalidateQueries();
    },
  });
  const ask = () =>
    askFor("publisher", t`publish ${line.name}`)
      .then(() => say(t("Asked. The owners see it in their notes.")))
      .catch(sayFault);
  return (
    <div className={cx(layout.stack, layout.tight)}>
      <div>{rich`${(<b>{line.by}</b>)} asks to publish the ${line.kind} ${(<b>{line.name}</b>)}: ${line.reason} ${(<span className={cx(layout.small, layout.dim)}>{ago(line.asked_at)}</span>)}`}</div>
      {act.error ? <FaultNote error={act.error} /> : null}
      {line.mine ? (
        <div className={layout.row}>
          <span className={layout.grow}>{t("Somebody else has to agree.")}</span>
          <Button size="xs" variant="default" onClick={() => act.mutate("withdraw")}>
            {t("Take it back")}
          </Button>
        </div>
      ) : (
        <div className={cx(layout.row, layout.wrap)}>
          <TextInput
            className={layout.grow ?? ""}
            aria-label={t`What is to be changed in ${line.name}`}
            placeholder={t("What is to be changed, if you refuse")}
            value={words}
            onChange={(event) => setWords(event.currentTarget.value)}
          />
          <Button
            size="xs"
            variant="default"
            disabled={!words.trim() || !mayAs(who, "publisher")}
            onClick={() => act.mutate("refuse")}
          >
            {t("Refuse")}
          </Button>
          <LockButton
            size="xs"
            open={mayAs(who, "publisher")}
            role="publisher"
            loading={act.isPending}
            onPress={() => act.mutate("approve")}
            onAsk={() => void ask()}
          >
            {t("Agree and publish")}
          </LockButton>
        </div>
      )}
    </div>
  );
}
