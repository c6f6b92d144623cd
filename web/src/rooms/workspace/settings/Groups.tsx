/** Groups of journeys of which a person stands in one at most, each with its rule. */
import { ActionIcon, Select } from "@mantine/core";
import type { JSX } from "react";
import type { Workspace } from "@/api/wire";
import { cx } from "@/ui/classes";
import { Icon } from "@/ui/icon/Icon";
import layout from "@/ui/layout/layout.module.css";
import { AddNamed } from "./AddNamed";
import { t } from "@/language/t";

type Rules = NonNullable<Workspace["exclusive"]>;
type Rule = Rules[string];

const RULES: { value: Rule; label: string }[] = [
  { value: "first_wins", label: t("the one entered first stays") },
  { value: "best_wins", label: t("the higher priority takes its place") },
];

interface Part {
  value: Workspace;
  set: (patch: Partial<Workspace>) => void;
}

export function Groups({ value, set }: Part): JSX.Element {
  const rules: Rules = value.exclusive ?? {};
  return (
    <section
      className={cx(layout.card, layout.pad, layout.stack)}
      aria-label={t("Exclusive groups")}
    >
      <div>
        <h2>{t("Exclusive groups")}</h2>
        <p className={cx(layout.dim, layout.small)}>
          {t(
            "Nobody stands in two journeys that name the same group. A group that is not listed keeps the one entered first.",
          )}
        </p>
      </div>
      {Object.entries(rules).map(([group, rule]) => (
        <div className={cx(layout.row, layout.wrap)} key={group}>
          <Select
            w={300}
            label={group}
            data={RULES}
            value={rule}
            allowDeselect={false}
            onChange={(chosen) => set({ exclusive: { ...rules, [group]: chosen as Rule } })}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t`Remove the group ${group}`}
            onClick={() =>
              set({
                exclusive: Object.fromEntries(
                  Object.entries(rules).filter(([other]) => other !== group),
                ),
              })
            }
          >
            <Icon name="trash" size={15} />
          </ActionIcon>
        </div>
      ))}
      <AddNamed
        label={t("Name of a new group")}
        placeholder={t("offers")}
        act={t("Add a group")}
        taken={rules}
        onAdd={(group) => set({ exclusive: { ...rules, [group]: "best_wins" } })}
      />
    </section>
  );
}
