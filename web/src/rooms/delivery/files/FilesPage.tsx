/** The files that mails carry or show: how large they are, which content and journeys use them. */
import { ActionIcon, Button, Group, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState, type JSX } from "react";
import type { ContentLine } from "@/api/wire";
import { Await } from "@/ui/await/Await";
import { Badge } from "@/ui/badge/Badge";
import { cx } from "@/ui/classes";
import { Confirm } from "@/ui/confirm/Confirm";
import { Empty } from "@/ui/empty/Empty";
import { count } from "@/ui/format/format";
import { Icon } from "@/ui/icon/Icon";
import { FaultNote } from "@/ui/note/Note";
import { PageHead } from "@/ui/page/PageHead";
import { Table, type Column } from "@/ui/table/Table";
import { say } from "@/ui/toast/toast";
import layout from "@/ui/layout/layout.module.css";
import { content, putAway } from "../content/api";
import { AddFile } from "./AddFile";
import { contentAt } from "./api";
import { sizeOf } from "./fileBody";
import { t } from "@/language/t";

/** What a file's document says, beside its line. */
interface Told {
  size: number;
  type: string;
}

export function FilesPage(): JSX.Element {
  const query = useQuery(content());
  const [adding, setAdding] = useState(false);
  const [renewed, setRenewed] = useState<ContentLine>();
  const [going, setGoing] = useState<ContentLine>();
  const files = (query.data?.content ?? []).filter((one) => one.kind === "file");
  return (
    <div className={layout.page}>
      <PageHead
        title={t("Files")}
        text={t(
          "What mails carry as attachments, and the pictures that stand in them without a web server.",
        )}
      >
        <Button onClick={() => setAdding(true)}>{t("Add a file")}</Button>
      </PageHead>
      <Await query={query}>
        {(data) =>
          files.length === 0 ? (
            <div className={layout.card}>
              <Empty
                icon="book"
                art="messages"
                title={t("No file yet")}
                actions={<Button onClick={() => setAdding(true)}>{t("Add a file")}</Button>}
              >
                {t(
                  "A file is published once, and every mail that names it carries the version that its journey was published with.",
                )}
              </Empty>
            </div>
          ) : (
            <Table
              label={t("Files")}
              columns={columnsOf(data.content, setRenewed, setGoing)}
              rows={files}
              keyOf={(one) => one.id}
            />
          )
        }
      </Await>
      {adding || renewed ? (
        <AddFile
          of={renewed}
          taken={files.map((one) => one.id)}
          onClose={() => {
            setAdding(false);
            setRenewed(undefined);
          }}
        />
      ) : null}
      {going ? <PutAway file={going} onClose={() => setGoing(undefined)} /> : null}
    </div>
  );
}

function PutAway({ file, onClose }: { file: ContentLine; onClose: () => void }): JSX.Element {
  const queries = useQueryClient();
  const [reason, setReason] = useState("");
  const away = useMutation({
    mutationFn: () => putAway("file", file.id, !file.archived, reason.trim()),
    onSuccess: () => {
      say(file.archived ? t`${file.id} is back.` : t`${file.id} is removed.`);
      void queries.invalidateQueries({ queryKey: ["content"] });
      onClose();
    },
  });
  return (
    <Confirm
      title={file.archived ? t`Bring ${file.name} back?` : t`Remove ${file.name}?`}
      act={file.archived ? t("Bring it back") : t("Remove it")}
      danger={!file.archived}
      busy={away.isPending}
      onClose={onClose}
      onAct={() => away.mutate()}
    >
      <div className={layout.stack}>
        <p>
          {file.archived
            ? t("Mails may name it again.")
            : t(
                "No mail can name it from now on. Mails that were published with it still carry it, and it can be brought back.",
              )}
        </p>
        <TextInput
          label={t("Why?")}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        {away.error ? <FaultNote error={away.error} /> : null}
      </div>
    </Confirm>
  );
}

/** The templates that name this file. */
const templatesWith = (file: string, all: readonly ContentLine[]): ContentLine[] =>
  all.filter((one) => one.kind === "template" && namedIn(one.document).includes(file));

function namedIn(document: object): string[] {
  const files: unknown = "attachments" in document ? document.attachments : [];
  if (!Array.isArray(files)) return [];
  return files.flatMap((one: unknown) =>
    typeof one === "object" && one !== null && "file" in one ? [String(one.file)] : [],
  );
}

function toldOf(document: object): Told {
  const size = "size" in document ? Number(document.size) || 0 : 0;
  const type = "content_type" in document ? String(document.content_type) : "";
  return { size, type: type || "application/octet-stream" };
}

function Uses({ file, all }: { file: ContentLine; all: readonly ContentLine[] }): JSX.Element {
  const templates = templatesWith(file.id, all);
  if (templates.length + file.journeys.length === 0)
    return <span className={layout.dim}>{t("nowhere")}</span>;
  return (
    <span className={cx(layout.row, layout.wrap)}>
      {templates.map((one) => (
        <Link
          key={`template ${one.id}`}
          className={layout.link}
          to="/content/$kind/$id"
          params={{ kind: "template", id: one.id }}
        >
          {one.name}
        </Link>
      ))}
      {file.journeys.map((one) => (
        <Link
          key={`journey ${one}`}
          className={layout.link}
          to="/journeys/$id"
          params={{ id: one }}
        >
          {one}
        </Link>
      ))}
    </span>
  );
}

function columnsOf(
  all: readonly ContentLine[],
  renew: (file: ContentLine) => void,
  go: (file: ContentLine) => void,
): Column<ContentLine>[] {
  return [
    {
      name: t("File"),
      cell: (one) => (
        <span className={layout.row}>
          <a className={layout.link} href={contentAt(one.id)} download>
            {one.name}
          </a>
          <span className={cx(layout.dim, layout.small, layout.mono)}>{one.id}</span>
          {one.archived ? <Badge dot={false}>{t("removed")}</Badge> : null}
        </span>
      ),
      phone: "line",
    },
    {
      name: t("Kind"),
      cell: (one) => <span className={layout.dim}>{toldOf(one.document).type}</span>,
    },
    {
      name: t("Size"),
      cell: (one) => <span className={layout.nowrap}>{sizeOf(toldOf(one.document).size)}</span>,
      right: true,
    },
    { name: t("Version"), cell: (one) => count(one.version), right: true },
    { name: t("Used in"), cell: (one) => <Uses file={one} all={all} />, phone: "line" },
    {
      name: t("Acts"),
      cell: (one) => (
        <Group gap={8} justify="flex-end" wrap="nowrap">
          <Button size="compact-xs" variant="default" onClick={() => renew(one)}>
            {t("New version")}
          </Button>
          <ActionIcon
            variant="subtle"
            color={one.archived ? "gray" : "red"}
            aria-label={one.archived ? t`Bring ${one.id} back` : t`Remove ${one.id}`}
            onClick={() => go(one)}
          >
            <Icon name={one.archived ? "undo" : "trash"} size={15} />
          </ActionIcon>
        </Group>
      ),
      right: true,
      phone: "plain",
    },
  ];
}
