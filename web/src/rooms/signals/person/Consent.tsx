/** Consent in three states: yes, no, not asked; never a switch, for what nobody said is no "no". Each with its proof. */
import { Button, Modal, SegmentedControl, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type JSX } from "react";
import { session } from "@/api/queries";
import { askFor, mayAs } from "@/api/roles";
import type { Person } from "@/api/wire";
import { channelName } from "@/ui/channel/channel";
import { cx } from "@/ui/classes";
import { spoken, when } from "@/ui/format/format";
import { LockButton } from "@/ui/lock/LockButton";
import { FaultNote, Note } from "@/ui/note/Note";
import { say, sayFault } from "@/ui/toast/toast";
import layout from "@/ui/layout/layout.module.css";
import { setConsent } from "./api";
import { t } from "@/language/t";

const CHANNELS = ["email", "sms", "push"];
const STATES = { yes: t("Yes"), no: t("No"), unasked: t("Not asked: the workspace's rule holds") };

/** "email:offers" as "E-mail: offers". */
const consentName = (key: string): string => {
  const [channel = "", topic] = key.split(/[:/]/);
  return topic ? `${channelName(channel)}: ${spoken(topic)}` : channelName(channel);
};

const stateOf = (said: boolean | undefined): keyof typeof STATES =>
  said === undefined ? "unasked" : said ? "yes" : "no";

export function Consent({ person }: { person: Person }): JSX.Element {
  const { data: who } = useQuery(session());
  const [changing, setChanging] = useState("");
  const keys = [...new Set([...CHANNELS, ...Object.keys(person.consent)])];
  const ask = () =>
    askFor("publisher", t("change a consent"))
      .then(() => say(t("Asked. The owners see it in their notes.")))
      .catch(sayFault);
  return (
    <ul className={cx(layout.stack, layout.tight)}>
      {keys.map((key) => {
        const proof = (person.proofs ?? []).filter((one) => one.name === key).at(-1);
        return (
          <li key={key} className={cx(layout.row, layout.wrap)}>
            <div className={layout.grow}>
              <b>{consentName(key)}</b>: {STATES[stateOf(person.consent[key])]}
              {proof ? (
                <div className={cx(layout.small, layout.dim)}>
                  {when(proof.at)}, {proof.operator || spoken(proof.method || proof.source)}
                  {proof.text ? `: ${proof.text}` : ""}
                </div>
              ) : null}
            </div>
            <LockButton
              size="compact-xs"
              variant="default"
              aria-label={t`Change ${consentName(key)}`}
              open={mayAs(who, "publisher")}
              role="publisher"
              onPress={() => setChanging(key)}
              onAsk={() => void ask()}
            >
              {t("Change")}
            </LockButton>
          </li>
        );
      })}
      {changing ? (
        <Change person={person} about={changing} onClose={() => setChanging("")} />
      ) : null}
    </ul>
  );
}

function Change({
  person,
  about,
  onClose,
}: {
  person: Person;
  about: string;
  onClose: () => void;
}): JSX.Element {
  const queries = useQueryClient();
  const before = stateOf(person.consent[about]);
  const [to, setTo] = useState(before === "yes" ? "no" : "yes");
  const [reason, setReason] = useState("");
  const set = useMutation({
    mutationFn: () => {
      const [channel = "", topic] = about.split(/[:/]/);
      return setConsent(person.person, {
        channel,
        ...(topic ? { topic } : {}),
        allowed: to === "yes",
        reason: reason.trim(),
      });
    },
    onSuccess: async () => {
      say(t`${consentName(about)}: ${to === "yes" ? t("yes") : t("no")} from now on.`);
      onClose();
      await queries.invalidateQueries({ queryKey: ["person", person.person] });
    },
  });
  return (
    <Modal opened onClose={onClose} title={`${consentName(about)}: ${STATES[before]}`}>
      <form
        className={layout.stack}
        onSubmit={(event) => {
          event.preventDefault();
          set.mutate();
        }}
      >
        <SegmentedControl
          aria-label={t("From now on")}
          value={to}
          onChange={setTo}
          data={[
            { value: "yes", label: t("Yes") },
            { value: "no", label: t("No") },
          ]}
        />
        <TextInput
          label={t("Why, and how you know")}
          placeholder={t("Asked by phone on Monday")}
          data-autofocus
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Note>{t("Your name, the time and the reason are kept as the proof.")}</Note>
        {set.error ? <FaultNote error={set.error} /> : null}
        <div className={cx(layout.row, layout.dialogActs)}>
          <Button variant="default" onClick={onClose}>
            {t("Cancel")}
          </Button>
          <Button type="submit" disabled={!reason.trim()} loading={set.isPending}>
            {t("Keep this")}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
