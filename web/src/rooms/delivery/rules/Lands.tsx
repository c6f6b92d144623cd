/** Where messages go, and what the law of those lands asks of them: hours, senders, an address, answers to STOP. */
import { Switch, TagsInput, TextInput, Textarea } from "@mantine/core";
import type { JSX } from "react";
import { cx } from "@/ui/classes";
import layout from "@/ui/layout/layout.module.css";
import type { Ours, Part } from "./part";
import { t } from "@/language/t";

export function Lands({ value, set }: Part<Ours>): JSX.Element {
  const answers = value.answers ?? {};
  return (
    <section
      className={cx(layout.card, layout.pad, layout.stack)}
      aria-label={t("Countries and their rules")}
    >
      <div>
        <h2>{t("Countries and their rules")}</h2>
        <p className={cx(layout.dim, layout.small)}>
          {t(
            "Where any is named, its rules are kept: hours in which marketing may be sent, who must have agreed, who may be the sender, what an SMS says at its end.",
          )}
        </p>
      </div>
      <TagsInput
        label={t("Countries that messages go to")}
        placeholder={t("Two letters, such as DE")}
        value={[...(value.countries ?? [])]}
        onChange={(lands) =>
          set({ countries: lands.length ? lands.map((one) => one.toUpperCase()) : undefined })
        }
      />
      <div className={cx(layout.row, layout.wrap)}>
        <TextInput
          w={220}
          label={t("Language of people without one")}
          description={t("A tag such as de or pt-BR.")}
          placeholder={t("as messages are written")}
          value={value.language ?? ""}
          onChange={(event) => set({ language: event.currentTarget.value || undefined })}
        />
        <TextInput
          className={layout.grow}
          miw="min(240px, 100%)"
          label={t("Where help is to be had")}
          description={t("Said in answer to an SMS HELP.")}
          placeholder="help@example.com"
          value={answers.help_at ?? ""}
          onChange={(event) =>
            set({ answers: { ...answers, help_at: event.currentTarget.value || undefined } })
          }
        />
      </div>
      <Switch
        label={t("Answer HELP, STOP and START by SMS")}
        description={t("Off: your SMS provider answers them already.")}
        checked={!answers.off}
        onChange={(event) =>
          set({ answers: { ...answers, off: event.currentTarget.checked ? undefined : true } })
        }
      />
      <Textarea
        label={t("Postal address")}
        description={t("It stands at the end of each marketing mail.")}
        autosize
        minRows={2}
        maxRows={6}
        value={value.postal_address ?? ""}
        onChange={(event) => set({ postal_address: event.currentTarget.value || undefined })}
      />
    </section>
  );
}
