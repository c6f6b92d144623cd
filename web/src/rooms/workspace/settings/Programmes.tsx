/** What is measured together: the goal of everything, and programmes with their holdout and goal. */
import { ActionIcon, NumberInput, TextInput } from "@mantine/core";
import type { JSX } from "react";
import type { Workspace } from "@/api/wire";
import { cx } from "@/ui/classes";
import { Icon } from "@/ui/icon/Icon";
import layout from "@/ui/layout/layout.module.css";
import { AddNamed } from "./AddNamed";
import { t } from "@/language/t";

type All = NonNullable<Workspace["programmes"]>;
type One = All[string];
type Measured = NonNullable<One["goal"]>;

interface Part {
  value: Workspace;
  set: (patch: Partial<Workspace>) => void;
}

export function Programmes({ value, set }: Part): JSX.Element {
  const all: All = value.programmes ?? {};
  const change = (id: string, patch: Partial<One>) =>
    set({ programmes: { ...all, [id]: { ...all[id], ...patch } } });
  return (
    <section
      className={cx(layout.card, layout.pad, layout.stack)}
      aria-label={t("What is measured together")}
    >
      <div>
        <h2>{t("What is measured together")}</h2>
        <p className={cx(layout.dim, layout.small)}>
          {t(
            "Those held out of everything, or of a programme, are compared with everybody else by one goal. A goal that is changed counts those who come later.",
          )}
        </p>
      </div>
      {value.holdout?.percent ? (
        <GoalBoxes
          of={t("everything")}
          goal={value.holdout.goal}
          set={(goal) => set({ holdout: { ...value.holdout, goal } })}
        />
      ) : null}
      {Object.entries(all).map(([id, one]) => (
        <fieldset className={cx(layout.stack, layout.tight)} key={id}>
          <legend className={cx(layout.row, layout.mono)}>
            {id}
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t`Remove the programme ${id}`}
              onClick={() =>
                set({
                  programmes: Object.fromEntries(
                    Object.entries(all).filter(([other]) => other !== id),
                  ),
                })
              }
            >
              <Icon name="trash" size={15} />
            </ActionIcon>
          </legend>
          <div className={cx(layout.row, layout.wrap)}>
            <TextInput
              label={t("Name")}
              placeholder={id}
              value={one.name ?? ""}
              onChange={(event) => change(id, { name: event.currentTarget.value })}
            />
            <TextInput
              label={t("Owner")}
              value={one.owner ?? ""}
              onChange={(event) => change(id, { owner: event.currentTarget.value })}
            />
            <TextInput
              label={t("What it is for in the long run")}
              value={one.north_star ?? ""}
              onChange={(event) => change(id, { north_star: event.currentTarget.value })}
            />
            <NumberInput
              label={t("Held out of it (%)")}
              min={0}
              max={90}
              value={one.percent ?? 0}
              onChange={(percent) => change(id, { percent: Number(percent) || 0 })}
            />
          </div>
          <GoalBoxes of={id} goal={one.goal} set={(goal) => change(id, { goal })} />
        </fieldset>
      ))}
      <AddNamed
        label={t("Id of a new programme")}
        placeholder={t("growth")}
        act={t("Add a programme")}
        taken={all}
        onAdd={(id) => set({ programmes: { ...all, [id]: { percent: 10 } } })}
      />
    </section>
  );
}

/** A goal is there once its event is named; what these boxes do not show is kept. */
function GoalBoxes({
  of,
  goal,
  set,
}: {
  of: string;
  goal: One["goal"] | undefined;
  set: (goal: Measured | null) => void;
}): JSX.Element {
  const change = (patch: Partial<Measured>) => {
    const next = { ...goal, event: goal?.event ?? "", ...patch };
    set(next.event ? next : null);
  };
  return (
    <div className={cx(layout.row, layout.wrap)}>
      <TextInput
        label={t`Goal of ${of}`}
        placeholder="order_placed"
        value={goal?.event ?? ""}
        onChange={(event) => change({ event: event.currentTarget.value })}
      />
      <TextInput
        label={t("Its money is in")}
        placeholder={t("amount")}
        value={goal?.value ?? ""}
        disabled={!goal}
        onChange={(event) => change({ value: event.currentTarget.value })}
      />
      <TextInput
        label={t("Time for it")}
        placeholder="14d"
        value={goal ? (goal.within ?? "14d") : ""}
        disabled={!goal}
        onChange={(event) => change({ within: event.currentTarget.value })}
      />
    </div>
  );
}
