/** A metric as it is written: what is counted, in boxes; each publish is a version with its reason. */
import { Button, NumberInput, Select, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type JSX } from "react";
import type { MetricDocument } from "@/api/generated/document";
import { ConditionField } from "@/nodes/fields/ConditionField";
import { DurationField } from "@/nodes/fields/DurationField";
import { EventField } from "@/nodes/fields/NameFields";
import { cx } from "@/ui/classes";
import layout from "@/ui/layout/layout.module.css";
import { say, sayFault } from "@/ui/toast/toast";
import { publishMetric, written } from "./api";
import { t } from "@/language/t";

const MEASURES = [
  { value: "rate", label: t("How many people did it") },
  { value: "sum", label: t("What it comes to a person") },
  { value: "ratio", label: t("What it comes to in parts of another event") },
];
const BETTER = [
  { value: "more", label: t("More is better") },
  { value: "less", label: t("Less is better") },
];
const RECEIPTS = [
  { value: "", label: t("An event") },
  { value: "unsubscribed", label: t("Unsubscribed from the journey's messages") },
  { value: "complained", label: t("Complained about them") },
  { value: "bounced", label: t("They bounced") },
];
const CAP_LEAST = 80;

export function MetricForm({
  first,
  done,
}: {
  first: MetricDocument | null;
  done: (id: string) => void;
}): JSX.Element {
  const queries = useQueryClient();
  const [document, setDocument] = useState<MetricDocument>(first ?? { kind: "metric", id: "" });
  const [reason, setReason] = useState("");
  const set = (patch: Partial<MetricDocument>) => setDocument({ ...document, ...patch });
  const publish = useMutation({
    mutationFn: () => publishMetric(written(document), reason),
    onSuccess: ({ version }) => {
      say(t`Version ${version} is live. Journeys that name it count by it from now on.`);
      void queries.invalidateQueries();
      done(document.id);
    },
    onError: sayFault,
  });
  return (
    <section
      className={cx(layout.card, layout.pad, layout.stack)}
      aria-label={first ? t`Edit ${first.name || first.id}` : t("A new metric")}
    >
      <h2>{first ? t`Edit ${first.name || first.id}` : t("A new metric")}</h2>
      {first ? null : (
        <TextInput
          label={t("Id")}
          description={t("Journeys name it by this, such as refunds.")}
          value={document.id}
          onChange={(event) => set({ id: event.currentTarget.value })}
        />
      )}
      <TextInput
        label={t("Name")}
        value={document.name ?? ""}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <TextInput
        label={t("What it is for")}
        value={document.description ?? ""}
        onChange={(event) => set({ description: event.currentTarget.value })}
      />
      <TextInput
        label={t("Owner")}
        value={document.owner ?? ""}
        onChange={(event) => set({ owner: event.currentTarget.value })}
      />
      <Counted document={document} set={set} />
      <TextInput
        label={t("Why")}
        description={t("Kept with the version.")}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <div className={cx(layout.row, layout.wrap)}>
        <Button
          loading={publish.isPending}
          disabled={!reason.trim() || !document.id.trim()}
          onClick={() => publish.mutate()}
        >
          {t("Publish")}
        </Button>
        <Button variant="subtle" onClick={() => done(first?.id ?? "")}>
          {t("Close")}
        </Button>
      </div>
    </section>
  );
}

interface CountedProps {
  document: MetricDocument;
  set: (patch: Partial<MetricDocument>) => void;
}

function Counted({ document, set }: CountedProps): JSX.Element {
  const measure = document.measure ?? "rate";
  return (
    <>
      <Select
        label={t("What happens")}
        allowDeselect={false}
        data={RECEIPTS}
        value={document.receipt ?? ""}
        onChange={(receipt) => set(receipt ? { receipt, event: "" } : { receipt: "" })}
      />
      {document.receipt ? null : (
        <>
          <EventField
            label={t("Event")}
            value={document.event ?? ""}
            onChange={(event) => set({ event })}
          />
          <ConditionField
            label={t("Only when")}
            event={document.event ?? ""}
            value={document.where ?? ""}
            onChange={(where) => set({ where })}
          />
          <Select
            label={t("What is counted")}
            allowDeselect={false}
            data={MEASURES}
            value={measure}
            onChange={(value) => value && set({ measure: value })}
          />
        </>
      )}
      {measure === "rate" ? null : <Amounts document={document} set={set} />}
      <DurationField
        label={t("Within, from the first message on")}
        value={document.within ?? "14d"}
        onChange={(within) => set({ within })}
      />
      <Select
        label={t("What is better")}
        allowDeselect={false}
        data={BETTER}
        value={document.better ?? "more"}
        onChange={(better) => better && set({ better })}
      />
    </>
  );
}

function Amounts({ document, set }: CountedProps): JSX.Element {
  return (
    <>
      <TextInput
        label={t("Property that is added up")}
        description={t("Empty: how often it happened.")}
        value={document.value ?? ""}
        onChange={(event) => set({ value: event.currentTarget.value })}
      />
      {document.measure === "ratio" ? (
        <>
          <EventField
            label={t("In parts of the event")}
            value={document.over ?? ""}
            onChange={(over) => set({ over })}
          />
          <TextInput
            label={t("Its property")}
            value={document.over_value ?? ""}
            onChange={(event) => set({ over_value: event.currentTarget.value })}
          />
        </>
      ) : (
        <NumberInput
          label={t("Cap at this percentile")}
          description={t("So that one big buyer cannot carry it. Empty: no cap.")}
          min={CAP_LEAST}
          max={100}
          value={document.cap || ""}
          onChange={(cap) => set({ cap: typeof cap === "number" ? cap : 0 })}
        />
      )}
      <TextInput
        label={t("Property of the currency")}
        value={document.currency ?? ""}
        onChange={(event) => set({ currency: event.currentTarget.value })}
      />
      <TextInput
        label={t("Counted once by the property")}
        description={t("Such as order_id.")}
        value={document.once_by ?? ""}
        onChange={(event) => set({ once_by: event.currentTarget.value })}
      />
    </>
  );
}
