/** How many passages of one account there may be: beside each other, in an hour, in a day. */
import { NumberInput } from "@mantine/core";
import type { JSX } from "react";
import type { Entry } from "@/canvas/document";
import { t } from "@/language/t";

type Rule = NonNullable<Entry["account"]>;

interface Props {
  rule: Rule;
  change: (rule: Rule, merge?: string) => void;
}

/** The most that the server counts one by one. */
const MOST = 100;

const COUNTS = [
  ["at_once", t("Of one account, side by side, at most"), t("as entering again says")],
  ["per_hour", t("Of one account, in any hour, at most"), t("as many as come")],
  ["per_day", t("Of one account, in any 24 hours, at most"), t("as many as come")],
] as const;

export function AccountLimits({ rule, change }: Props): JSX.Element {
  return (
    <>
      {COUNTS.map(([name, label, none]) => (
        <NumberInput
          key={name}
          label={label}
          placeholder={none}
          min={1}
          max={MOST}
          allowDecimal={false}
          value={rule[name] || ""}
          onChange={(most) =>
            change({ ...rule, [name]: Number(most) || undefined }, `entry.account.${name}`)
          }
        />
      ))}
    </>
  );
}
