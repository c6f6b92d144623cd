/** The team: who may sign in, where they are signed in, letting somebody in or out. */
import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type JSX } from "react";
import type { OperatorLine } from "@/api/wire";
import { session } from "@/api/queries";
import { askFor, mayAs } from "@/api/roles";
import { Await } from "@/ui/await/Await";
import { Badge } from "@/ui/badge/Badge";
import { cx } from "@/ui/classes";
import { Confirm } from "@/ui/confirm/Confirm";
import { count, day } from "@/ui/format/format";
import { LockButton } from "@/ui/lock/LockButton";
import { PageHead } from "@/ui/page/PageHead";
import { Table, type Column } from "@/ui/table/Table";
import { say, sayFault } from "@/ui/toast/toast";
import layout from "@/ui/layout/layout.module.css";
import { AddOperator } from "./AddOperator";
import { dropOperator, endSessions, operators } from "./api";
import { Requests } from "./Requests";
import { RoleBox } from "./RoleBox";
import { t } from "@/language/t";

export function TeamPage(): JSX.Element {
  const query = useQuery(operators());
  const { data: who } = useQuery(session());
  const queries = useQueryClient();
  const [adding, setAdding] = useState(false);
  const [going, setGoing] = useState<OperatorLine | null>(null);
  const again = () => void queries.invalidateQueries({ queryKey: ["operators"] });
  const drop = useMutation({
    mutationFn: dropOperator,
    onSuccess: (_, email) => {
      setGoing(null);
      say(t`${email} may not sign in any more.`);
      again();
    },
    onError: sayFault,
  });
  const end = useMutation({
    mutationFn: endSessions,
    onSuccess: ({ ended }) => {
      say(
        ended === 1 ? t("One browser is signed out.") : t`${count(ended)} browsers are signed out.`,
      );
      again();
    },
    onError: sayFault,
  });
  const me = who?.person?.email ?? "";
  const ask = () =>
    askFor("operator", t("look after the team"))
      .then(() => say(t("Asked. The owners see it in their notes.")))
      .catch(sayFault);
  const columns: Column<OperatorLine>[] = [
    {
      name: t("Who"),
      cell: (one) => (
        <div>
          <b>{one.name}</b> {one.email === me ? <Badge dot={false}>{t("you")}</Badge> : null}
          <div className={cx(layout.small, layout.dim)}>{one.email}</div>
        </div>
      ),
      phone: "line",
    },
    {
      name: t("Since"),
      cell: (one) => <span className={layout.dim}>{day(one.created_at)}</span>,
      phone: "plain",
    },
    {
      name: t("Role"),
      phone: "line",
      cell: (one) => <RoleBox one={one} locked={!mayAs(who, "operator")} />,
    },
    { name: t("Signed in"), right: true, cell: (one) => browsers(one.sessions) },
    {
      name: t("Acts"),
      right: true,
      phone: "line",
      cell: (one) => (
        <div className={cx(layout.row, layout.wrap, layout.dialogActs)}>
          <Button
            size="xs"
            variant="default"
            disabled={one.sessions === 0}
            onClick={() => end.mutate(one.email)}
          >
            {t("Sign out everywhere")}
          </Button>
          {one.email === me ? null : (
            <Button size="xs" variant="default" color="red" onClick={() => setGoing(one)}>
              {t("Remove")}
            </Button>
          )}
        </div>
      ),
    },
  ];
  return (
    <div className={layout.page}>
      <PageHead
        title={t("Team")}
        text={t("Everybody who may sign in here, and what each of them may do.")}
      >
        <LockButton
          open={mayAs(who, "operator")}
          role="operator"
          onPress={() => setAdding(true)}
          onAsk={() => void ask()}
        >
          {t("Add somebody")}
        </LockButton>
      </PageHead>
      <Requests />
      <Await query={query}>
        {(data) => (
          <div className={layout.card}>
            <Table
              label={t("Team")}
              columns={columns}
              rows={data.operators}
              keyOf={(one) => one.email}
            />
          </div>
        )}
      </Await>
      {adding ? <AddOperator onClose={() => setAdding(false)} onAdded={again} /> : null}
      {going ? (
        <Confirm
          title={t`Remove ${going.name}?`}
          act={t("Remove")}
          danger
          busy={drop.isPending}
          onAct={() => drop.mutate(going.email)}
          onClose={() => setGoing(null)}
        >{t`${going.email} is signed out everywhere at once and may not sign in again. What they published stays, with their name.`}</Confirm>
      ) : null}
    </div>
  );
}

const browsers = (sessions: number): string =>
  sessions === 0
    ? "nowhere"
    : sessions === 1
      ? t("in 1 browser")
      : t`in ${count(sessions)} browsers`;
