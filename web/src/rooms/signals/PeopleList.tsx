/** Find a person. */
import "./signals.css";
import { Button, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useState, type JSX } from "react";
import { people } from "@/api/queries";
import { ago } from "@/ui/format";
import { Icon } from "@/ui/Icon";
import { Await, Empty, PageHead } from "@/ui/parts";

export function PeopleList(): JSX.Element {
  const { q = "" } = useSearch({ from: "/inside/people" });
  const navigate = useNavigate();
  const [typed, setTyped] = useState(q);
  const [wanted] = useDebouncedValue(typed, 250);
  useEffect(() => {
    void navigate({ to: "/people", search: wanted ? { q: wanted } : {}, replace: true });
  }, [wanted, navigate]);
  const query = useQuery({ ...people(wanted), placeholderData: keepPreviousData });
  return (
    <div className="page">
      <PageHead title="People" text="Everybody who did something, with all that is known and all that was decided.">
        <Button component={Link} to="/catalog" variant="default" leftSection={<Icon name="signal" size={15} />}>Events and fields</Button>
      </PageHead>
      <TextInput size="md" leftSection={<Icon name="search" />} placeholder="Id, name or e-mail" aria-label="Search people" value={typed} onChange={(event) => setTyped(event.currentTarget.value)} mb={14} />
      <Await query={query}>
        {(data) =>
          data.people.length === 0 ? (
            <div className="card">
              {wanted ? (
                <Empty icon="search" title={`Nobody fits "${wanted}"`}>Search for the start of an id, a name or an e-mail address.</Empty>
              ) : (
                <Empty icon="people" title="Nobody is known yet" actions={<Button component={Link} to="/start">Send a first event</Button>}>People appear here with their first signal: an event, a trait, a consent. Nothing needs to be set up for them first.</Empty>
              )}
            </div>
          ) : (
            <div className="card table-wrap" tabIndex={0} role="region" aria-label="People">
              <table className="table">
                <thead><tr><th scope="col">Person</th><th scope="col" className="roomy">E-mail</th><th scope="col" className="roomy">Account</th><th scope="col" className="right">Last seen</th></tr></thead>
                <tbody>
                  {data.people.map((one) => (
                    <tr key={one.person} className="go" onClick={() => void navigate({ to: "/people/$id", params: { id: one.person } })}>
                      <td><div className="row"><span className="avatar" aria-hidden>{(one.name || one.person).charAt(0).toUpperCase()}</span><div><Link to="/people/$id" params={{ id: one.person }}><b>{one.name || one.person}</b></Link><div className="small dim mono">{one.person}</div></div></div></td>
                      <td className="roomy">{one.email || <span className="dim">—</span>}</td>
                      <td className="roomy">{one.account ?? <span className="dim">—</span>}</td>
                      <td className="right dim num">{one.last_seen_at ? ago(one.last_seen_at) : "—"}</td>
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
