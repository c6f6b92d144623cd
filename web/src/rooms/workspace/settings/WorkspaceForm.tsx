/** The rules above all journeys. */
import { Button, NumberInput, Select, Switch, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type JSX } from "react";
import type { Workspace } from "@/api/wire";
import { CHANNELS } from "@/canvas/document";
import { channelName } from "@/ui/channel/channel";
import { FaultNote } from "@/ui/note/Note";
import { say } from "@/ui/toast/toast";
import { saveRules } from "./api";
import { Caps } from "./Caps";
import { Groups } from "./Groups";
import { Programmes } from "./Programmes";
import { StopRules } from "./StopRules";
import { cx } from "@/ui/classes";
import { t } from "@/language/t";
import layout from "@/ui/layout/layout.module.css";
import css from "./WorkspaceForm.module.css";

const CONSENT = [
  { value: "opt_in", label: t("Only who said yes") },
  { value: "opt_out", label: t("All but who said no") },
];

const ROTATIONS = [
  { value: "", label: t("Never") },
  { value: "month", label: t("Each month") },
  { value: "quarter", label: t("Each quarter") },
  { value: "year", label: t("Each year") },
];

function rotated(
  { rotates: _, ...holdout }: NonNullable<Workspace["holdout"]>,
  rotates: string,
): NonNullable<Workspace["holdout"]> {
  return rotates ? { ...holdout, rotates } : holdout;
}

interface Part {
  value: Workspace;
  set: (patch: Partial<Workspace>) => void;
}

export function WorkspaceForm({ first }: { first: Workspace }): JSX.Element {
  const [value, setValue] = useState(first);
  const [reason, setReason] = useState("");
  const queries = useQueryClient();
  const set = (patch: Partial<Workspace>) => setValue({ ...value, ...patch });
  const save = useMutation({
    mutationFn: () => saveRules(first, value, reason),
    onSuccess: () => {
      say(t("Saved. It holds from the next signal on."));
      void queries.invalidateQueries({ queryKey: ["workspace"] });
    },
  });
  return (
    <form
      className={cx(layout.stack, layout.loose)}
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <section className={cx(layout.card, layout.pad, layout.stack)} aria-label={t("Sending")}>
        <h2>{t("Sending")}</h2>
        <div className={css.formGrid}>
          <TextInput
            label={t("Sender")}
            placeholder="Loopline <hello@example.com>"
            value={value.sender ?? ""}
            onChange={(event) => set({ sender: event.currentTarget.value })}
          />
          <TextInput
            label={t("Time zone of people without one")}
            value={value.zone ?? "UTC"}
            onChange={(event) => set({ zone: event.currentTarget.value })}
          />
          <TextInput
            label={t("Country of phone numbers without +")}
            description={t(
              "Two letters, such as DE. A person's own field country goes first; without either, such a number gets no SMS.",
            )}
            maxLength={2}
            value={value.country ?? ""}
            onChange={(event) => set({ country: event.currentTarget.value.toUpperCase() })}
          />
          <TextInput
            label={t("Currency of goals")}
            description={t(
              "Three letters, such as EUR. A goal that names its currency adds up amounts of this one.",
            )}
            maxLength={3}
            value={value.currency ?? ""}
            onChange={(event) => set({ currency: event.currentTarget.value.toUpperCase() })}
          />
          <NumberInput
            label={t("Held out of everything (%)")}
            description={t(
              "They never get a marketing message: what the whole programme causes is measured against them.",
            )}
            min={0}
            max={50}
            value={value.holdout?.percent ?? 0}
            onChange={(percent) =>
              set({ holdout: { ...value.holdout, percent: Number(percent) || 0 } })
            }
          />
          {value.holdout?.percent ? (
            <Select
              label={t("Another group is held out")}
              description={t("Each time others are drawn, so nobody is spared for good.")}
              data={ROTATIONS}
              value={value.holdout.rotates ?? ""}
              onChange={(rotates) => set({ holdout: rotated(value.holdout ?? {}, rotates ?? "") })}
            />
          ) : null}
        </div>
        <QuietHours value={value} set={set} />
      </section>
      <Consent value={value} set={set} />
      <Caps value={value} set={set} />
      <Programmes value={value} set={set} />
      <Groups value={value} set={set} />
      <StopRules value={value} set={set} />
      {save.error ? <FaultNote error={save.error} /> : null}
      <div className={css.saveRules}>
        <TextInput
          label={t("Why this change?")}
          placeholder={t("Kept with the rules, for whoever asks later")}
          required
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Button type="submit" size="xs" loading={save.isPending} disabled={!reason.trim()}>
          {t("Save the rules")}
        </Button>
      </div>
    </form>
  );
}

function QuietHours({ value, set }: Part): JSX.Element {
  const quiet = value.quiet_hours;
  return (
    <div className={cx(layout.row, layout.wrap)}>
      <Switch
        label={t("Quiet hours, in each person's own time zone")}
        checked={Boolean(quiet)}
        onChange={(event) =>
          set({ quiet_hours: event.currentTarget.checked ? { from: "21:00", to: "08:00" } : null })
        }
      />
      {quiet ? (
        <>
          <TextInput
            w={84}
            aria-label={t("Quiet from")}
            value={quiet.from}
            onChange={(event) =>
              set({ quiet_hours: { ...quiet, from: event.currentTarget.value } })
            }
          />
          <span className={layout.dim}>{t("to")}</span>
          <TextInput
            w={84}
            aria-label={t("Quiet to")}
            value={quiet.to}
            onChange={(event) => set({ quiet_hours: { ...quiet, to: event.currentTarget.value } })}
          />
        </>
      ) : null}
    </div>
  );
}

function Consent({ value, set }: Part): JSX.Element {
  return (
    <section className={cx(layout.card, layout.pad, layout.stack)} aria-label={t("Consent")}>
      <div>
        <h2>{t("Consent")}</h2>
        <p className={cx(layout.dim, layout.small)}>
          {t("Who may be written to on a channel, unless they said otherwise.")}
        </p>
      </div>
      <div className={css.formGrid}>
        {CHANNELS.filter((one) => one !== "webhook").map((channel) => (
          <Select
            key={channel}
            label={channelName(channel)}
            data={CONSENT}
            value={value.consent?.[channel] ?? null}
            placeholder={t("The channel's own rule")}
            clearable
            onChange={(rule) =>
              set({
                consent: Object.fromEntries(
                  Object.entries({ ...value.consent, [channel]: rule ?? "" }).filter(
                    ([, one]) => one,
                  ),
                ),
              })
            }
          />
        ))}
      </div>
    </section>
  );
}
