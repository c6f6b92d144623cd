/** One domain: its keys with the records that belong in DNS, and what DNS says now. */
import { Words } from "@/ui/format/Words";
import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type JSX } from "react";
import type { DnsRecord, SenderFinding, SenderKeyLine } from "@/api/wire";
import { Badge, type Tone } from "@/ui/badge/Badge";
import { cx } from "@/ui/classes";
import { Confirm } from "@/ui/confirm/Confirm";
import { CopyBlock } from "@/ui/copy/CopyBlock";
import { FaultNote } from "@/ui/note/Note";
import { say, sayFault } from "@/ui/toast/toast";
import layout from "@/ui/layout/layout.module.css";
import { checkSender, dropSender, dropSenderKey, signBy } from "./api";
import { rich } from "@/language/rich";
import { t } from "@/language/t";
import css from "./DomainsPage.module.css";

interface Props {
  domain: string;
  keys: readonly SenderKeyLine[];
}

export function DomainCard({ domain, keys }: Props): JSX.Element {
  const queries = useQueryClient();
  const [going, setGoing] = useState(false);
  const check = useMutation({ mutationFn: () => checkSender(domain) });
  const drop = useMutation({
    mutationFn: () => dropSender(domain),
    onSuccess: () => {
      say(t`${domain} is removed; its mails leave unsigned from now on.`);
      void queries.invalidateQueries({ queryKey: ["senders"] });
    },
    onError: sayFault,
  });
  return (
    <section className={cx(layout.card, layout.pad, layout.stack)} aria-label={domain}>
      <div className={cx(layout.spread, layout.wrap)}>
        <h2 className={layout.row}>
          {domain}
          {check.data ? (
            <Badge tone={check.data.passes ? "good" : "bad"}>
              {check.data.passes ? t("proved") : t("not proved yet")}
            </Badge>
          ) : null}
        </h2>
        <div className={layout.row}>
          <Button size="xs" loading={check.isPending} onClick={() => check.mutate()}>
            {t("Check DNS")}
          </Button>
          <Button size="xs" variant="default" onClick={() => setGoing(true)}>
            {t("Remove")}
          </Button>
        </div>
      </div>
      <div role="status" className={layout.stack}>
        {check.data?.findings.map((one) => (
          <Finding key={one.about} finding={one} />
        ))}
      </div>
      {check.error ? <FaultNote error={check.error} /> : null}
      {keys.map((one) => (
        <KeyRecord key={one.selector} line={one} proved={check.data?.passes ?? false} />
      ))}
      {going ? (
        <Confirm
          title={t`Remove ${domain}?`}
          act={t("Remove it")}
          danger
          busy={drop.isPending}
          onAct={() => drop.mutate()}
          onClose={() => setGoing(false)}
        >
          {t(
            "Its keys are deleted. Mails from this domain leave without a signature from then on, and mailboxes may take them for spam.",
          )}
        </Confirm>
      ) : null}
    </section>
  );
}

const STATES: Record<SenderFinding["state"], { tone: Tone; word: string }> = {
  right: { tone: "good", word: t("right") },
  missing: { tone: "bad", word: t("missing") },
  wrong: { tone: "bad", word: t("wrong") },
  unknown: { tone: "warn", word: t("no answer") },
};

function Finding({ finding }: { finding: SenderFinding }): JSX.Element {
  const state = STATES[finding.state];
  return (
    <div className={css.finding}>
      <div className={layout.row}>
        <b>{finding.about.toUpperCase()}</b>
      </div>
      <div className={cx(layout.stack, layout.tight)}>
        <div>
          <Badge tone={state.tone}>{state.word}</Badge> <Words text={finding.text} />
        </div>
        {finding.publish ? <DnsLines record={finding.publish} /> : null}
      </div>
    </div>
  );
}

function DnsLines({ record }: { record: DnsRecord }): JSX.Element {
  return (
    <div className={css.record}>
      <div
        className={cx(layout.small, layout.dim)}
      >{rich`${record.kind ?? "TXT"} record at ${(<b className={layout.mono}>{record.name}</b>)}`}</div>
      <CopyBlock text={record.value} label={t("Copy the value")} />
    </div>
  );
}

function KeyRecord({ line, proved }: { line: SenderKeyLine; proved: boolean }): JSX.Element {
  const queries = useQueryClient();
  const done = (text: string) => ({
    onSuccess: () => {
      say(text);
      void queries.invalidateQueries({ queryKey: ["senders"] });
    },
    onError: sayFault,
  });
  const use = useMutation({
    mutationFn: () => signBy(line.domain, line.selector),
    ...done(t`${line.selector} signs from the next mail on.`),
  });
  const drop = useMutation({
    mutationFn: () => dropSenderKey(line.domain, line.selector),
    ...done(t("The key is taken away. Leave its record in DNS for some days.")),
  });
  return (
    <details open={!proved || !line.signs}>
      <summary>{rich`Key ${(<b className={layout.mono}>{line.selector}</b>)}${line.signs ? t(", signs the mails") : t(", waits")}`}</summary>
      <div className={layout.stack}>
        <DnsLines record={line.record} />
        {line.signs ? null : (
          <div className={layout.row}>
            <Button
              size="xs"
              variant="default"
              loading={use.isPending}
              onClick={() => use.mutate()}
            >
              {t("Sign by this key")}
            </Button>
            <Button
              size="xs"
              variant="default"
              color="red"
              loading={drop.isPending}
              onClick={() => drop.mutate()}
            >
              {t("Take the key away")}
            </Button>
          </div>
        )}
      </div>
    </details>
  );
}
