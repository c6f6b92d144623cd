/** How many messages a new provider gets a day. */
import { ActionIcon, Button, NumberInput, Select, TagsInput, TextInput } from "@mantine/core";
import type { JSX } from "react";
import { cx } from "@/ui/classes";
import { Icon } from "@/ui/icon/Icon";
import layout from "@/ui/layout/layout.module.css";
import { changedAt, type DeliveryRules, type Part } from "./part";
import { t } from "@/language/t";

const FIRST_DAYS = [50, 100, 500, 1_000, 5_000];

const today = (): string => new Date().toISOString().slice(0, 10);

export function WarmUps({
  value,
  set,
  providers,
}: Part<DeliveryRules> & { providers: readonly string[] }): JSX.Element {
  const plans = value.warm_ups ?? [];
  const put = (at: number, plan: (typeof plans)[number] | null) =>
    set({ warm_ups: changedAt(plans, at, plan) });
  return (
    <section className={cx(layout.card, layout.pad, layout.stack)} aria-label={t("Warm-up")}>
      <div>
        <h2>{t("Warm-up")}</h2>
        <p className={cx(layout.dim, layout.small)}>
          {t(
            "A new provider or address begins with few messages a day (UTC), so that mailboxes learn to trust it. What is transactional is never held back. Behind the days listed, each day has so many times the one before, until the last number; there the plan ends.",
          )}
        </p>
      </div>
      {plans.map((plan, at) => (
        <div
          role="group"
          aria-label={t`Warm-up of ${plan.provider || t("a provider")}`}
          className={cx(layout.row, layout.wrap)}
          key={at}
        >
          <Select
            w={150}
            label={t("Provider")}
            placeholder={t("Choose one")}
            data={[...new Set([...providers, ...(plan.provider ? [plan.provider] : [])])]}
            value={plan.provider || null}
            onChange={(provider) => put(at, { ...plan, provider: provider ?? "" })}
          />
          <TextInput
            w={130}
            label={t("First day")}
            placeholder="2026-12-01"
            value={plan.starts}
            onChange={(event) => put(at, { ...plan, starts: event.currentTarget.value })}
          />
          <TagsInput
            className={layout.grow}
            miw="min(260px, 100%)"
            label={t("Messages on each of the first days")}
            placeholder={t("a number, Enter")}
            allowDuplicates
            value={plan.days.map(String)}
            onChange={(days) => put(at, { ...plan, days: numbersIn(days) })}
          />
          <NumberInput
            w={110}
            label={t("Then times")}
            placeholder={t("no growth")}
            decimalScale={2}
            step={0.5}
            min={0}
            value={plan.growth || ""}
            onChange={(growth) => put(at, { ...plan, growth: Number(growth) || 0 })}
          />
          <NumberInput
            w={120}
            label={t("Until")}
            min={0}
            value={plan.most || ""}
            onChange={(most) => put(at, { ...plan, most: Number(most) || 0 })}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t`Remove the warm-up of ${plan.provider || t("a provider")}`}
            onClick={() => put(at, null)}
          >
            <Icon name="trash" size={15} />
          </ActionIcon>
        </div>
      ))}
      <div>
        <Button
          variant="default"
          size="xs"
          leftSection={<Icon name="plus" size={14} />}
          onClick={() =>
            set({
              warm_ups: [...plans, { provider: "", starts: today(), days: FIRST_DAYS }],
            })
          }
        >
          {t("Add a warm-up")}
        </Button>
      </div>
    </section>
  );
}

/** Whole numbers alone: a word that is none is not taken. */
const numbersIn = (words: readonly string[]): number[] =>
  words.map((one) => Number(one.replace(/[\s,.]/g, ""))).filter((one) => Number.isInteger(one));
