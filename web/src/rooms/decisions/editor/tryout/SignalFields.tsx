/** What happens to the person who is tried, one signal after the other. */
import { ActionIcon, Button, Select, TextInput } from "@mantine/core";
import type { JSX } from "react";
import type { Row } from "@/api/wire";
import { readLiteral, writeLiteral } from "@/canvas/rules/row";
import { eventsOf, nodeName, type Journey } from "@/canvas/document";
import { EventField, PathField } from "@/nodes/fields/NameFields";
import { Icon } from "@/ui/icon/Icon";
import type { DryRunSignal } from "./api";
import { t } from "@/language/t";
import tries from "./tryout.module.css";
import css from "./SignalFields.module.css";

export interface TrialSignal {
  after: string;
  kind: "event" | "receipt" | "traits";
  name: string;
  detail: string;
}

const SIGNAL_KINDS = [
  { value: "event", label: t("sends the event") },
  { value: "receipt", label: t("does with a message") },
  { value: "traits", label: t("changes the trait") },
];

/** What may bring a person in: an event, or else the change of a trait. */
export function firstSignal({ entry }: Journey): TrialSignal {
  const [name = ""] = eventsOf(entry);
  const change = entry.triggers?.find((one) => one.change);
  if (name || !change) return { after: "0s", kind: "event", name, detail: "" };
  const to = change.to ?? "";
  const detail = typeof to === "string" ? to : writeLiteral(to);
  return { after: "0s", kind: "traits", name: change.change ?? "", detail };
}

/** The signal as the server takes it. Raises Error when its properties are no JSON. */
export function asSignal(one: TrialSignal): DryRunSignal {
  if (one.kind === "receipt")
    return { after: one.after, receipt: one.detail || "clicked", node: one.name };
  if (one.kind === "traits")
    return { after: one.after, traits: { [one.name]: readLiteral(one.detail) } };
  let properties: Row = {};
  try {
    properties = one.detail ? (JSON.parse(one.detail) as Row) : {};
  } catch {
    throw new Error(t`The properties of ${one.name} are no JSON object.`);
  }
  return { after: one.after, event: one.name, properties };
}

export function SignalFields({
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
    .map(([id, node]) => ({ value: id, label: nodeName(id, node) }));
  return (
    <section className={tries.trial}>
      <h3>{t("What happens")}</h3>
      {signals.map((one, at) => (
        <div className={css.trialSignal} key={at}>
          <TextInput
            w={68}
            aria-label={t("After")}
            value={one.after}
            onChange={(event) => set(at, { after: event.currentTarget.value })}
          />
          <Select
            w={164}
            aria-label={t("What")}
            data={SIGNAL_KINDS}
            value={one.kind}
            onChange={(kind) =>
              set(at, {
                kind: (kind ?? "event") as TrialSignal["kind"],
                name: "",
                detail: kind === "receipt" ? t("clicked") : "",
              })
            }
          />
          {one.kind === "event" ? (
            <EventField
              className={css.box}
              label={t("Event")}
              hideLabel
              value={one.name}
              onChange={(name) => set(at, { name })}
            />
          ) : null}
          {one.kind === "receipt" ? (
            <Select
              className={css.box}
              aria-label={t("Message")}
              data={sends}
              value={one.name || null}
              onChange={(name) => set(at, { name: name ?? "" })}
            />
          ) : null}
          {one.kind === "traits" ? (
            <PathField
              className={css.box}
              label={t("Trait")}
              hideLabel
              value={one.name}
              onChange={(name) => set(at, { name })}
            />
          ) : null}
          <TextInput
            className={css.box}
            aria-label={t("Detail")}
            placeholder={one.kind === "event" ? t('{"amount": 20}') : t("value")}
            value={one.detail}
            onChange={(event) => set(at, { detail: event.currentTarget.value })}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t("Remove this signal")}
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
          {t("Then something else")}
        </Button>
      </div>
    </section>
  );
}
