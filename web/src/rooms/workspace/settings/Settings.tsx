/** Settings: keys, and the rules above all journeys. */
import { ActionIcon, Button, Select } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState, type JSX } from "react";
import { health, makeKey } from "@/api/queries";
import { dropKey, keys, workspace } from "./api";
import type { Key } from "@/api/wire";
import { Confirm } from "@/ui/confirm/Confirm";
import { ago, when } from "@/ui/format/format";
import { CopyBlock } from "@/ui/copy/CopyBlock";
import { Icon } from "@/ui/icon/Icon";
import { Table, type Column } from "@/ui/table/Table";
import { Await } from "@/ui/await/Await";
import { Badge } from "@/ui/badge/Badge";
import { Note } from "@/ui/note/Note";
import { PageHead } from "@/ui/page/PageHead";
import { say, sayFault } from "@/ui/toast/toast";
import { WorkspaceForm } from "./WorkspaceForm";
import { cx } from "@/ui/classes";
import layout from "@/ui/layout/layout.module.css";
import css from "./Settings.module.css";

const ROLES = [
  { value: "write", label: "Write: send signals only" },
  { value: "admin", label: "Admin: everything" },
];

export function Settings(): JSX.Element {
  const query = useQuery(workspace());
  const { data: state } = useQuery(health());
  return (
    <div className={layout.page}>
      <PageHead
        title="Settings"
        text="The rules above all journeys, and the keys that other programs use."
      >
        <Button component={Link} to="/start" variant="default">
          First steps
        </Button>
      </PageHead>
      <div className={css.settingsGrid}>
        <Keys />
        <Await query={query}>
          {(data) => <WorkspaceForm key={query.dataUpdatedAt} first={data} />}
        </Await>
        <p className={cx(layout.small, layout.dim)}>Loopline {state?.version ?? ""}</p>
      </div>
    </div>
  );
}

function Keys(): JSX.Element {
  const queries = useQueryClient();
  const query = useQuery(keys());
  const [role, setRole] = useState("write");
  const [fresh, setFresh] = useState("");
  const [going, setGoing] = useState<Key | null>(null);
  const again = () => queries.invalidateQueries({ queryKey: ["keys"] });
  const make = useMutation({
    mutationFn: () => makeKey(role),
    onSuccess: (made) => {
      setFresh(made.key);
      void again();
    },
    onError: sayFault,
  });
  const drop = useMutation({
    mutationFn: dropKey,
    onSuccess: () => {
      setGoing(null);
      say("The key is taken back.");
      void again();
    },
    onError: sayFault,
  });
  const columns: Column<Key>[] = [
    {
      name: "Key",
      cell: (one) => <span className={layout.mono}>{one.prefix}…</span>,
      phone: "line",
    },
    { name: "Role", cell: (one) => <Badge dot={false}>{one.role}</Badge>, phone: "plain" },
    {
      name: "Made",
      cell: (one) => (
        <span className={cx(layout.dim, layout.nowrap)} title={when(one.created_at)}>
          {ago(one.created_at)}
        </span>
      ),
    },
    {
      name: "Acts",
      cell: (one) => (
        <ActionIcon
          variant="subtle"
          color="red"
          aria-label={`Take back the key ${one.prefix}`}
          onClick={() => setGoing(one)}
        >
          <Icon name="trash" size={15} />
        </ActionIcon>
      ),
      right: true,
      phone: "plain",
    },
  ];
  return (
    <section className={cx(layout.card, layout.pad, layout.stack)} aria-label="Keys">
      <div className={cx(layout.spread, layout.wrap)}>
        <div>
          <h2>Keys</h2>
          <p className={cx(layout.dim, layout.small)}>
            One for each program, so that one can be taken back without the others.
          </p>
        </div>
        <div className={css.newKey}>
          <Select
            aria-label="Role of the new key"
            data={ROLES}
            value={role}
            onChange={(value) => setRole(value ?? "write")}
          />
          <Button size="xs" loading={make.isPending} onClick={() => make.mutate()}>
            New key
          </Button>
        </div>
      </div>
      {fresh ? (
        <div className={css.keyOnce}>
          <Note>Shown only now. Keep it where your program keeps its secrets.</Note>
          <CopyBlock text={fresh} />
        </div>
      ) : null}
      <Await query={query} lines={3}>
        {({ keys: all }) =>
          all.length === 0 ? (
            <p className={layout.dim}>
              No key yet. The studio needs none; your app needs one to send signals.
            </p>
          ) : (
            <Table label="Keys in use" flush columns={columns} rows={all} keyOf={(one) => one.id} />
          )
        }
      </Await>
      {going ? (
        <Confirm
          title={`Take back the key ${going.prefix}…?`}
          act="Take it back"
          danger
          busy={drop.isPending}
          onClose={() => setGoing(null)}
          onAct={() => drop.mutate(going.id)}
        >
          Every program that uses it is refused from that moment on, and what it sends is lost until
          it has another key. This cannot be undone.
        </Confirm>
      ) : null}
    </section>
  );
}
