/** What the signed-in person is told: asked for, decided, wrong. A number where something is not read. */
import { Indicator, Menu, UnstyledButton } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { JSX } from "react";
import type { NoteLine } from "@/api/wire";
import { cx } from "@/ui/classes";
import { ago } from "@/ui/format/format";
import { Icon } from "@/ui/icon/Icon";
import { sayFault } from "@/ui/toast/toast";
import layout from "@/ui/layout/layout.module.css";
import { notes, readNotes } from "./api";
import { t } from "@/language/t";
import css from "./shell.module.css";

const SHOWN = 12;

export function Bell(): JSX.Element {
  const { data } = useQuery(notes());
  const queries = useQueryClient();
  const navigate = useNavigate();
  const read = useMutation({
    mutationFn: readNotes,
    onSuccess: () => queries.invalidateQueries({ queryKey: ["notes"] }),
    onError: sayFault,
  });
  const unread = data?.unread ?? 0;
  const open = (note: NoteLine) => {
    read.mutate(note.id);
    void navigate({ href: note.link });
  };
  return (
    <Menu position="right-end" width={360}>
      <Menu.Target>
        <UnstyledButton
          className={css.room}
          aria-label={unread ? t`For you: ${unread} not read` : t("For you: nothing new")}
        >
          <Indicator disabled={unread === 0} label={unread} size={16}>
            <Icon name="info" size={18} />
          </Indicator>
          <span className={css.roomName}>{t("For you")}</span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {(data?.notes ?? []).slice(0, SHOWN).map((note) => (
          <Menu.Item key={note.id} onClick={() => open(note)}>
            {note.read_at ? note.text : <b>{note.text}</b>}
            <div className={cx(layout.small, layout.dim)}>{ago(note.at)}</div>
          </Menu.Item>
        ))}
        {data?.notes.length ? null : <Menu.Label>{t("Nothing waits for you.")}</Menu.Label>}
        {unread ? (
          <>
            <Menu.Divider />
            <Menu.Item onClick={() => read.mutate("")}>{t("Mark all as read")}</Menu.Item>
          </>
        ) : null}
      </Menu.Dropdown>
    </Menu>
  );
}
