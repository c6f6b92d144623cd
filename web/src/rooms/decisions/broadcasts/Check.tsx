/** Who gets it and who does not, what is missing, and the send with that number on its button. */
import { Button, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState, type JSX } from "react";
import { ApiError } from "@/api/client";
import { session } from "@/api/queries";
import { mayAs } from "@/api/roles";
import type { BroadcastReach } from "@/api/wire";
import { cx } from "@/ui/classes";
import { count, weekdayTime } from "@/ui/format/format";
import { Icon } from "@/ui/icon/Icon";
import layout from "@/ui/layout/layout.module.css";
import { FaultNote, Note } from "@/ui/note/Note";
import { say } from "@/ui/toast/toast";
import { askForBroadcast, sendBroadcast } from "./api";
import { bodyOf, hasAudience, hasTime, isBlank, type Draft } from "./draft";
import type { Reach } from "./useReach";
import { rich } from "@/language/rich";
import { t } from "@/language/t";
import css from "./NewBroadcast.module.css";

interface Props {
  draft: Draft;
  reach: Reach;
}

export function Check({ draft, reach }: Props): JSX.Element {
  const { found, error, settled } = reach;
  return (
    <section aria-label={t("Who gets it, and when")} aria-live="polite" className={layout.stack}>
      <h2>{t("Who gets it, and when")}</h2>
      {error ? <FaultNote error={error} /> : null}
      {found ? (
        <Found found={found} settled={settled} isBlank={isBlank(draft)} />
      ) : (
        <p className={layout.dim}>
          {!hasAudience(draft)
            ? t("Say who gets it: the number of people appears here.")
            : hasTime(draft)
              ? t("Counting ..")
              : t("Choose a day: the number of people appears here.")}
        </p>
      )}
    </section>
  );
}

function Found({
  found,
  settled,
  isBlank,
}: {
  found: BroadcastReach;
  settled: boolean;
  isBlank: boolean;
}): JSX.Element {
  return (
    <div className={layout.stack} data-stale={settled ? undefined : true}>
      <div>
        <div className={cx(css.figure, layout.num)} data-testid="gets">
          {count(found.gets)}
        </div>
        <p>{rich`of ${count(found.matched)} in the audience, of ${count(found.total)} whom you know${found.at ? <>, {weekdayTime(found.at)}</> : null}`}</p>
      </div>
      {found.not_sent.length || found.held_out ? (
        <ul className={css.reasons}>
          {found.held_out ? (
            <li>
              <b className={layout.num}>{count(found.held_out)}</b>
              <span>{t("held out, to measure what it causes")}</span>
            </li>
          ) : null}
          {found.not_sent.map((one) => (
            <li key={one.reason}>
              <b className={layout.num}>{count(one.people)}</b>
              <span>{t`do not get it: ${one.text}`}</span>
            </li>
          ))}
        </ul>
      ) : null}
      {found.per_hour ? (
        <p
          className={cx(layout.small, layout.dim)}
        >{t`${count(found.per_hour)} of the audience in any hour, in the order in which they come.`}</p>
      ) : null}
      {found.later ? (
        <p
          className={cx(layout.small, layout.dim)}
        >{t`${count(found.later)} of those who get it wait for the end of their quiet hours.`}</p>
      ) : null}
      {found.looked_at < found.matched ? (
        <p
          className={cx(layout.small, layout.dim)}
        >{t`Reckoned from ${count(found.looked_at)} of them, drawn by chance.`}</p>
      ) : null}
      {found.sandbox ? (
        <Note tone="warn">
          {t("This channel has no provider: it stays in the sandbox, nothing leaves.")}
        </Note>
      ) : null}
      {found.at === null ? (
        <Note tone="warn">{t("This time has passed. Choose another one.")}</Note>
      ) : null}
      {isBlank ? (
        <p className={cx(layout.small, layout.dim)}>{t("Then write the message, in step 2.")}</p>
      ) : null}
      {(isBlank ? [] : found.faults).map((one) => (
        <Note key={`${one.code} ${one.at ?? ""}`} tone="warn">
          {one.text}
        </Note>
      ))}
    </div>
  );
}

/** Behind "Send to 4 people": when it leaves, and how fast. */
function whenOf({ later, spread }: Draft, at: number | null): string {
  const begins = later && at ? t` on ${weekdayTime(at)}` : "";
  if (!spread) return begins || t(" now");
  return begins + (spread === 1 ? t(" within an hour") : t` over ${count(spread)} hours`);
}

export function Send({ draft, reach: { found, settled } }: Props): JSX.Element {
  const [typed, setTyped] = useState("");
  const { data: who } = useQuery(session());
  const queries = useQueryClient();
  const navigate = useNavigate();
  const gets = found?.gets ?? 0;
  const asked = () => ({
    ...bodyOf(draft),
    seen: gets,
    reason: t`Broadcast to ${count(gets)} people`,
  });
  const send = useMutation({
    mutationFn: () => sendBroadcast(asked()),
    onSuccess: async (sent) => {
      say(
        t`Broadcast to ${count(sent.gets)} people: ${draft.later ? t("it waits for its time") : t("it leaves now")}.`,
      );
      await queries.invalidateQueries({ queryKey: ["broadcasts"] });
      await navigate({ to: "/broadcasts" });
    },
    onError: () => void queries.invalidateQueries({ queryKey: ["broadcasts", "reach"] }),
  });
  const second = useMutation({
    mutationFn: () => askForBroadcast(asked()),
    onSuccess: async () => {
      say(t("Somebody else who publishes is asked. It is sent at its time if they agree before."));
      await navigate({ to: "/team" });
    },
  });
  const needsSecond =
    send.error instanceof ApiError && send.error.code === "publish_needs_approval";
  const broken = found?.faults.some((one) => (one.severity ?? "error") === "error") ?? false;
  const ready = settled && gets > 0 && !broken && found?.at !== null && draft.name.trim() !== "";
  const may = mayAs(who, "publisher");
  return (
    <form
      className={cx(layout.stack, css.send)}
      onSubmit={(event) => {
        event.preventDefault();
        if (ready && may && typed.replace(/\D/g, "") === String(gets)) send.mutate();
      }}
    >
      <TextInput
        label={t("Type the number of people, to be sure")}
        inputMode="numeric"
        placeholder={ready ? count(gets) : ""}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      {send.error ? <FaultNote error={send.error} /> : null}
      {needsSecond ? (
        <Button
          variant="default"
          fullWidth
          loading={second.isPending}
          disabled={!ready || !draft.later}
          onClick={() => second.mutate()}
        >
          {t("Ask a second person")}
        </Button>
      ) : null}
      {needsSecond && !draft.later ? (
        <p className={cx(layout.small, layout.dim)}>
          {t("Choose a later time in step 3: it waits until they agree.")}
        </p>
      ) : null}
      {second.error ? <FaultNote error={second.error} /> : null}
      <Button
        type="submit"
        fullWidth
        loading={send.isPending}
        disabled={!ready || !may || typed.replace(/\D/g, "") !== String(gets)}
        leftSection={<Icon name="messages" size={15} />}
      >
        {found
          ? t`Send to ${count(gets)} ${gets === 1 ? t("person") : t("people")}${whenOf(draft, found.at)}`
          : t("Send")}
      </Button>
      {may ? (
        draft.name.trim() ? null : (
          <p className={cx(layout.small, layout.dim)}>{t("Give it a name first.")}</p>
        )
      ) : (
        <p className={cx(layout.small, layout.dim)}>{t("Sending needs the role publisher.")}</p>
      )}
    </form>
  );
}
