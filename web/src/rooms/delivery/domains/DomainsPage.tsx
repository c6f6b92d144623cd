/** The domains that mails come from: the records to publish, and whether receivers can believe them. */
import { Button, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type JSX } from "react";
import type { SenderKeyLine } from "@/api/wire";
import { Await } from "@/ui/await/Await";
import { Empty } from "@/ui/empty/Empty";
import { cx } from "@/ui/classes";
import { PageHead } from "@/ui/page/PageHead";
import { say, sayFault } from "@/ui/toast/toast";
import layout from "@/ui/layout/layout.module.css";
import { addSender, senders } from "./api";
import { DomainCard } from "./DomainCard";
import { t } from "@/language/t";
import css from "./DomainsPage.module.css";

export function DomainsPage(): JSX.Element {
  const query = useQuery(senders());
  return (
    <div className={layout.page}>
      <PageHead
        title={t("Domains")}
        text={t(
          "Prove that a domain is yours, and mailboxes will believe your mail: each mail is signed by a key whose record stands in DNS.",
        )}
      />
      <NewDomain />
      <Await query={query}>
        {(data) =>
          data.senders.length === 0 ? (
            <div className={layout.card}>
              <Empty icon="shield" art="messages" title={t("No domain yet")}>
                {t(
                  "Without one, mails leave unsigned, and many mailboxes take them for spam. Enter the domain of your sender address: you get a record to copy into your DNS.",
                )}
              </Empty>
            </div>
          ) : (
            <div className={cx(layout.stack, layout.loose)}>
              {[...byDomain(data.senders)].map(([domain, keys]) => (
                <DomainCard key={domain} domain={domain} keys={keys} />
              ))}
            </div>
          )
        }
      </Await>
    </div>
  );
}

function byDomain(keys: readonly SenderKeyLine[]): Map<string, SenderKeyLine[]> {
  const found = new Map<string, SenderKeyLine[]>();
  for (const key of keys) found.set(key.domain, [...(found.get(key.domain) ?? []), key]);
  return found;
}

function NewDomain(): JSX.Element {
  const queries = useQueryClient();
  const [domain, setDomain] = useState("");
  const add = useMutation({
    mutationFn: () => addSender(domain.trim()),
    onSuccess: (made) => {
      setDomain("");
      say(t`${made.domain} has a key. Publish its record, then check the domain.`);
      void queries.invalidateQueries({ queryKey: ["senders"] });
    },
    onError: sayFault,
  });
  return (
    <form
      className={css.newDomain}
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate();
      }}
    >
      <TextInput
        aria-label={t("Domain")}
        placeholder={t("example.com, as it stands behind the @ of your sender")}
        value={domain}
        onChange={(event) => setDomain(event.currentTarget.value)}
      />
      <Button size="xs" type="submit" loading={add.isPending} disabled={!domain.trim()}>
        {t("Add a domain")}
      </Button>
    </form>
  );
}
