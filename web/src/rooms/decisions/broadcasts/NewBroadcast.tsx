/** A broadcast in five steps on one page: who, what, when, the check, the send; the number of people stands beside. */
import { TextInput } from "@mantine/core";
import { Link, useSearch } from "@tanstack/react-router";
import { useState, type JSX, type ReactNode } from "react";
import { cx } from "@/ui/classes";
import layout from "@/ui/layout/layout.module.css";
import { PageHead } from "@/ui/page/PageHead";
import { fresh, type Draft } from "./draft";
import { Check, Send } from "./Check";
import { Measure, What, When, Who } from "./Steps";
import { useReach } from "./useReach";
import { t } from "@/language/t";
import css from "./NewBroadcast.module.css";

export function NewBroadcast(): JSX.Element {
  const { day } = useSearch({ from: "/inside/broadcasts/new" });
  const [draft, setDraft] = useState<Draft>(() => fresh(day));
  const set = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));
  const reach = useReach(draft);
  return (
    <div className={layout.page}>
      <PageHead
        above={
          <Link to="/broadcasts" className={layout.link}>
            {t("Broadcasts")}
          </Link>
        }
        title={t("New broadcast")}
        text={t("One message to many people, once. Nothing leaves before the last step.")}
      />
      <div className={css.page}>
        <div className={css.steps}>
          <TextInput
            label={t("Name")}
            description={t("Only you and your team see it.")}
            required
            data-autofocus
            autoFocus
            value={draft.name}
            onChange={(event) => set({ name: event.currentTarget.value })}
          />
          <Step number={1} title={t("Who gets it?")}>
            <Who draft={draft} set={set} />
          </Step>
          <Step number={2} title={t("What does it say?")}>
            <What draft={draft} set={set} />
          </Step>
          <Step number={3} title={t("When?")}>
            <When draft={draft} set={set} />
          </Step>
          <Step number={4} title={t("How will you know what it caused?")}>
            <Measure draft={draft} set={set} />
          </Step>
        </div>
        <aside className={cx(layout.card, layout.pad, css.check)} aria-label={t("Check and send")}>
          <Check draft={draft} reach={reach} />
          <Send draft={draft} reach={reach} />
        </aside>
      </div>
    </div>
  );
}

function Step({
  number,
  title,
  children,
}: {
  number: number;
  title: string;
  children: ReactNode;
}): JSX.Element {
  return (
    <section className={cx(layout.card, layout.pad, layout.stack)} aria-label={title}>
      <h2 className={css.title}>
        <span className={css.number} aria-hidden>
          {number}
        </span>
        {title}
      </h2>
      {children}
    </section>
  );
}
