/** Who carries the messages of each channel, how they do, and the way to set one up. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState, type JSX } from "react";
import { CHANNELS, type Channel } from "@/api/generated/channels";
import type { ProviderLine, ProviderList } from "@/api/wire";
import { Await } from "@/ui/await/Await";
import { channelIcon, channelName } from "@/ui/channel/channel";
import { cx } from "@/ui/classes";
import { Icon } from "@/ui/icon/Icon";
import { Note } from "@/ui/note/Note";
import { PageHead } from "@/ui/page/PageHead";
import layout from "@/ui/layout/layout.module.css";
import { AddProvider } from "./AddProvider";
import { providers } from "./api";
import { ProviderCard } from "./ProviderCard";
import { t } from "@/language/t";
import css from "./ChannelsPage.module.css";

export function ChannelsPage(): JSX.Element {
  const query = useQuery(providers());
  const [adding, setAdding] = useState<Channel | null>(null);
  return (
    <div className={layout.page}>
      <PageHead
        title={t("Channels")}
        text={t(
          "Who carries the messages of each channel. Until a channel has a provider, its messages stay in the sandbox and reach nobody.",
        )}
      />
      <Await query={query}>
        {(data) => (
          <div className={css.channels}>
            {CHANNELS.map((channel) => (
              <ChannelCard
                key={channel}
                channel={channel}
                all={data}
                onAdd={() => setAdding(channel)}
              />
            ))}
          </div>
        )}
      </Await>
      {adding ? <AddProvider channel={adding} onClose={() => setAdding(null)} /> : null}
    </div>
  );
}

function ChannelCard({
  channel,
  all,
  onAdd,
}: {
  channel: Channel;
  all: ProviderList;
  onAdd: () => void;
}): JSX.Element {
  const mine = all.providers.filter((one) => one.channel === channel);
  const real = mine.filter((one) => one.state !== "sandbox");
  const name = channelName(channel);
  return (
    <section className={cx(layout.card, layout.pad, layout.stack)} aria-label={name}>
      <div className={cx(layout.spread, layout.wrap)}>
        <h2 className={layout.row}>
          <Icon name={channelIcon(channel)} size={18} />
          {name}
        </h2>
        <Button size="xs" variant={real.length ? "default" : "filled"} onClick={onAdd}>
          {real.length ? t("Add another provider") : t("Add a provider")}
        </Button>
      </div>
      {real.length === 0 ? (
        <Note tone="warn">{t`${name} has no provider, so its messages stay in the sandbox: nothing leaves, and nobody is called treated for it.`}</Note>
      ) : (
        <>
          <p className={cx(layout.small, layout.dim)}>{wordsOf(real)}</p>
          <ul className={css.providers}>
            {real.map((one) => (
              <ProviderCard key={one.name} provider={one} />
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

/** What becomes of a message, in the order in which providers are asked. */
function wordsOf(real: readonly ProviderLine[]): string {
  const first = real[0];
  if (real.length < 2 || !first) return t("Every message of this channel goes to it.");
  const sharing = real.filter((one) => one.weight > 0);
  return sharing.length > 1
    ? t("They share the messages by their weights; where one is away, the others take its part.")
    : t`${first.name} is asked first. Where it is away or at fault, the next one takes the message.`;
}
