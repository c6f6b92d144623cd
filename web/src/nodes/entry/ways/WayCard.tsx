/** One way in: its kind, the boxes of that kind, and a filter of its own. */
import { ActionIcon, Select } from "@mantine/core";
import { useEffect, useRef, useState, type FocusEvent, type JSX } from "react";
import type { Fault } from "@/api/faults";
import type { Trigger } from "@/canvas/document";
import { Icon } from "@/ui/icon/Icon";
import { cx } from "@/ui/classes";
import layout from "@/ui/layout/layout.module.css";
import branches from "../../fields/branch.module.css";
import { BoxesOf, useBoxes } from "../../fields/boxes";
import { ConditionField } from "../../fields/ConditionField";
import { Fold } from "../../fields/Fold";
import fields from "../../fields/fields.module.css";
import { asWay, saidBy, wayOf, WAYS } from "./kinds";
import { UnknownWay } from "./UnknownWay";
import { t } from "@/language/t";
import css from "./ways.module.css";

const KINDS = WAYS.map(({ kind, name }) => ({ value: kind, label: name }));
const OWN_FILTER = t("Filter of its own");

interface Props {
  trigger: Trigger;
  journey: string;
  /** Its place among the ways in, from 1. */
  number: number;
  /** It was just added: its first box has the cursor, and its faults wait until it is left. */
  fresh: boolean;
  faults: readonly Fault[];
  onChange: (trigger: Trigger, field?: string) => void;
  onRemove: () => void;
}

export function WayCard({
  trigger,
  journey,
  number,
  fresh,
  faults,
  onChange,
  onRemove,
}: Props): JSX.Element {
  const [left, setLeft] = useState(!fresh);
  const [filtered] = useState(Boolean(trigger.where));
  const boxes = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!fresh) return undefined;
    // a turn later: the menu that it was chosen from gives the cursor back to its button, unless it has gone elsewhere
    const turn = setTimeout(() =>
      boxes.current?.querySelector<HTMLElement>("input, button")?.focus(),
    );
    return () => clearTimeout(turn);
  }, [fresh]);
  const way = wayOf(trigger);
  const filters = way?.owns.includes("where") && (!way.asksWhom || filtered || trigger.where);
  const leave = (event: FocusEvent<HTMLElement>) => {
    if (!event.currentTarget.contains(event.relatedTarget)) setLeft(true);
  };
  return (
    <BoxesOf value={{ root: `entry.triggers[${number - 1}]`, faults: [] }}>
      <fieldset
        className={branches.branchForm}
        onBlur={leave}
        data-at={`entry.triggers[${number - 1}]`}
      >
        <legend className={layout.hiddenVisually}>{t`Way in ${number}`}</legend>
        <Head trigger={trigger} number={number} onChange={onChange} onRemove={onRemove} />
        {way ? (
          <div ref={boxes} className={css.ways}>
            <way.Fields
              trigger={trigger}
              journey={journey}
              set={(part, field) => onChange({ ...trigger, ...part }, field)}
            />
          </div>
        ) : null}
        {filters ? <OwnFilter trigger={trigger} onChange={onChange} /> : null}
        {left ? faults.map((fault, at) => <FaultLine key={at} fault={fault} />) : null}
      </fieldset>
    </BoxesOf>
  );
}

/** What kind it is, and the way to take it away. */
function Head({
  trigger,
  number,
  onChange,
  onRemove,
}: Pick<Props, "trigger" | "number" | "onChange" | "onRemove">): JSX.Element {
  const way = wayOf(trigger);
  const foreign = !way && saidBy(trigger).length > 0;
  const choose = (kind: string | null) => {
    const next = WAYS.find((one) => one.kind === kind);
    if (next && next !== way) onChange(asWay(trigger, next));
  };
  return (
    <>
      <div className={layout.row}>
        {foreign ? (
          <strong className={layout.grow}>{t("Another way in")}</strong>
        ) : (
          <Select
            className={layout.grow}
            classNames={{ root: css.kind }}
            aria-label={t("Kind of way in")}
            placeholder={t("Choose what lets people in")}
            allowDeselect={false}
            data={KINDS}
            value={way?.kind ?? null}
            onChange={choose}
          />
        )}
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t`Remove way in ${number}`}
          onClick={onRemove}
        >
          <Icon name="trash" size={14} />
        </ActionIcon>
      </div>
      {foreign ? <UnknownWay trigger={trigger} /> : null}
    </>
  );
}

function OwnFilter({ trigger, onChange }: Pick<Props, "trigger" | "onChange">): JSX.Element {
  const box = useBoxes();
  const [open] = useState(Boolean(trigger.where));
  return (
    <Fold title={OWN_FILTER} open={open}>
      <ConditionField
        label={OWN_FILTER}
        {...box("where")}
        hideLabel
        event={trigger.event ?? ""}
        value={trigger.where ?? ""}
        onChange={(where) => onChange({ ...trigger, where: where || undefined }, "where")}
      />
    </Fold>
  );
}

function FaultLine({ fault }: { fault: Fault }): JSX.Element {
  return (
    <p className={cx(layout.small, fault.severity === "error" ? fields.notCounted : layout.dim)}>
      <Icon name="alert" size={14} title={fault.severity} /> {fault.text}
      {fault.suggestion ? t` Did you mean ${fault.suggestion}?` : ""}
    </p>
  );
}
