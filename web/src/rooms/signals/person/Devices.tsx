/** The devices that push messages reach a person on, and those that were. */
import { ActionIcon } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type JSX } from "react";
import type { Person } from "@/api/wire";
import { Badge, type Tone } from "@/ui/badge/Badge";
import { cx } from "@/ui/classes";
import { Confirm } from "@/ui/confirm/Confirm";
import { ago, when } from "@/ui/format/format";
import { Icon } from "@/ui/icon/Icon";
import { say, sayFault } from "@/ui/toast/toast";
import layout from "@/ui/layout/layout.module.css";
import { removeDevice } from "./api";
import { t } from "@/language/t";

type Device = NonNullable<Person["devices"]>[number];

const PLATFORMS: Record<Device["platform"], string> = {
  android: t("Android"),
  ios: "iOS",
  web: t("Browser"),
  "": t("Device"),
};
const STATES: Record<Device["state"], { tone: Tone; word: string }> = {
  live: { tone: "good", word: t("reached") },
  gone: { tone: "", word: t("gone: its service knows it no longer") },
  moved: { tone: "", word: t("somebody else uses it now") },
  removed: { tone: "", word: t("removed") },
};

export function Devices({ person }: { person: Person }): JSX.Element {
  const queries = useQueryClient();
  const [going, setGoing] = useState<Device>();
  const drop = useMutation({
    mutationFn: (device: string) => removeDevice(person.person, device),
    onSuccess: () => {
      setGoing(undefined);
      say(t("The device is removed."));
      void queries.invalidateQueries({ queryKey: ["person", person.person] });
    },
    onError: sayFault,
  });
  const devices = person.devices ?? [];
  if (devices.length === 0)
    return (
      <p className={cx(layout.dim, layout.small)}>
        {t("None is known. Your app states its push token, and it stands here.")}
      </p>
    );
  return (
    <>
      <ul className={cx(layout.stack, layout.tight)} aria-label={t("Devices")}>
        {devices.map((one) => (
          <li key={one.device} className={layout.spread}>
            <div>
              <div className={cx(layout.row, layout.wrap)}>
                {named(one)}
                <Badge tone={STATES[one.state].tone}>{STATES[one.state].word}</Badge>
              </div>
              <div className={cx(layout.small, layout.dim)}>
                <span className={layout.mono}>{one.token}</span> {lastSeen(one)}
              </div>
            </div>
            {one.state === "live" ? (
              <ActionIcon
                variant="subtle"
                color="red"
                aria-label={t`Remove ${named(one)}`}
                onClick={() => setGoing(one)}
              >
                <Icon name="trash" size={15} />
              </ActionIcon>
            ) : null}
          </li>
        ))}
      </ul>
      {going ? (
        <Confirm
          title={t`Remove ${named(going)}?`}
          act={t("Remove it")}
          danger
          busy={drop.isPending}
          onClose={() => setGoing(undefined)}
          onAct={() => drop.mutate(going.device)}
        >
          {t(
            "Push messages no longer go there. It comes back when the app states its token again.",
          )}
        </Confirm>
      ) : null}
    </>
  );
}

/** "iOS, Shop 4.2". */
const named = (one: Device): string =>
  [PLATFORMS[one.platform], [one.app, one.app_version].filter(Boolean).join(" ")]
    .filter(Boolean)
    .join(", ");

function lastSeen(one: Device): JSX.Element {
  if (one.from_traits) return <>{t("from the person's fields")}</>;
  if (!one.last_seen_at) return <>{t("never seen")}</>;
  return <span title={when(one.last_seen_at)}>{t`seen ${ago(one.last_seen_at)}`}</span>;
}
