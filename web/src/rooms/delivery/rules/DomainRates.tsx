/** How many mails a recipient domain gets at most within a time. */
import { ActionIcon, Button, NumberInput, Select, TagsInput, TextInput } from "@mantine/core";
import type { JSX } from "react";
import { cx } from "@/ui/classes";
import { Icon } from "@/ui/icon/Icon";
import layout from "@/ui/layout/layout.module.css";
import { changedAt, type DeliveryRules, type Part } from "./part";
import { t } from "@/language/t";

export function DomainRates({
  value,
  set,
  providers,
}: Part<DeliveryRules> & { providers: readonly string[] }): JSX.Element {
  const rates = value.domain_rates ?? [];
  const put = (at: number, rate: (typeof rates)[number] | null) =>
    set({ domain_rates: changedAt(rates, at, rate) });
  return (
    <section
      className={cx(layout.card, layout.pad, layout.stack)}
      aria-label={t("Pace to recipient domains")}
    >
      <div>
        <h2>{t("Pace to recipient domains")}</h2>
        <p className={cx(layout.dim, layout.small)}>
          {t(
            "A mailbox provider that is written to too fast refuses or filters. The domains of one line share its number; * is each domain that no other line names, by itself.",
          )}
        </p>
      </div>
      {rates.map((rate, at) => (
        <div className={cx(layout.row, layout.wrap)} key={at}>
          <TagsInput
            className={layout.grow}
            miw="min(260px, 100%)"
            label={t`Domains of line ${at + 1}`}
            placeholder={t("gmail.com, *.example.com")}
            value={[...rate.domains]}
            onChange={(domains) => put(at, { ...rate, domains })}
          />
          <NumberInput
            w={110}
            label={t("At most")}
            min={1}
            value={rate.limit}
            onChange={(limit) => put(at, { ...rate, limit: Number(limit) || 0 })}
          />
          <TextInput
            w={90}
            label={t("Within")}
            placeholder="1m"
            value={rate.within ?? ""}
            onChange={(event) =>
              put(at, { ...rate, within: event.currentTarget.value || undefined })
            }
          />
          <Select
            w={150}
            label={t("By")}
            placeholder={t("each provider")}
            clearable
            data={[...providers]}
            value={rate.provider || null}
            onChange={(provider) => put(at, { ...rate, provider: provider || undefined })}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t`Remove line ${at + 1} of the pace`}
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
          onClick={() => set({ domain_rates: [...rates, { domains: [], limit: 1_000 }] })}
        >
          {t("Add a pace")}
        </Button>
      </div>
    </section>
  );
}
