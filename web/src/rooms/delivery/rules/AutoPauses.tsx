/** When journeys and providers pause by themselves because their mails are received badly. */
import { MultiSelect, NumberInput, TagsInput, TextInput } from "@mantine/core";
import type { JSX } from "react";
import { cx } from "@/ui/classes";
import layout from "@/ui/layout/layout.module.css";
import type { DeliveryRules, Part } from "./part";
import { t } from "@/language/t";

type Pause = NonNullable<DeliveryRules["auto_pause"]>;

export function AutoPauses({
  value,
  set,
  providers,
}: Part<DeliveryRules> & { providers: readonly string[] }): JSX.Element {
  const paused = value.paused ?? [];
  return (
    <section
      className={cx(layout.card, layout.pad, layout.stack)}
      aria-label={t("Pause by itself")}
    >
      <div>
        <h2>{t("Pause by itself")}</h2>
        <p className={cx(layout.dim, layout.small)}>
          {t(
            "Mailboxes judge a sender by bounces and complaints. What goes above these shares is paused, and an alarm says so, until you resume it: a journey on its page, a provider below. An empty share watches for nothing.",
          )}
        </p>
      </div>
      <Shares
        of={t("A journey")}
        spared={t("Journeys that go on")}
        pause={value.auto_pause ?? {}}
        set={(auto_pause) => set({ auto_pause })}
      />
      <Shares
        of={t("A provider")}
        spared={t("Providers that go on")}
        pause={value.auto_pause_providers ?? {}}
        set={(auto_pause_providers) => set({ auto_pause_providers })}
      />
      <MultiSelect
        label={t("Paused now")}
        description={t(
          "These providers get nothing; what waits for one goes to the next of its channel. Take one out to resume it.",
        )}
        placeholder={paused.length ? "" : t("none")}
        data={[...new Set([...providers, ...paused])]}
        value={[...paused]}
        onChange={(names) => set({ paused: names })}
      />
    </section>
  );
}

function Shares({
  of,
  spared,
  pause,
  set,
}: {
  of: string;
  spared: string;
  pause: Pause;
  set: (pause: Pause) => void;
}): JSX.Element {
  const change = (patch: Partial<Pause>) => set({ ...pause, ...patch });
  return (
    <div role="group" className={cx(layout.row, layout.wrap)} aria-label={of}>
      <NumberInput
        w={150}
        label={t`${of}: bounces (%)`}
        placeholder={t("not watched")}
        decimalScale={2}
        min={0}
        max={100}
        value={pause.bounces ?? ""}
        onChange={(share) => change({ bounces: Number(share) || undefined })}
      />
      <NumberInput
        w={150}
        label={t("Complaints (%)")}
        placeholder={t("not watched")}
        decimalScale={2}
        min={0}
        max={100}
        value={pause.complaints ?? ""}
        onChange={(share) => change({ complaints: Number(share) || undefined })}
      />
      <TextInput
        w={100}
        label={t("Of the last")}
        placeholder={t("1d (default)")}
        value={pause.within ?? ""}
        onChange={(event) => change({ within: event.currentTarget.value || undefined })}
      />
      <NumberInput
        w={150}
        label={t("Of at least (mails)")}
        placeholder={t("200 (default)")}
        min={1}
        value={pause.at_least ?? ""}
        onChange={(least) => change({ at_least: Number(least) || undefined })}
      />
      <TagsInput
        className={layout.grow}
        miw="min(220px, 100%)"
        label={spared}
        placeholder={t("none")}
        value={[...(pause.spare ?? [])]}
        onChange={(spare) => change({ spare: spare.length ? spare : undefined })}
      />
    </div>
  );
}
