/** One person: profile, one timeline of everything, and the why. */
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import type { JSX } from "react";
import { person } from "@/api/queries";
import { spoken } from "@/ui/format/format";
import { channelName } from "@/ui/channel/channel";
import { Await } from "@/ui/await/Await";
import { Badge } from "@/ui/badge/Badge";
import { PageHead } from "@/ui/page/PageHead";
import { called } from "@/ui/format/person";
import { ActsMenu } from "./acts/ActsMenu";
import { Profile } from "./Profile";
import { Timeline } from "./Timeline";
import { WhyView } from "./WhyView";
import { t } from "@/language/t";
import layout from "@/ui/layout/layout.module.css";
import tabs from "@/ui/tabs/tabs.module.css";
import css from "./PersonPage.module.css";

const TABS = [
  ["timeline", t("Timeline")],
  ["why", t("Why?")],
] as const;

export function PersonPage(): JSX.Element {
  const { id } = useParams({ from: "/inside/people/$id" });
  const { tab = "timeline", journey = "" } = useSearch({ from: "/inside/people/$id" });
  const navigate = useNavigate();
  const query = useQuery(person(id));
  const go = (next: string, about = journey) =>
    void navigate({
      to: "/people/$id",
      params: { id },
      search: {
        ...(next === "timeline" ? {} : { tab: next }),
        ...(about ? { journey: about } : {}),
      },
      replace: true,
    });
  return (
    <div className={layout.page}>
      <Await query={query}>
        {(data) => {
          const name = called(data.traits) || id;
          return (
            <>
              <PageHead
                above={
                  <Link to="/people" className={layout.link}>
                    {t("People")}
                  </Link>
                }
                title={name}
                text={name === id ? undefined : <span className={layout.mono}>{id}</span>}
              >
                {data.test ? <Badge tone="info">{t("test person")}</Badge> : null}
                {Object.entries(data.suppressed ?? {}).map(([channel, reason]) => (
                  <Badge
                    key={channel}
                    tone="bad"
                  >{t`${channelName(channel)} suppressed: ${spoken(reason)}`}</Badge>
                ))}
                <ActsMenu person={data} />
              </PageHead>
              <div className={tabs.tabs} role="tablist">
                {TABS.map(([key, label]) => (
                  <button
                    key={key}
                    role="tab"
                    type="button"
                    aria-selected={tab === key}
                    onClick={() => go(key)}
                  >
                    {label}
                  </button>
                ))}
              </div>
              <div className={css.personGrid}>
                {tab === "why" ? (
                  <WhyView
                    person={data}
                    journey={journey}
                    onJourney={(about) => go("why", about)}
                  />
                ) : (
                  <Timeline id={id} />
                )}
                <Profile person={data} />
              </div>
            </>
          );
        }}
      </Await>
    </div>
  );
}
