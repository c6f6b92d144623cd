/** Settings: keys, and the rules above all journeys. */
import { ActionIcon, Button, Select } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState, type JSX } from "react";
import { post, remove } from "@/api/client";
import { health, keys, workspace } from "@/api/queries";
import { ago } from "@/ui/format";
import { CopyBlock } from "@/ui/CopyBlock";
import { Icon } from "@/ui/Icon";
import { Await, Badge, Note, PageHead } from "@/ui/parts";
import { sayFault } from "@/ui/toast";
import "./entrance.css";
import { WorkspaceForm } from "./WorkspaceForm";

const ROLES = [
  { value: "write", label: "Write: send signals only" },
  { value: "admin", label: "Admin: everything" },
];

export function Settings(): JSX.Element {
  const query = useQuery(workspace());
  const { data: state } = useQuery(health());
  return (
    <div className="page">
      <PageHead title="Settings" text="The rules above all journeys, and the keys that other programs use.">
        <Button component={Link} to="/start" variant="default">First steps</Button>
      </PageHead>
      <div className="settings-grid">
        <Keys />
        <Await query={query}>{(data) => <WorkspaceForm key={query.dataUpdatedAt} first={data} />}</Await>
        <p className="small dim">Loopline {state?.version ?? ""}</p>
      </div>
    </div>
  );
}

function Keys(): JSX.Element {
  const queries = useQueryClient();
  const query = useQuery(keys());
  const [role, setRole] = useState("write");
  const [fresh, setFresh] = useState("");
  const again = () => queries.invalidateQueries({ queryKey: ["keys"] });
  const make = useMutation({ mutationFn: () => post<{ key: string }>("/api/keys", { role }), onSuccess: (made) => { setFresh(made.key); void again(); }, onError: sayFault });
  const drop = useMutation({ mutationFn: (id: string) => remove(`/api/keys/${encodeURIComponent(id)}`), onSuccess: again, onError: sayFault });
  return (
    <section className="card pad stack" aria-label="Keys">
      <div className="spread" style={{ flexWrap: "wrap" }}>
        <div><h2>Keys</h2><p className="dim small">One for each program, so that one can be taken back without the others.</p></div>
        <div className="row">
          <Select aria-label="Role of the new key" w={250} data={ROLES} value={role} onChange={(value) => setRole(value ?? "write")} />
          <Button size="xs" loading={make.isPending} onClick={() => make.mutate()}>New key</Button>
        </div>
      </div>
      {fresh ? <div className="key-once"><Note>Shown only now. Keep it where your program keeps its secrets.</Note><CopyBlock text={fresh} /></div> : null}
      <Await query={query} lines={3}>
        {({ keys: all }) => all.length === 0 ? <p className="dim">No key yet. The studio needs none; your app needs one to send signals.</p> : (
          <table className="table flush">
            <thead><tr><th scope="col">Key</th><th scope="col">Role</th><th scope="col">Made</th><th scope="col"><span className="hidden-visually">Acts</span></th></tr></thead>
            <tbody>
              {all.map((one) => (
                <tr key={one.id}>
                  <td className="mono">{one.prefix}…</td>
                  <td><Badge dot={false}>{one.role}</Badge></td>
                  <td className="dim">{ago(one.created_at)}</td>
                  <td className="right"><ActionIcon variant="subtle" color="red" aria-label={`Take back the key ${one.prefix}`} onClick={() => window.confirm("Take this key back? Programs that use it are refused from now on.") && drop.mutate(one.id)}><Icon name="trash" size={15} /></ActionIcon></td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Await>
    </section>
  );
}
