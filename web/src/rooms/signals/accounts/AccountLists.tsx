/** The lists that an account is on, until when, and the segments that it matches; it is put on a list and taken off. */
import { Button, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type JSX } from "react";
import type { AccountProfile } from "@/api/wire";
import { cx } from "@/ui/classes";
import { when } from "@/ui/format/format";
import { FaultNote } from "@/ui/note/Note";
import layout from "@/ui/layout/layout.module.css";
import { putOnList } from "./api";
import { t } from "@/language/t";

export function AccountLists({ profile }: { profile: AccountProfile }): JSX.Element {
  const { account, lists = [], list_ends: ends = {}, segments = [] } = profile;
  const [name, setName] = useState("");
  const [until, setUntil] = useState("");
  const client = useQueryClient();
  const act = useMutation({
    mutationFn: putOnList(account),
    onSuccess: () => {
      setName("");
      setUntil("");
      void client.invalidateQueries({ queryKey: ["account", account] });
    },
  });
  return (
    <section className={cx(layout.card, layout.pad, layout.stack)} aria-label={t("Lists")}>
      <h2>{t("Lists and segments")}</h2>
      {lists.length ? null : <p className={layout.dim}>{t("On no list.")}</p>}
      {lists.map((one) => (
        <div className={layout.spread} key={one}>
          <span>
            <b>{one}</b>
            {ends[one] ? <span className={layout.dim}> {t`until ${when(ends[one])}`}</span> : null}
          </span>
          <Button
            variant="subtle"
            size="xs"
            aria-label={t`Take off ${one}`}
            onClick={() => act.mutate({ name: one, member: false })}
          >
            {t("Take off")}
          </Button>
        </div>
      ))}
      <p className={cx(layout.small, layout.dim)}>
        {segments.length
          ? t`In the segments ${segments.join(", ")}.`
          : t("In no segment of accounts.")}
      </p>
      <form
        className={layout.stack}
        onSubmit={(event) => {
          event.preventDefault();
          const end = until ? { until: new Date(until).toISOString() } : {};
          if (name.trim()) act.mutate({ name: name.trim(), member: true, ...end });
        }}
      >
        <TextInput
          label={t("Put on the list")}
          maxLength={256}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          type="datetime-local"
          label={t("Until")}
          description={t("Left empty, it stays until somebody takes it off.")}
          value={until}
          onChange={(event) => setUntil(event.currentTarget.value)}
        />
        {act.error ? <FaultNote error={act.error} /> : null}
        <div>
          <Button type="submit" variant="default" size="xs" loading={act.isPending}>
            {t("Put on the list")}
          </Button>
        </div>
      </form>
    </section>
  );
}
