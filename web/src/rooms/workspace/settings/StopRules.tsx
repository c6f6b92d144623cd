/** Exit rules of the workspace: what stops every journey, or those of a programme. */
import { Button, TagsInput, TextInput } from "@mantine/core";
import type { JSX } from "react";
import type { Workspace } from "@/api/wire";
import { ExitRuleFields } from "@/nodes/entry/ExitRuleFields";
import { cx } from "@/ui/classes";
import { Icon } from "@/ui/icon/Icon";
import { t } from "@/language/t";
import layout from "@/ui/layout/layout.module.css";

type Rule = NonNullable<Workspace["exits"]>[number];

interface Part {
  value: Workspace;
  set: (patch: Partial<Workspace>) => void;
}

export function StopRules({ value, set }: Part): JSX.Element {
  const rules = value.exits ?? [];
  const change = (at: number, rule: Rule) =>
    set({ exits: rules.map((one, index) => (index === at ? rule : one)) });
  return (
    <section className={cx(layout.card, layout.pad, layout.stack)} aria-label={t("Stop rules")}>
      <div>
        <h2>{t("Stop rules")}</h2>
        <p className={cx(layout.dim, layout.small)}>
          {t(
            "People leave every journey at once when one of these holds for them, also in the middle of a wait. While a condition holds, nobody enters. Spare what has to go on, such as order confirmations.",
          )}
        </p>
      </div>
      {rules.map((rule, at) => (
        <ExitRuleFields
          key={at}
          rule={rule}
          number={at + 1}
          ofPeople
          change={(changed) => change(at, changed)}
          remove={() => set({ exits: rules.filter((_, index) => index !== at) })}
        >
          <TextInput
            w={200}
            label={t("Only the programme")}
            placeholder={t("all journeys")}
            value={rule.programme ?? ""}
            onChange={(event) =>
              change(at, { ...rule, programme: event.currentTarget.value || undefined })
            }
          />
          <TagsInput
            className={layout.grow}
            label={t("Spare the journeys")}
            placeholder={t("ids")}
            value={[...(rule.spare ?? [])]}
            onChange={(spare) => change(at, { ...rule, spare: spare.length ? spare : undefined })}
          />
        </ExitRuleFields>
      ))}
      <div>
        <Button
          variant="default"
          size="xs"
          leftSection={<Icon name="plus" size={14} />}
          onClick={() => set({ exits: [...rules, { on: "" }] })}
        >
          {t("Add a stop rule")}
        </Button>
      </div>
    </section>
  );
}
