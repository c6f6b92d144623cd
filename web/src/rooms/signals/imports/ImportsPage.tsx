/** Every import and how far it is; a new one is tried before anything is stored. */
import { ActionIcon, Button, Progress } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type JSX } from "react";
import type { ImportView } from "@/api/wire";
import { Await } from "@/ui/await/Await";
import { Badge, type Tone } from "@/ui/badge/Badge";
import { cx } from "@/ui/classes";
import { Confirm } from "@/ui/confirm/Confirm";
import { Empty } from "@/ui/empty/Empty";
import { ago, count, when } from "@/ui/format/format";
import { Icon } from "@/ui/icon/Icon";
import { PageHead } from "@/ui/page/PageHead";
import { Table, type Column } from "@/ui/table/Table";
import { say, sayFault } from "@/ui/toast/toast";
import layout from "@/ui/layout/layout.module.css";
import { cancelImport, forgetImport, imports, refusedOf, startImport } from "./api";
import { NewImport } from "./NewImport";
import { t } from "@/language/t";

export function ImportsPage(): JSX.Element {
  const query = useQuery(imports());
  const [making, setMaking] = useState(false);
  const [going, setGoing] = useState<ImportView | null>(null);
  const queries = useQueryClient();
  const again = () => void queries.invalidateQueries({ queryKey: ["imports"] });
  const act = useMutation({
    mutationFn: ({ id, what }: { id: string; what: "start" | "cancel" }) =>
      what === "start" ? startImport(id) : cancelImport(id),
    onSuccess: again,
    onError: sayFault,
  });
  const forget = useMutation({
    mutationFn: forgetImport,
    onSuccess: () => {
      setGoing(null);
      say(t("The file is deleted; what was taken stays."));
      again();
    },
    onError: sayFault,
  });
  const columns: Column<ImportView>[] = [
    ...COLUMNS,
    {
      name: t("Acts"),
      right: true,
      phone: "line",
      cell: (one) => (
        <div className={cx(layout.row, layout.dialogActs)}>
          {one.state === "running" ? (
            <Button
              size="xs"
              variant="default"
              onClick={() => act.mutate({ id: one.id, what: "cancel" })}
            >
              {t("Stop")}
            </Button>
          ) : null}
          {["ready", "cancelled", "failed"].includes(one.state) ? (
            <Button
              size="xs"
              variant="default"
              onClick={() => act.mutate({ id: one.id, what: "start" })}
            >
              {one.rows ? t("Go on") : t("Start")}
            </Button>
          ) : null}
          {one.state === "running" ? null : (
            <ActionIcon
              variant="subtle"
              color="red"
              aria-label={t`Delete ${one.name}`}
              onClick={() => setGoing(one)}
            >
              <Icon name="trash" size={15} />
            </ActionIcon>
          )}
        </div>
      ),
    },
  ];
  return (
    <div className={layout.page}>
      <PageHead
        title={t("Imports")}
        text={t(
          "People, events, lists, consent and suppressions from a file: CSV, JSON lines or Parquet. Nothing is stored until you have seen the dry run.",
        )}
      >
        <Button onClick={() => setMaking(true)}>{t("Import a file")}</Button>
      </PageHead>
      <Await query={query}>
        {({ imports: all }) => (
          <div className={layout.card}>
            {all.length === 0 ? (
              <Empty
                icon="download"
                art="people"
                title={t("Nothing has been imported")}
                actions={<Button onClick={() => setMaking(true)}>{t("Import a file")}</Button>}
              >
                {t(
                  "Bring people, events, lists, consent or suppressions from a file. You see how each column is read, and which rows cannot be taken, before anything is stored.",
                )}
              </Empty>
            ) : (
              <Table label={t("Imports")} columns={columns} rows={all} keyOf={(one) => one.id} />
            )}
          </div>
        )}
      </Await>
      {making ? <NewImport onClose={() => setMaking(false)} /> : null}
      {going ? (
        <Confirm
          title={t`Delete ${going.name}?`}
          act={t("Delete the file")}
          danger
          busy={forget.isPending}
          onAct={() => forget.mutate(going.id)}
          onClose={() => setGoing(null)}
        >
          {t("The file and its refused rows are deleted. What was taken of it stays.")}
        </Confirm>
      ) : null}
    </div>
  );
}

const STATES: Record<ImportView["state"], { tone: Tone; word: string }> = {
  uploading: { tone: "info", word: t("arriving") },
  ready: { tone: "info", word: t("waits to start") },
  running: { tone: "info", word: t("is read") },
  done: { tone: "good", word: t("done") },
  failed: { tone: "bad", word: t("failed") },
  cancelled: { tone: "warn", word: t("stopped") },
};

const COLUMNS: Column<ImportView>[] = [
  {
    name: t("File"),
    cell: (one) => (
      <div>
        <b>{one.name}</b>
        <div className={cx(layout.small, layout.dim)}>
          {one.kind}
          {one.silent ? t(", tells no journey") : t(", journeys hear of it")}
        </div>
      </div>
    ),
    phone: "line",
  },
  {
    name: t("State"),
    cell: (one) => (
      <div>
        <Badge tone={STATES[one.state].tone}>{STATES[one.state].word}</Badge>
        {one.state === "running" && one.size > 0 ? (
          <Progress
            mt={6}
            size="sm"
            value={(100 * (one.read_bytes ?? 0)) / one.size}
            aria-label={t("How far the file is read")}
          />
        ) : null}
        {one.fault ? <div className={cx(layout.small, layout.dim)}>{one.fault}</div> : null}
      </div>
    ),
    phone: "line",
  },
  { name: t("Taken"), right: true, cell: (one) => count(one.accepted ?? 0) },
  {
    name: t("Refused"),
    right: true,
    cell: (one) =>
      one.refused ? (
        <a className={layout.link} href={refusedOf(one.id)} download>
          {count(one.refused)}
        </a>
      ) : (
        "0"
      ),
  },
  {
    name: t("Since"),
    cell: (one) => (
      <span className={cx(layout.dim, layout.nowrap)} title={when(one.created_at)}>
        {ago(one.created_at)}
        {one.by ? t` by ${one.by}` : ""}
      </span>
    ),
    phone: "plain",
  },
];
