/** What is pulled from outside on a schedule, how each does, and the way to connect one. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState, type JSX } from "react";
import { Await } from "@/ui/await/Await";
import { Empty } from "@/ui/empty/Empty";
import { PageHead } from "@/ui/page/PageHead";
import layout from "@/ui/layout/layout.module.css";
import { sources } from "./api";
import { NewSource } from "./NewSource";
import { SourceCard } from "./SourceCard";
import { t } from "@/language/t";

export function SourcesPage(): JSX.Element {
  const query = useQuery(sources());
  const [making, setMaking] = useState(false);
  const connect = <Button onClick={() => setMaking(true)}>{t("Connect a source")}</Button>;
  return (
    <div className={layout.page}>
      <PageHead
        title={t("Sources")}
        text={t(
          "People, events, accounts, lists and consent, pulled from your database, your files or a service on a schedule. Nothing is stored until you have seen the dry run.",
        )}
      >
        {connect}
      </PageHead>
      <Await query={query}>
        {({ sources: all }) =>
          all.length === 0 ? (
            <div className={layout.card}>
              <Empty icon="signal" art="events" title={t("Nothing is connected")} actions={connect}>
                {t(
                  "Read people from your warehouse on a schedule, and only what has changed since. You see what each column becomes, and which rows cannot be taken, before anything is stored.",
                )}
              </Empty>
            </div>
          ) : (
            <div className={layout.stack}>
              {all.map((one) => (
                <SourceCard key={one.name} source={one} />
              ))}
            </div>
          )
        }
      </Await>
      {making ? <NewSource onClose={() => setMaking(false)} /> : null}
    </div>
  );
}
