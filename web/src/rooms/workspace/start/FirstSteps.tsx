/** What to do first: send an event (the page notices it), or begin from a template. */
import { Button, SegmentedControl } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useState, type JSX } from "react";
import { catalog, makeKey, templates } from "@/api/queries";
import type { KeyRole } from "@/api/wire";
import { onNews, type SeenSignal } from "@/api/stream";
import { CopyBlock } from "@/ui/copy/CopyBlock";
import { definitionOf } from "@/canvas/kinds";
import { count } from "@/ui/format/format";
import { Icon } from "@/ui/icon/Icon";
import { Await } from "@/ui/await/Await";
import { KindChip } from "@/ui/chip/KindChip";
import { PageHead } from "@/ui/page/PageHead";
import { sayFault } from "@/ui/toast/toast";
import { FirstMessage } from "./FirstMessage";
import { LoopStops } from "./LoopStops";
import { SNIPPETS } from "./snippets";
import { cx } from "@/ui/classes";
import { rich } from "@/language/rich";
import { t } from "@/language/t";
import layout from "@/ui/layout/layout.module.css";
import css from "./FirstSteps.module.css";

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
  const [made, setMade] = useState<Partial<Record<KeyRole, string>>>({});
  const { seen, before } = useFirstSignal();
  const make = useMutation({
    mutationFn: (role: KeyRole) => makeKey(role),
    onSuccess: ({ key: fresh }, role) => setMade((before) => ({ ...before, [role]: fresh })),
    onError: sayFault,
  });
  const snippet = SNIPPETS.find((one) => one.id === way) ?? SNIPPETS[0]!;
  const key = made[snippet.role];
  return (
    <div className={layout.page}>
      <PageHead
        title={t("Start the loop")}
        text={t(
          "Everything begins with something that a person did. Send one event and watch it arrive, or look around first.",
        )}
      />
      <FirstMessage />
      <LoopStops />
      <div className={css.firstGrid}>
        <section
          className={cx(layout.card, layout.pad, layout.stack)}
          aria-label={t("Send a first event")}
        >
          <div className={cx(layout.spread, layout.wrap)}>
            <h2>{t("Send a first event")}</h2>
            <SegmentedControl
              size="xs"
              value={way}
              onChange={setWay}
              data={SNIPPETS.map((one) => ({ value: one.id, label: one.name }))}
              aria-label={t("Language")}
            />
          </div>
          <CopyBlock text={snippet.text(location.origin, key ?? "YOUR_KEY")} />
          {key ? (
            <p
              className={cx(layout.small, layout.dim)}
            >{t`The key in this snippet is shown only now; ${
              snippet.role === "browser"
                ? t("it is a browser key, which may stand in a web page.")
                : t("it is a server key, so keep it where your app keeps its secrets.")
            }`}</p>
          ) : (
            <div>
              <Button
                variant="default"
                size="xs"
                leftSection={<Icon name="key" size={14} />}
                loading={make.isPending}
                onClick={() => make.mutate(snippet.role)}
              >
                {t("Make a key for it")}
              </Button>
            </div>
          )}
          <div className={css.waiting} data-seen={seen || before ? true : undefined} role="status">
            <Icon name={seen || before ? "check" : "signal"} />
            {seen ? (
              <span>{rich`${(<b>{seen.name}</b>)} of ${seen.person} has arrived. ${(
                <Link className={layout.link} to="/people/$id" params={{ id: seen.person }}>
                  {t("See the person")}
                </Link>
              )}`}</span>
            ) : before ? (
              <span>{rich`${count(before)} ${before === 1 ? t("event has") : t("events have")} arrived so far. ${(
                <Link className={layout.link} to="/people">
                  {t("See the people")}
                </Link>
              )}`}</span>
            ) : (
              <span>{t("Listening. The event will appear here as it arrives.")}</span>
            )}
          </div>
        </section>
        <Starters />
      </div>
      <div className={css.nextSteps}>
        <div className={cx(layout.card, css.choice)}>
          <KindChip kind="experiment" icon={definitionOf("experiment").icon} />
          <div className={cx(layout.grow, layout.stack, layout.tight)}>
            <div>
              <h3>{t("Look at the demo")}</h3>
              <p className={layout.dim}>
                {t(
                  "Real purchases replayed through two journeys, with what they caused. Nothing is sent to anybody.",
                )}
              </p>
            </div>
            <CopyBlock text={t("loopline demo")} />
          </div>
        </div>
        <Link to="/settings" className={cx(layout.card, css.choice)}>
          <KindChip kind="update" icon="settings" />
          <div>
            <h3>{t("Set the rules")}</h3>
            <p className={layout.dim}>
              {t("Consent, caps, quiet hours, the sender, and the holdout above all journeys.")}
            </p>
          </div>
        </Link>
        <Link to="/catalog" className={cx(layout.card, css.choice)}>
          <KindChip kind="entry" icon="signal" />
          <div>
            <h3>{t("See what arrives")}</h3>
            <p className={layout.dim}>
              {t(
                "Every event and field, as it was really received. The canvas completes names from there.",
              )}
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
    <section
      className={cx(layout.card, layout.pad, layout.stack, layout.tight)}
      aria-label={t("Start from a template")}
    >
      <div>
        <h2>{t("Start from a template")}</h2>
        <p className={cx(layout.dim, layout.small)}>
          {t("Whole journeys with waits, exits, a goal and a holdout.")}
        </p>
      </div>
      <Await query={query} bare lines={5}>
        {({ templates: all }) => (
          <div className={css.templateNames}>
            {all.map((one) => (
              <Link key={one.id} to="/journeys/new" search={{ template: one.id }}>
                <KindChip kind="entry" icon="journeys" size={13} />
                <span className={cx(layout.grow, layout.clip)}>{one.title}</span>
                <span
                  className={cx(layout.small, layout.dim, layout.num)}
                >{t`${Object.keys(one.document.nodes).length} steps`}</span>
              </Link>
            ))}
            <Link to="/journeys/new">
              <KindChip kind="exit" icon="plus" size={13} />
              <span className={layout.grow}>{t("Empty canvas")}</span>
            </Link>
          </div>
        )}
      </Await>
    </section>
  );
}
