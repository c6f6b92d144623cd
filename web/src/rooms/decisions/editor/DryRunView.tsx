/** Try before you launch: a person, some signals, virtual time; each decision with its reason, each message rendered. */
import { ActionIcon, Button, Select, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type JSX } from "react";
import { post } from "@/api/client";
import { person as personQuery } from "@/api/queries";
import type { DryRun, DryRunSignal, Row } from "@/api/schema";
import { readLiteral } from "@/canvas/condition";
import type { Journey, Json } from "@/canvas/document";
import { invented } from "@/canvas/trial";
import { DurationField } from "@/nodes/fields/DurationField";
import { EventField, PathField } from "@/nodes/fields/NameFields";
import { Icon } from "@/ui/Icon";
import { FaultNote } from "@/ui/parts";
import { sayFault } from "@/ui/toast";
import { DryRunSteps } from "./DryRunSteps";

interface Props {
  document: Journey;
  onNode: (id: string) => void;
}

interface TrialSignal {
  after: string;
  kind: "event" | "receipt" | "traits";
  name: string;
  detail: string;
}

const SIGNAL_KINDS = [
  { value: "event", label: "sends the event" },
  { value: "receipt", label: "does with a message" },
  { value: "traits", label: "changes the trait" },
];

function asSignal(one: TrialSignal): DryRunSignal {
  if (one.kind === "receipt")
    return { after: one.after, receipt: one.detail || "clicked", node: one.name };
  if (one.kind === "traits")
    return { after: one.after, traits: { [one.name]: readLiteral(one.detail) } };
  let properties: Row = {};
  try {
    properties = one.detail ? (JSON.parse(one.detail) as Row) : {};
  } catch {
    throw new Error(`The properties of ${one.name} are no JSON object.`);
  }
  return { after: one.after, event: one.name, properties };
}

export function DryRunView({ document, onNode }: Props): JSX.Element {
  const queries = useQueryClient();
  const [traits, setTraits] = useState<[string, string][]>(() => invented(document));
  const [zone, setZone] = useState("Europe/Berlin");
  const [signals, setSignals] = useState<TrialSignal[]>([
    { after: "0s", kind: "event", name: document.entry.on[0] ?? "", detail: "" },
  ]);
  const [until, setUntil] = useState("30d");
  const trial = useMutation({
    mutationFn: () => {
      const values = traits
        .filter(([key, value]) => key && value !== "")
        .map(([key, value]): [string, Json] => [key, readLiteral(value)]);
      return post<DryRun>("/api/dry-run", {
        document,
        person: {
          traits: Object.fromEntries(values),
          consent: { email: true, sms: true, push: true },
          zone,
        },
        signals: signals.filter((one) => one.name).map(asSignal),
        until,
      });
    },
  });
  const take = async (id: string) => {
    try {
      const found = await queries.fetchQuery(personQuery(id));
      setTraits(
        Object.entries(found.traits).map(([key, value]) => [
          key,
          typeof value === "string" ? value : JSON.stringify(value),
        ]),
      );
      setZone(found.zone || zone);
    } catch (error) {
      sayFault(error);
    }
  };
  return (
    <div className="stack">
      <p className="dim">
        Nothing is sent. The engine itself takes this person through the draft in virtual time.
      </p>
      <PersonFields
        traits={traits}
        onTraits={setTraits}
        zone={zone}
        onZone={setZone}
        onTake={(id) => void take(id)}
      />
      <SignalFields document={document} signals={signals} onSignals={setSignals} />
      <div className="row" style={{ alignItems: "flex-end" }}>
        <DurationField label="Watch for" value={until} onChange={setUntil} />
        <Button
          className="grow"
          loading={trial.isPending}
          leftSection={<Icon name="play" size={14} />}
          onClick={() => trial.mutate()}
        >
          Go
        </Button>
      </div>
      {trial.error ? <FaultNote error={trial.error} /> : null}
      {trial.data ? <DryRunSteps result={trial.data} document={document} onNode={onNode} /> : null}
    </div>
  );
}

interface PersonProps {
  traits: [string, string][];
  onTraits: (traits: [string, string][]) => void;
  zone: string;
  onZone: (zone: string) => void;
  onTake: (id: string) => void;
}

function PersonFields({ traits, onTraits, zone, onZone, onTake }: PersonProps): JSX.Element {
  const [id, setId] = useState("");
  const set = (at: number, pair: [string, string]) =>
    onTraits(traits.map((one, index) => (index === at ? pair : one)));
  return (
    <section className="trial">
      <h3>Who</h3>
      <form
        className="row"
        onSubmit={(event) => {
          event.preventDefault();
          if (id) onTake(id);
        }}
      >
        <TextInput
          className="grow"
          aria-label="Id of a person"
          placeholder="Take the traits of a real person: id"
          value={id}
          onChange={(event) => setId(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" disabled={!id}>
          Take
        </Button>
      </form>
      {traits.map(([key, value], at) => (
        <div className="row" key={at}>
          <PathField
            className="grow"
            label={`Trait ${at + 1}`}
            hideLabel
            value={key}
            onChange={(next) => set(at, [next, value])}
          />
          <TextInput
            className="grow"
            aria-label={`Value of ${key}`}
            placeholder="not known"
            value={value}
            onChange={(event) => set(at, [key, event.currentTarget.value])}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={`Without ${key}`}
            onClick={() => onTraits(traits.filter((_, index) => index !== at))}
          >
            <Icon name="close" size={14} />
          </ActionIcon>
        </div>
      ))}
      <div className="spread">
        <Button
          size="compact-xs"
          variant="subtle"
          leftSection={<Icon name="plus" size={13} />}
          onClick={() => onTraits([...traits, ["", ""]])}
        >
          Add a trait
        </Button>
        <TextInput
          size="xs"
          aria-label="Time zone"
          value={zone}
          onChange={(event) => onZone(event.currentTarget.value)}
        />
      </div>
    </section>
  );
}

function SignalFields({
  document,
  signals,
  onSignals,
}: {
  document: Journey;
  signals: TrialSignal[];
  onSignals: (signals: TrialSignal[]) => void;
}): JSX.Element {
  const set = (at: number, patch: Partial<TrialSignal>) =>
    onSignals(signals.map((one, index) => (index === at ? { ...one, ...patch } : one)));
  const sends = Object.entries(document.nodes)
    .filter(([, node]) => node.kind === "message")
    .map(([id]) => id);
  return (
    <section className="trial">
      <h3>What happens</h3>
      {signals.map((one, at) => (
        <div className="trial-signal" key={at}>
          <TextInput
            w={68}
            aria-label="After"
            value={one.after}
            onChange={(event) => set(at, { after: event.currentTarget.value })}
          />
          <Select
            w={164}
            aria-label="What"
            data={SIGNAL_KINDS}
            value={one.kind}
            onChange={(kind) =>
              set(at, {
                kind: (kind ?? "event") as TrialSignal["kind"],
                name: "",
                detail: kind === "receipt" ? "clicked" : "",
              })
            }
          />
          {one.kind === "event" ? (
            <EventField
              className="grow"
              label="Event"
              hideLabel
              value={one.name}
              onChange={(name) => set(at, { name })}
            />
          ) : null}
          {one.kind === "receipt" ? (
            <Select
              className="grow"
              aria-label="Message"
              data={sends}
              value={one.name || null}
              onChange={(name) => set(at, { name: name ?? "" })}
            />
          ) : null}
          {one.kind === "traits" ? (
            <PathField
              className="grow"
              label="Trait"
              hideLabel
              value={one.name}
              onChange={(name) => set(at, { name })}
            />
          ) : null}
          <TextInput
            className="grow"
            aria-label="Detail"
            placeholder={one.kind === "event" ? '{"amount": 20}' : "value"}
            value={one.detail}
            onChange={(event) => set(at, { detail: event.currentTarget.value })}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label="Remove this signal"
            onClick={() => onSignals(signals.filter((_, index) => index !== at))}
          >
            <Icon name="close" size={14} />
          </ActionIcon>
        </div>
      ))}
      <div>
        <Button
          size="compact-xs"
          variant="subtle"
          leftSection={<Icon name="plus" size={13} />}
          onClick={() =>
            onSignals([...signals, { after: "1d", kind: "event", name: "", detail: "" }])
          }
        >
          Then something else
        </Button>
      </div>
    </section>
  );
}
