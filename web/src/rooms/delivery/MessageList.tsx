/** The outbox: every message, what became of it. */
import "./delivery.css";
import { Button, Select, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import type { JSX } from "react";
import { journeys, messages, type MessageFilter } from "@/api/queries";
import { ago } from "@/ui/format";
import { Icon, type IconName } from "@/ui/Icon";
import { Await, Empty, PageHead, StatusBadge } from "@/ui/parts";

const STATUSES = ["queued", "sent", "delivered", "held", "withheld", "refused", "failed", "unknown"];
const CHANNEL_ICONS: Record<string, IconName> = { email: "email", sms: "sms", push: "push", in_app: "in_app", webhook: "webhook" };

export function MessageList(): JSX.Element {
  const filter = useSearch({ from: "/inside/messages" });
  const navigate = useNavigate();
  const query = useQuery({ ...messages(filter), refetchInterval: 10_000 });
  const { data: all } = useQuery(journeys());
  const set = (patch: MessageFilter) => {
    const next = Object.fromEntries(Object.entries({ ...filter, ...patch }).filter(([, value]) => value));
    void navigate({ to: "/messages", search: next, replace: true });
  };
  const filtered = Object.keys(filter).length > 0;
  return (
    <div className="page">
      <PageHead title="Messages" text="Each send to one person, with its attempts and what came back." />
      <div className="row wrap" style={{ marginBottom: 12 }}>
        <Select size="xs" w={220} aria-label="Journey" placeholder="All journeys" clearable allowDeselect searchable data={(all?.journeys ?? []).map((one) => ({ value: one.id, label: one.name || one.id }))} value={filter.journey ?? null} onChange={(journey) => set({ journey: journey ?? undefined })} />
        <Select size="xs" w={150} aria-label="Status" placeholder="Any status" clearable allowDeselect data={STATUSES} value={filter.status ?? null} onChange={(status) => set({ status: status ?? undefined })} />
        <TextInput size="xs" w={200} aria-label="Person" placeholder="Id of a person" defaultValue={filter.person ?? ""} onKeyDown={(event) => { if (event.key === "Enter") set({ person: event.currentTarget.value || undefined }); }} />
      </div>
      <Await query={query}>
        {(data) =>
          data.messages.length === 0 ? (
            <div className="card">
              {filtered ? <Empty icon="search" title="No message fits" actions={<Button variant="default" onClick={() => void navigate({ to: "/messages", search: {} })}>Show all</Button>}>Take a filter away to see more.</Empty> : <Empty icon="messages" title="Nothing was sent yet" actions={<Button component={Link} to="/journeys">To the journeys</Button>}>When a journey sends, each message stands here with its attempts and receipts. Without a provider it goes to the sandbox mailbox, so that you can look at it and nobody gets it.</Empty>}
            </div>
          ) : (
            <div className="card table-wrap" tabIndex={0} role="region" aria-label="Messages">
              <table className="table">
                <thead><tr><th scope="col">Message</th><th scope="col">Person</th><th scope="col" className="roomy">Journey</th><th scope="col">Status</th><th scope="col" className="right roomy">Tries</th><th scope="col" className="right roomy">When</th></tr></thead>
                <tbody>
                  {data.messages.map((one) => (
                    <tr key={one.key} className="go" onClick={(event) => { if (!(event.target as Element).closest("a")) void navigate({ to: "/messages/$key", params: { key: one.key } }); }}>
                      <td><div className="row" style={{ maxWidth: "min(360px, 42vw)" }}><span className="dim" style={{ lineHeight: 0 }}><Icon name={CHANNEL_ICONS[one.channel] ?? "message"} title={one.channel} /></span><Link className="clip" to="/messages/$key" params={{ key: one.key }}>{one.subject || `${one.channel} message`}</Link></div></td>
                      <td><Link className="link" to="/people/$id" params={{ id: one.person }}>{one.person}</Link></td>
                      <td className="roomy"><span className="clip">{one.journey}</span> <span className="small dim mono">{one.node}</span></td>
                      <td><StatusBadge status={one.status} /></td>
                      <td className="right num roomy">{one.attempts}</td>
                      <td className="right dim num roomy">{ago(one.created_at)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )
        }
      </Await>
    </div>
  );
}
