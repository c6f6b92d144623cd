/** One provider: how it does, a message to try it with, the way out. */
import { Words } from "@/ui/format/Words";
import { ActionIcon, Button, Checkbox, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type JSX } from "react";
import { ApiError } from "@/api/client";
import type { ProviderLine, ProviderTestAnswer } from "@/api/wire";
import { Badge, type Tone } from "@/ui/badge/Badge";
import { cx } from "@/ui/classes";
import { Confirm } from "@/ui/confirm/Confirm";
import { CopyBlock } from "@/ui/copy/CopyBlock";
import { count, day, spoken } from "@/ui/format/format";
import { Icon } from "@/ui/icon/Icon";
import { FaultNote, Note } from "@/ui/note/Note";
import { say } from "@/ui/toast/toast";
import layout from "@/ui/layout/layout.module.css";
import { dropProvider, testProvider } from "./api";
import { t } from "@/language/t";
import css from "./ChannelsPage.module.css";

const STATES: Record<ProviderLine["state"], { tone: Tone; word: string; text: string }> = {
  ok: { tone: "good", word: t("ok"), text: "" },
  resting: {
    tone: "warn",
    word: t("resting"),
    text: t("It answered badly, so it is left alone and asked again soon."),
  },
  silent: {
    tone: "bad",
    word: t("silent"),
    text: t("It has answered nothing for long. Send a test, and look at its own status page."),
  },
  paused: { tone: "warn", word: t("paused"), text: t("The rules of the workspace pause it.") },
  sandbox: { tone: "", word: t("sandbox"), text: t("Nothing leaves.") },
};
const ADDRESS: Record<string, string> = {
  email: "ada@example.com",
  sms: "+4930123456",
  whatsapp: "+4930123456",
  push: t("a device's token"),
  in_app: t("a person's id"),
  webhook: "https://example.com/hook",
};

export function ProviderCard({ provider }: { provider: ProviderLine }): JSX.Element {
  const [trying, setTrying] = useState(false);
  const [going, setGoing] = useState(false);
  const state = STATES[provider.state];
  return (
    <li className={css.provider}>
      <div className={cx(layout.spread, layout.wrap)}>
        <div className={layout.row}>
          <b>{provider.name}</b>
          <Badge tone={state.tone}>{state.word}</Badge>
        </div>
        <div className={layout.row}>
          <Button size="xs" variant="default" onClick={() => setTrying(!trying)}>
            {t("Send a test")}
          </Button>
          {provider.origin === "record" ? (
            <ActionIcon
              variant="subtle"
              color="red"
              aria-label={t`Remove ${provider.name}`}
              onClick={() => setGoing(true)}
            >
              <Icon name="trash" size={15} />
            </ActionIcon>
          ) : null}
        </div>
      </div>
      {state.text ? (
        <p className={layout.small}>
          <Words text={state.text} />
        </p>
      ) : null}
      <Figures provider={provider} />
      {trying ? <Trial provider={provider} /> : null}
      {provider.news ? (
        <details>
          <summary className={layout.small}>
            {t("Where it reports what became of messages")}
          </summary>
          <p
            className={cx(layout.small, layout.dim)}
          >{t`Enter this address as the webhook at ${provider.kind}. It holds a secret: show it to nobody else.`}</p>
          <CopyBlock text={provider.news} />
        </details>
      ) : null}
      {going ? <Removal provider={provider} onClose={() => setGoing(false)} /> : null}
    </li>
  );
}

function Figures({ provider }: { provider: ProviderLine }): JSX.Element {
  const { kind, weight, a_second: rate, warm_up: warm, created_at: since, by } = provider;
  return (
    <div className={cx(css.figures, layout.small, layout.dim)}>
      <span>{kind}</span>
      <span>{weight > 0 ? t`weight ${weight}` : t("for what others do not take")}</span>
      <span>{rate > 0 ? t`at most ${count(rate)} a second` : t("no limit a second")}</span>
      {warm ? (
        <span>{t`warm-up day ${warm.day}: ${count(warm.sent)} of ${count(warm.limit)} today`}</span>
      ) : null}
      <span>
        {provider.origin === "record"
          ? t`since ${day(since ?? 0)}${by ? t` by ${by}` : ""}`
          : t("from the environment of the server")}
      </span>
    </div>
  );
}

const RESULTS: Record<ProviderTestAnswer["result"], string> = {
  accepted: t("accepted it. Whether it arrives, you see at the address."),
  deferred: t("did not take it now; a real message would be tried again."),
  refused: t("refused it."),
  unknown: t("did not say what became of it."),
};

function Trial({ provider }: { provider: ProviderLine }): JSX.Element {
  const [to, setTo] = useState("");
  const test = useMutation({ mutationFn: () => testProvider(provider.name, to.trim()) });
  return (
    <form
      className={layout.stack}
      onSubmit={(event) => {
        event.preventDefault();
        test.mutate();
      }}
    >
      <div className={css.test}>
        <TextInput
          label={t("Send a test to")}
          placeholder={ADDRESS[provider.channel]}
          value={to}
          onChange={(event) => setTo(event.currentTarget.value)}
        />
        <Button size="xs" type="submit" loading={test.isPending} disabled={!to.trim()}>
          {t("Send")}
        </Button>
      </div>
      <div role="status">
        {test.data ? (
          <Note tone={test.data.result === "accepted" ? "" : "warn"}>
            {provider.name} {RESULTS[test.data.result]}
            {test.data.reason ? t` It said: ${test.data.reason}` : ""}
            {test.data.code ? ` (${spoken(test.data.code)})` : ""}
          </Note>
        ) : null}
      </div>
      {test.error ? <FaultNote error={test.error} /> : null}
    </form>
  );
}

function Removal({
  provider,
  onClose,
}: {
  provider: ProviderLine;
  onClose: () => void;
}): JSX.Element {
  const queries = useQueryClient();
  const [toSandbox, setToSandbox] = useState(false);
  const drop = useMutation({
    mutationFn: () => dropProvider(provider.name, toSandbox),
    onSuccess: () => {
      say(t`${provider.name} is removed.`);
      onClose();
      void queries.invalidateQueries({ queryKey: ["providers"] });
    },
  });
  const awaited = drop.error instanceof ApiError && drop.error.code === "provider_waited_for";
  return (
    <Confirm
      title={t`Remove ${provider.name}?`}
      act={t("Remove it")}
      danger
      busy={drop.isPending}
      onAct={() => drop.mutate()}
      onClose={onClose}
    >
      <div className={layout.stack}>
        <p>
          {t(
            "What it has in hand ends first. What waits goes to the next provider of the channel; its secrets are deleted.",
          )}
        </p>
        {drop.error ? <FaultNote error={drop.error} /> : null}
        {awaited ? (
          <Checkbox
            label={t("Let the messages that wait go to the sandbox: they will never leave")}
            checked={toSandbox}
            onChange={(event) => setToSandbox(event.currentTarget.checked)}
          />
        ) : null}
      </div>
    </Confirm>
  );
}
