/** Results by group: a choice, then each group against its own holdout. */
import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState, type JSX } from "react";
import { catalog } from "@/api/queries";
import { groups } from "./api";
import { Await } from "@/ui/await/Await";
import { Note } from "@/ui/note/Note";
import { choicesOf } from "./choices";
import { ContrastCard } from "./Contrasts";
import { cx } from "@/ui/classes";
import { t } from "@/language/t";
import css from "./Groups.module.css";
import layout from "@/ui/layout/layout.module.css";

export function Groups({
  journey,
  events,
}: {
  journey: string;
  events: readonly string[];
}): JSX.Element {
  const [by, setBy] = useState("");
  const { data } = useQuery(catalog());
  const query = useQuery(groups(journey, by));
  return (
    <section className={css.byGroup} aria-label={t("Results by group")}>
      <div className={cx(layout.card, layout.pad, css.byGroupHead)}>
        <div>
          <h2>{t("Results by group")}</h2>
          <p className={cx(layout.dim, layout.small)}>
            {t(
              "For whom it works. People stand in the group that they were in when they entered: what changed later may be the messages' own doing.",
            )}
          </p>
        </div>
        <Select
          aria-label={t("Break down by")}
          placeholder={t("Break down by…")}
          searchable
          clearable
          data={choicesOf(data, events)}
          value={by || null}
          onChange={(value) => setBy(value ?? "")}
          nothingFoundMessage={t("Nothing of that name was seen")}
          className={css.byGroupChoice}
        />
      </div>
      {by ? (
        <Await query={query} lines={5}>
          {(found) =>
            found.groups.rows.length ? (
              <>
                <Note>{found.interaction.reason}</Note>
                <ContrastCard
                  title={t`By ${found.title}`}
                  text={
                    found.others > 0
                      ? t`${found.others} rarer values stand together as "everything else".`
                      : undefined
                  }
                  file={`${journey}-by-${by.replace(/[^\w-]+/g, "-")}`}
                  found={found.groups}
                />
              </>
            ) : (
              <Note>
                {t(
                  "Nobody has been reached yet while people were held out, so there is nothing to compare.",
                )}
              </Note>
            )
          }
        </Await>
      ) : null}
    </section>
  );
}
