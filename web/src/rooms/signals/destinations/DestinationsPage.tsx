/** Where facts, people and memberships are written on a schedule, how each does, and the way to add one. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState, type JSX } from "react";
import { Await } from "@/ui/await/Await";
import { Empty } from "@/ui/empty/Empty";
import { PageHead } from "@/ui/page/PageHead";
import layout from "@/ui/layout/layout.module.css";
import { destinations } from "./api";
import { DestinationCard } from "./DestinationCard";
import { NewDestination } from "./NewDestination";
import { t } from "@/language/t";

export function DestinationsPage(): JSX.Element {
  const query = useQuery(destinations());
  const [making, setMaking] = useState(false);
  const add = <Button onClick={() => setMaking(true)}>{t("Add a destination")}</Button>;
  return (
    <div className={layout.page}>
      <PageHead
        title={t("Destinations")}
        text={t(
          "What Loopline knows, written to your database or to a folder of files on a schedule. Each run writes only what has changed.",
        )}
      >
        {add}
      </PageHead>
      <Await query={query}>
        {({ destinations: all }) =>
          all.length === 0 ? (
            <div className={layout.card}>
              <Empty
                icon="signal"
                art="events"
                title={t("Nothing is written anywhere")}
                actions={add}
              >
                {t(
                  "Your warehouse gets what happened, everybody's fields, and who is in which segment and journey, so that others in your company can count with it.",
                )}
              </Empty>
            </div>
          ) : (
            <div className={layout.stack}>
              {all.map((one) => (
                <DestinationCard key={one.name} destination={one} />
              ))}
            </div>
          )
        }
      </Await>
      {making ? <NewDestination onClose={() => setMaking(false)} /> : null}
    </div>
  );
}
