/** The metrics beside the goal: what else is compared, and what may not get worse. */
import { ActionIcon, Button, Select, TextInput } from "@mantine/core";
import { useContext, type JSX } from "react";
import type { Journey } from "@/canvas/document";
import { cx } from "@/ui/classes";
import { Icon } from "@/ui/icon/Icon";
import layout from "@/ui/layout/layout.module.css";
import branches from "../fields/branch.module.css";
import { ConditionField } from "../fields/ConditionField";
import { ChoiceBox } from "../fields/ChoiceBox";
import { DurationField } from "../fields/DurationField";
import { EventField } from "../fields/NameFields";
import type { JourneyFormProps } from "./Form";
import { MetricLimits } from "./MetricLimits";
import { NamedMetric } from "./NamedMetric";
import { BoxesOf, useBoxes } from "../fields/boxes";
import { t } from "@/language/t";

type Metrics = NonNullable<Journey["metrics"]>;
type Metric = Metrics[string];

const ROLES = [
  { value: "secondary", label: t("To learn from") },
  { value: "guardrail", label: t("Guardrail") },
];
const NAMED = "named";
const SOURCES = [
  { value: "", label: t("An event") },
  { value: NAMED, label: t("A published metric") },
  { value: "unsubscribed", label: t("They unsubscribe") },
  { value: "complained", label: t("They complain") },
  { value: "bounced", label: t("The message bounces") },
];
const MEASURES = [
  { value: "rate", label: t("People who did it") },
  { value: "sum", label: t("Its sum for each person") },
  { value: "ratio", label: t("In parts of another event") },
];
const BETTER = [
  { value: "more", label: t("More is better") },
  { value: "less", label: t("Less is better") },
];

/** A name that no metric has yet. */
function freeName(metrics: Metrics): string {
  let number = Object.keys(metrics).length + 1;
  while (`metric_${number}` in metrics) number += 1;
  return `metric_${number}`;
}

interface FieldsProps {
  id: string;
  metric: Metric;
  change: (metric: Metric) => void;
  remove: () => void;
}

const text = (value: string): string | undefined => value || undefined;

function MetricFields({ id, metric, change, remove }: FieldsProps): JSX.Element {
  const put = (part: Partial<Metric>) => change({ ...metric, ...part });
  const box = useBoxes();
  const measure = metric.measure ?? "rate";
  const guards = metric.role === "guardrail";
  return (
    <fieldset className={branches.branchForm}>
      <legend className={layout.hiddenVisually}>{t`Metric ${id}`}</legend>
      <div className={layout.row}>
        <TextInput
          className={layout.grow}
          aria-label={t("Name of the metric")}
          {...box("name")}
          placeholder={id}
          value={metric.name ?? ""}
          onChange={(event) => put({ name: text(event.currentTarget.value) })}
        />
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t`Remove metric ${metric.name || id}`}
          onClick={remove}
        >
          <Icon name="trash" size={14} />
        </ActionIcon>
      </div>
      <ChoiceBox
        label={t("What for")}
        {...box("role")}
        data={ROLES}
        value={metric.role}
        fallback="secondary"
        onChange={(role) => {
          const limits = role === "guardrail" ? {} : { at_most: undefined, tolerate: undefined };
          put({ role, ...limits });
        }}
      />
      <Select
        label={t("What is counted")}
        data={SOURCES}
        value={metric.metric === undefined ? (metric.receipt ?? "") : NAMED}
        onChange={(receipt) =>
          receipt === NAMED
            ? change({ metric: "", role: metric.role, name: metric.name })
            : receipt
              ? change({
                  receipt,
                  role: "guardrail",
                  better: "less",
                  at_most: metric.at_most || 1,
                  within: metric.within,
                  name: metric.name,
                })
              : put({ metric: undefined, receipt: undefined, event: metric.event ?? "" })
        }
      />
      {metric.metric === undefined ? null : (
        <NamedMetric value={metric.metric} onChange={(chosen) => put({ metric: chosen })} />
      )}
      {metric.receipt || metric.metric !== undefined ? null : (
        <>
          <EventField
            label={t("Event")}
            {...box("event")}
            value={metric.event ?? ""}
            onChange={(event) => put({ event })}
          />
          <ChoiceBox
            label={t("Counted as")}
            {...box("measure")}
            data={MEASURES}
            value={metric.measure}
            fallback="rate"
            onChange={(chosen) => put({ measure: chosen, over: undefined })}
          />
          {measure === "rate" ? null : (
            <TextInput
              label={t("Of the property")}
              {...box("value")}
              description={t("Such as amount; empty counts events.")}
              value={metric.value ?? ""}
              onChange={(event) => put({ value: text(event.currentTarget.value) })}
            />
          )}
          {measure === "ratio" ? (
            <EventField
              label={t("In parts of the event")}
              {...box("over")}
              value={metric.over ?? ""}
              onChange={(over) => put({ over })}
            />
          ) : null}
          <ConditionField
            label={t("Only when")}
            {...box("where")}
            event={metric.event}
            value={metric.where ?? ""}
            onChange={(where) => put({ where: where || undefined })}
          />
          <ChoiceBox
            label={t("Direction")}
            {...box("better")}
            data={BETTER}
            value={metric.better}
            fallback="more"
            onChange={(better) => put({ better })}
          />
        </>
      )}
      {metric.metric === undefined ? (
        <DurationField
          label={t("Within, from the first message")}
          {...box("within")}
          value={metric.within ?? ""}
          fallback="14d"
          onChange={(within) => put({ within: within || undefined })}
        />
      ) : null}
      {guards ? <MetricLimits metric={metric} put={put} /> : null}
    </fieldset>
  );
}

export function MetricList({ document, patch }: JourneyFormProps): JSX.Element {
  const boxes = useContext(BoxesOf);
  const metrics = document.metrics ?? {};
  const set = (all: Metrics, merge?: string) =>
    patch({ metrics: Object.keys(all).length ? all : undefined }, merge);
  return (
    <>
      <p className={cx(layout.small, layout.dim)}>
        {t(
          "The goal gives the verdict. What stands here is compared beside it; a guardrail that is broken pauses the journey.",
        )}
      </p>
      {Object.entries(metrics).map(([id, metric]) => (
        <BoxesOf key={id} value={{ ...boxes, root: `metrics.${id}` }}>
          <MetricFields
            id={id}
            metric={metric}
            change={(changed) => set({ ...metrics, [id]: changed }, `metrics.${id}`)}
            remove={() =>
              set(Object.fromEntries(Object.entries(metrics).filter(([name]) => name !== id)))
            }
          />
        </BoxesOf>
      ))}
      <div>
        <Button
          variant="default"
          size="xs"
          leftSection={<Icon name="plus" size={14} />}
          onClick={() => set({ ...metrics, [freeName(metrics)]: { event: "" } })}
        >
          {t("Add a metric")}
        </Button>
      </div>
    </>
  );
}
