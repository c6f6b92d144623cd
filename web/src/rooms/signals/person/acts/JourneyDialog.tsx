/** A person and a journey: put in, taken out, or sent the message of one of its steps as a test. */
import { Button, Modal, NativeSelect, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState, type JSX } from "react";
import { journey as journeyQuery, journeys } from "@/api/queries";
import type { Person } from "@/api/wire";
import { cx } from "@/ui/classes";
import { FaultNote, Note } from "@/ui/note/Note";
import layout from "@/ui/layout/layout.module.css";
import { enter, leave, testSend } from "./api";
import { t } from "@/language/t";

interface Props {
  act: "send" | "enter" | "leave";
  person: Person;
  onDone: (text: string) => void;
  onClose: () => void;
}

const TITLES = {
  send: t("Send a test"),
  enter: t("Put into a journey"),
  leave: t("Take out of a journey"),
};
const WORDS = {
  send: t(
    "The test goes to this person's own address, and is in no figure. Only test people get one.",
  ),
  enter: t(
    "The journey has to take requests. Its filter and its rule of coming again hold as ever.",
  ),
  leave: t("What waits to be sent from there is not sent."),
};

export function JourneyDialog({ act, person, onDone, onClose }: Props): JSX.Element {
  const id = person.person;
  const { data: all } = useQuery(journeys());
  const inside = new Map(person.enrollments.map((one) => [one.journey ?? "", one.journey_name]));
  const choices =
    act === "leave"
      ? [...inside].map(([value, label]) => ({ value, label: label || value }))
      : (all?.journeys ?? [])
          .filter((one) => one.state === "live")
          .map((one) => ({ value: one.id, label: one.name || one.id }));
  const [picked, setPicked] = useState("");
  const journey = picked || choices[0]?.value || "";
  const { data: whole } = useQuery({ ...journeyQuery(journey), enabled: journey !== "" });
  const document = (whole?.live?.document ?? null) as {
    nodes?: Record<string, { kind: string; name?: string }>;
  } | null;
  const steps = Object.entries(document?.nodes ?? {})
    .filter(([, node]) => node.kind === "message")
    .map(([value, node]) => ({ value, label: node.name || value }));
  const [step, setStep] = useState("");
  const node = step || steps[0]?.value || "";
  const [reason, setReason] = useState("");
  const run = useMutation({
    mutationFn: async () => {
      if (act === "enter") return enter(id, journey);
      if (act === "leave") return leave(id, journey, reason.trim());
      return testSend(id, journey, node);
    },
    onSuccess: (answer) => onDone(answer.text),
  });
  return (
    <Modal opened onClose={onClose} title={TITLES[act]}>
      <form
        className={layout.stack}
        onSubmit={(event) => {
          event.preventDefault();
          run.mutate();
        }}
      >
        {choices.length ? (
          <NativeSelect
            label={t("Journey")}
            data={choices}
            value={journey}
            onChange={(event) => setPicked(event.currentTarget.value)}
          />
        ) : (
          <p>{act === "leave" ? t("This person is in no journey.") : t("No journey is live.")}</p>
        )}
        {act === "send" && steps.length ? (
          <NativeSelect
            label={t("Message")}
            data={steps}
            value={node}
            onChange={(event) => setStep(event.currentTarget.value)}
          />
        ) : null}
        {act === "leave" ? (
          <TextInput
            label={t("Why")}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
        ) : null}
        <Note>{WORDS[act]}</Note>
        {run.error ? <FaultNote error={run.error} /> : null}
        <div className={cx(layout.row, layout.dialogActs)}>
          <Button variant="default" onClick={onClose}>
            {t("Cancel")}
          </Button>
          <Button
            type="submit"
            disabled={!journey || (act === "send" && !node)}
            loading={run.isPending}
          >
            {TITLES[act]}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
