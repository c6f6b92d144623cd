/** When journeys and providers pause by themselves because their mails are received badly. */
import { NumberInput, TagsInput, TextInput } from "@mantine/core";
import type { JSX } from "react";
import { cx } from "@/ui/classes";
import layout from "@/ui/layout/layout.module.css";
import type { DeliveryRules, Part } from "./part";

type Pause = NonNullable<DeliveryRules["auto_pause"]>;

export function AutoPauses({ value, set }: Part<DeliveryRules>): JSX.Element {
  return (
    <section className={cx(layout.card, layout.pad, layout.stack)} aria-label="Pause by itself">
      <div>
        <h2>Pause by itself</h2>
        <p className={cx(layout.dim, layout.small)}>
          Mailboxes judge a sender by bounces and complaints. What goes above these shares is
          paused, and an alarm says so; it goes on when you resume it. An empty share watches for
          nothing.
        </p>
      </div>
      <Shares
        of="A journey"
        spared="Journeys that go on"
        pause={value.auto_pause ?? {}}
        set={(auto_pause) => set({ auto_pause })}
      />
      <Shares
        of="A provider"
        spared="Providers that go on"
        pause={value.auto_pause_providers ?? {}}
        set={(auto_pause_providers) => set({ auto_pause_providers })}
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
    <fieldset className={cx(layout.row, layout.wrap)} aria-label={of}>
      <NumberInput
        w={150}
        label={`${of}: bounces (%)`}
        placeholder="not watched"
        decimalScale={2}
        min={0}
        max={100}
        value={pause.bounces ?? ""}
        onChange={(share) => change({ bounces: Number(share) || undefined })}
      />
      <NumberInput
        w={150}
        label="Complaints (%)"
        placeholder="not watched"
        decimalScale={2}
        min={0}
        max={100}
        value={pause.complaints ?? ""}
        onChange={(share) => change({ complaints: Number(share) || undefined })}
      />
      <TextInput
        w={100}
        label="Of the last"
        placeholder="1d (default)"
        value={pause.within ?? ""}
        onChange={(event) => change({ within: event.currentTarget.value || undefined })}
      />
      <NumberInput
        w={130}
        label="Of at least"
        placeholder="200 (default)"
        min={1}
        value={pause.at_least ?? ""}
        onChange={(least) => change({ at_least: Number(least) || undefined })}
      />
      <TagsInput
        className={layout.grow}
        label={spared}
        placeholder="none"
        value={[...(pause.spare ?? [])]}
        onChange={(spare) => change({ spare: spare.length ? spare : undefined })}
      />
    </fieldset>
  );
}
