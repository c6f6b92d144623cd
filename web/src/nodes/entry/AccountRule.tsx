/** Whether the account decides who enters, and by which rule it chooses. */
import { Button, NumberInput, Select, Switch } from "@mantine/core";
import type { JSX } from "react";
import type { Entry } from "@/canvas/document";
import { moved, without } from "@/canvas/order";
import { Icon } from "@/ui/icon/Icon";
import { cx } from "@/ui/classes";
import layout from "@/ui/layout/layout.module.css";
import { ConditionField } from "../fields/ConditionField";
import { Fold } from "../fields/Fold";
import { OrderButtons } from "../fields/OrderButtons";
import { t } from "@/language/t";
import branches from "../fields/branch.module.css";
import { AccountLimits } from "./AccountLimits";

interface Props {
  entry: Entry;
  set: (part: Partial<Entry>, merge?: string) => void;
}

/** What the server takes where the document says nothing. */
const HANDS_ON = true;

type Rule = NonNullable<Entry["account"]>;

const FALLBACKS = [
  { value: "asker", label: t("The member who triggered it") },
  { value: "anyone", label: t("Any member") },
  { value: "nobody", label: t("Nobody") },
];

export function AccountRule({ entry, set }: Props): JSX.Element {
  const rule = entry.account;
  return (
    <Fold title={t("The account decides")} open={Boolean(rule)}>
      <Switch
        label={t("Ask the account who enters")}
        description={t(
          "Any member triggers it, and the account chooses whom it lets in, by the rule for entering again.",
        )}
        checked={Boolean(rule)}
        onChange={(event) =>
          set({ account: event.currentTarget.checked ? { recipient: [""] } : undefined })
        }
      />
      {rule ? <Choice rule={rule} change={(account, merge) => set({ account }, merge)} /> : null}
    </Fold>
  );
}

interface ChoiceProps {
  rule: Rule;
  change: (rule: Rule, merge?: string) => void;
}

function Choice({ rule, change }: ChoiceProps): JSX.Element {
  const wanted = rule.recipient ?? [];
  const put = (recipient: string[], merge?: string) => change({ ...rule, recipient }, merge);
  return (
    <>
      <p className={cx(layout.small, layout.dim)}>
        {t(
          "Whom to choose, the best one first. A member whom no message can reach is passed over.",
        )}
      </p>
      {wanted.map((when, at) => (
        <fieldset className={branches.branchForm} key={at}>
          <legend className={layout.hiddenVisually}>{t`Recipient ${at + 1}`}</legend>
          <div className={layout.row}>
            <span
              className={layout.grow}
            >{t`${at === 0 ? t("First") : t("Else")}, a member for whom`}</span>
            <OrderButtons
              noun={t("Recipient")}
              at={at}
              count={wanted.length}
              onMove={(to) => put(moved(wanted, at, to))}
              onRemove={() => put(without(wanted, at))}
            />
          </div>
          <ConditionField
            label={t`Recipient ${at + 1}`}
            hideLabel
            audience
            value={when}
            onChange={(text) =>
              put(
                wanted.map((one, index) => (index === at ? text : one)),
                `entry.recipient${at}`,
              )
            }
          />
        </fieldset>
      ))}
      <div>
        <Button
          variant="default"
          size="xs"
          leftSection={<Icon name="plus" size={14} />}
          onClick={() => put([...wanted, ""])}
        >
          {t("Add a recipient")}
        </Button>
      </div>
      <Select
        label={t("When nobody fits")}
        data={FALLBACKS}
        allowDeselect={false}
        value={rule.fallback ?? "asker"}
        onChange={(fallback) => fallback && change({ ...rule, fallback })}
      />
      <NumberInput
        label={t("So many members enter")}
        min={1}
        allowDecimal={false}
        value={rule.limit ?? 1}
        onChange={(limit) => change({ ...rule, limit: Number(limit) || undefined }, "entry.limit")}
      />
      <AccountLimits rule={rule} change={change} />
      <Switch
        label={t("Go on with the next member where one leaves the account")}
        checked={rule.hand_on ?? HANDS_ON}
        onChange={(event) => change({ ...rule, hand_on: event.currentTarget.checked })}
      />
    </>
  );
}
