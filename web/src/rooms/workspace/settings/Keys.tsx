/** The keys of other programs: which there are, making one, taking one back. */
import { ActionIcon, Button, Select, Textarea } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type JSX } from "react";
import { makeKey } from "@/api/queries";
import { dropKey, keys } from "./api";
import type { Key, KeyRole } from "@/api/wire";
import { Confirm } from "@/ui/confirm/Confirm";
import { ago, when } from "@/ui/format/format";
import { CopyBlock } from "@/ui/copy/CopyBlock";
import { Icon } from "@/ui/icon/Icon";
import { Table, type Column } from "@/ui/table/Table";
import { Await } from "@/ui/await/Await";
import { Badge } from "@/ui/badge/Badge";
import { Note } from "@/ui/note/Note";
import { say, sayFault } from "@/ui/toast/toast";
import { cx } from "@/ui/classes";
import { t } from "@/language/t";
import layout from "@/ui/layout/layout.module.css";
import css from "./Settings.module.css";

const ROLES: { value: KeyRole; label: string; text: string; once: string }[] = [
  {
    value: "server",
    label: t("Server: sends signals"),
    text: t("For your own servers. What it says is believed, so keep it secret."),
    once: t("Shown only now. Keep it where your program keeps its secrets."),
  },
  {
    value: "sender",
    label: t("Sender: sends messages too"),
    text: t(
      "For a server of yours that sends order confirmations, codes and the like by /api/send. Keep it secret.",
    ),
    once: t("Shown only now. Keep it where your program keeps its secrets."),
  },
  {
    value: "browser",
    label: t("Browser: may stand in a web page"),
    text: t(
      "Everybody can read it there. So it sends signals, and does not merge people who are known, give consent that was refused, or change an address.",
    ),
    once: t("Shown only now. It may stand in a web page or an app."),
  },
  {
    value: "analyst",
    label: t("Analyst: reads facts and figures"),
    text: t(
      "For notebooks and dashboards: it asks SQL, exports facts and reads metrics by the API, and changes nothing. It reads personal data, so keep it secret.",
    ),
    once: t("Shown only now. Keep it where your program keeps its secrets."),
  },
  {
    value: "admin",
    label: t("Admin: everything"),
    text: t("Reads and changes everything. Keep it secret."),
    once: t("Shown only now. Keep it where your program keeps its secrets."),
  },
];

const roleOf = (role: KeyRole) => ROLES.find((one) => one.value === role) ?? ROLES[0]!;

const linesOf = (text: string) =>
  text
    .split(/[\s,]+/)
    .map((line) => line.trim())
    .filter(Boolean);

export function Keys(): JSX.Element {
  const queries = useQueryClient();
  const query = useQuery(keys());
  const [role, setRole] = useState<KeyRole>("server");
  const [pages, setPages] = useState("");
  const [fresh, setFresh] = useState<{ key: string; role: KeyRole } | null>(null);
  const [going, setGoing] = useState<Key | null>(null);
  const again = () => queries.invalidateQueries({ queryKey: ["keys"] });
  const make = useMutation({
    mutationFn: () => makeKey(role, role === "browser" ? linesOf(pages) : []),
    onSuccess: (made) => {
      setFresh({ key: made.key, role });
      setPages("");
      void again();
    },
    onError: sayFault,
  });
  const drop = useMutation({
    mutationFn: dropKey,
    onSuccess: () => {
      setGoing(null);
      say(t("The key is taken back."));
      void again();
    },
    onError: sayFault,
  });
  return (
    <section className={cx(layout.card, layout.pad, layout.stack)} aria-label={t("Keys")}>
      <div className={cx(layout.spread, layout.wrap)}>
        <div>
          <h2>{t("Keys")}</h2>
          <p className={cx(layout.dim, layout.small)}>
            {t("One for each program, so that one can be taken back without the others.")}
          </p>
        </div>
        <div className={css.newKey}>
          <Select
            aria-label={t("Role of the new key")}
            data={ROLES.map(({ value, label }) => ({ value, label }))}
            value={role}
            allowDeselect={false}
            onChange={(value) => setRole((value ?? "server") as KeyRole)}
          />
          <Button size="xs" loading={make.isPending} onClick={() => make.mutate()}>
            {t("New key")}
          </Button>
        </div>
      </div>
      <p className={cx(layout.dim, layout.small)}>{roleOf(role).text}</p>
      {role === "browser" ? (
        <Textarea
          label={t("Pages that may use it")}
          description={t(
            "One origin a line, such as https://shop.example.com. Empty: any page may.",
          )}
          autosize
          minRows={1}
          maxRows={6}
          value={pages}
          onChange={(event) => setPages(event.currentTarget.value)}
        />
      ) : null}
      {fresh ? (
        <div className={css.keyOnce}>
          <Note>{roleOf(fresh.role).once}</Note>
          <CopyBlock text={fresh.key} />
        </div>
      ) : null}
      <Await query={query} lines={3}>
        {({ keys: all }) =>
          all.length === 0 ? (
            <p className={layout.dim}>
              {t("No key yet. The studio needs none; your app needs one to send signals.")}
            </p>
          ) : (
            <Table
              label={t("Keys in use")}
              flush
              columns={columnsOf(setGoing)}
              rows={all}
              keyOf={(one) => one.id}
            />
          )
        }
      </Await>
      {going ? (
        <Confirm
          title={t`Take back the key ${going.prefix}…?`}
          act={t("Take it back")}
          danger
          busy={drop.isPending}
          onClose={() => setGoing(null)}
          onAct={() => drop.mutate(going.id)}
        >
          {t(
            "Every program that uses it is refused from that moment on, and what it sends is lost until it has another key. This cannot be undone.",
          )}
        </Confirm>
      ) : null}
    </section>
  );
}

const columnsOf = (take: (key: Key) => void): Column<Key>[] => [
  {
    name: t("Key"),
    cell: (one) => <span className={layout.mono}>{one.prefix}…</span>,
    phone: "line",
  },
  { name: t("Role"), cell: (one) => <Badge dot={false}>{one.role}</Badge>, phone: "plain" },
  {
    name: t("Pages"),
    cell: (one) => (
      <span className={cx(layout.dim, layout.small)}>
        {one.role === "browser" ? one.origins?.join(", ") || t("any") : ""}
      </span>
    ),
  },
  {
    name: t("Made"),
    cell: (one) => (
      <span className={cx(layout.dim, layout.nowrap)} title={when(one.created_at)}>
        {ago(one.created_at)}
      </span>
    ),
  },
  {
    name: t("Acts"),
    cell: (one) => (
      <ActionIcon
        variant="subtle"
        color="red"
        aria-label={t`Take back the key ${one.prefix}`}
        onClick={() => take(one)}
      >
        <Icon name="trash" size={15} />
      </ActionIcon>
    ),
    right: true,
    phone: "plain",
  },
];
