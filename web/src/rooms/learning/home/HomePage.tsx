/** What was caused, what a person has to decide, what changed this week, whether all runs, and what leaves today. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { JSX } from "react";
import { session } from "@/api/queries";
import type { Home } from "@/api/wire";
import { Await } from "@/ui/await/Await";
import { channelName } from "@/ui/channel/channel";
import { cx } from "@/ui/classes";
import { Empty } from "@/ui/empty/Empty";
import { Note } from "@/ui/note/Note";
import { PageHead } from "@/ui/page/PageHead";
import layout from "@/ui/layout/layout.module.css";
import { home } from "./api";
import { Caused } from "./Caused";
import { Changed } from "./Changed";
import { NeedsYou } from "./NeedsYou";
import { Running, Today } from "./Running";
import { rich } from "@/language/rich";
import { t } from "@/language/t";
import css from "./Home.module.css";

export function HomePage(): JSX.Element {
  const query = useQuery(home());
  const who = useQuery(session()).data?.person?.name;
  return (
    <div className={layout.page}>
      <PageHead title={who ? `${greeting()}, ${who}` : greeting()}>
        <Button component={Link} to="/reviews" variant="default">
          {t("Weekly review")}
        </Button>
      </PageHead>
      <Await query={query} lines={10}>
        {(data) => (data.is_fresh ? <Fresh data={data} /> : <Lived data={data} />)}
      </Await>
    </div>
  );
}

function greeting(): string {
  const hour = new Date().getHours();
  return hour < 12 ? t("Good morning") : hour < 18 ? t("Good afternoon") : t("Good evening");
}

function Lived({ data }: { data: Home }): JSX.Element {
  return (
    <div className={css.home}>
      <Sandbox data={data} />
      <div className={css.first}>
        <Caused />
        <NeedsYou data={data} />
      </div>
      <div className={css.rest}>
        <Changed data={data} />
        <Running />
        <Today data={data} />
      </div>
    </div>
  );
}

function Fresh({ data }: { data: Home }): JSX.Element {
  return (
    <div className={css.home}>
      <Sandbox data={data} />
      <div className={layout.card}>
        <Empty
          icon="results"
          title={t("Nothing is live yet")}
          actions={
            <>
              <Button component={Link} to="/start">
                {t("Send a first message")}
              </Button>
              <Button component={Link} to="/journeys/new" variant="default">
                {t("Begin with a template")}
              </Button>
            </>
          }
        >
          {t(
            "Loopline proves what messages cause. Publish a journey with a holdout and its first result appears here.",
          )}
        </Empty>
      </div>
      <div className={css.rest}>
        <NeedsYou data={data} />
        <Running />
      </div>
    </div>
  );
}

function Sandbox({ data }: { data: Home }): JSX.Element | null {
  if (data.sandboxed.length === 0) return null;
  const names = data.sandboxed.map((one) => channelName(one));
  const last = names.length > 1 ? t` and ${names[names.length - 1]}` : "";
  const all = names.length > 1 ? names.slice(0, -1).join(", ") + last : names[0];
  return (
    <Note>{rich`Sandbox: ${all} ${names.length > 1 ? t("have") : t("has")} no provider, so nothing leaves on ${names.length > 1 ? t("them") : t("it")}. ${(
      <Link to="/channels" className={cx(layout.link)}>
        {t("Set up")}
      </Link>
    )}`}</Note>
  );
}
