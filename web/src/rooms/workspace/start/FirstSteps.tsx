/** What to do first: send an event (the page notices it), or begin from a template. */
import { Button, SegmentedControl } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useState, type JSX } from "react";
import { catalog, makeKey, templates } from "@/api/queries";
import { onNews, type SeenSignal } from "@/api/stream";
import { CopyBlock } from "@/ui/copy/CopyBlock";
import { definitionOf } from "@/canvas/kinds";
import { count } from "@/ui/format/format";
import { Icon } from "@/ui/icon/Icon";
import { Await, KindChip, PageHead } from "@/ui/parts";
import { sayFault } from "@/ui/toast/toast";
import { LoopStops } from "./LoopStops";
import { SNIPPETS } from "./snippets";
import "@/rooms/workspace/access/entrance.css";

/** The last signal that came in while this page was open, or a sign that some came before. */
function useFirstSignal(): { seen: SeenSignal | null; before: number } {
  const [seen, setSeen] = useState<SeenSignal | null>(null);
  const queries = useQueryClient();
  const { data } = useQuery({ ...catalog(), refetchInterval: seen ? false : 4000 });
  useEffect(
    () =>
      onNews("signal", (signal) => {
        setSeen(signal);
        void queries.invalidateQueries({ queryKey: ["catalog"] });
      }),
    [queries],
  );
  return { seen, before: (data?.events ?? []).reduce((sum, one) => sum + one.count, 0) };
}

export function FirstSteps(): JSX.Element {
  const [way, setWay] = useState("curl");
  const [key, setKey] = useState("");
  const { seen, before } = useFirstSignal();
  const make = useMutation({
    mutationFn: () => makeKey("write"),
    onSuccess: (made) => setKey(made.key),
    onError: sayFault,
  });
  const snippet = SNIPPETS.find((one) => one.id === way) ?? SNIPPETS[0];
  return (
    <div className="page">
      <PageHead
        title="Start the loop"
        text="Everything begins with something that a person did. Send one event and watch it arrive, or look around first."
      />
      <LoopStops />
      <div className="first-grid">
        <section className="card pad stack" aria-label="Send a first event">
          <div className="spread" style={{ flexWrap: "wrap" }}>
            <h2>Send a first event</h2>
            <SegmentedControl
              size="xs"
              value={way}
              onChange={setWay}
              data={SNIPPETS.map((one) => ({ value: one.id, label: one.name }))}
              aria-label="Language"
            />
          </div>
          <CopyBlock text={snippet?.text(location.origin, key || "YOUR_KEY") ?? ""} />
          {key ? (
            <p className="small dim">
              The key in this snippet is shown only now; keep it where your app keeps its secrets.
            </p>
          ) : (
            <div>
              <Button
                variant="default"
                size="xs"
                leftSection={<Icon name="key" size={14} />}
                loading={make.isPending}
                onClick={() => make.mutate()}
              >
                Make a key for it
              </Button>
            </div>
          )}
          <div className={`waiting heartbeat-line ${seen || before ? "seen" : ""}`} role="status">
            <Icon name={seen || before ? "check" : "signal"} />
            {seen ? (
              <span>
                <b>{seen.name}</b> of {seen.person} has arrived.{" "}
                <Link className="link" to="/people/$id" params={{ id: seen.person }}>
                  See the person
                </Link>
              </span>
            ) : before ? (
              <span>
                {count(before)} event{before === 1 ? " has" : "s have"} arrived so far.{" "}
                <Link className="link" to="/people">
                  See the people
                </Link>
              </span>
            ) : (
              <span>Listening. The event will appear here as it arrives.</span>
            )}
          </div>
        </section>
        <Starters />
      </div>
      <div className="next-steps">
        <div className="card choice">
          <KindChip kind="experiment" icon={definitionOf("experiment").icon} />
          <div className="grow stack tight">
            <div>
              <h3>Look at the demo</h3>
              <p className="dim">
                Real purchases replayed through two journeys, with what they caused. Nothing is sent
                to anybody.
              </p>
            </div>
            <CopyBlock text="loopline demo" />
          </div>
        </div>
        <Link to="/settings" className="card choice">
          <KindChip kind="update" icon="settings" />
          <div>
            <h3>Set the rules</h3>
            <p className="dim">
              Consent, caps, quiet hours, the sender, and the holdout above all journeys.
            </p>
          </div>
        </Link>
        <Link to="/catalog" className="card choice">
          <KindChip kind="entry" icon="signal" />
          <div>
            <h3>See what arrives</h3>
            <p className="dim">
              Every event and field, as it was really received. The canvas completes names from
              there.
            </p>
          </div>
        </Link>
      </div>
    </div>
  );
}

/** The templates by name; each opens the page where it is begun. */
function Starters(): JSX.Element {
  const query = useQuery(templates());
  return (
    <section className="card pad stack tight" aria-label="Start from a template">
      <div>
        <h2>Start from a template</h2>
        <p className="dim small">Whole journeys with waits, exits, a goal and a holdout.</p>
      </div>
      <Await query={query} bare lines={5}>
        {({ templates: all }) => (
          <div className="template-names">
            {all.map((one) => (
              <Link key={one.id} to="/journeys/new">
                <KindChip kind="entry" icon="journeys" size={13} />
                <span className="grow clip">{one.title}</span>
                <span className="small dim num">
                  {Object.keys(one.document.nodes).length} steps
                </span>
              </Link>
            ))}
            <Link to="/journeys/new">
              <KindChip kind="exit" icon="plus" size={13} />
              <span className="grow">Empty canvas</span>
            </Link>
          </div>
        )}
      </Await>
    </section>
  );
}
