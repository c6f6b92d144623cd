/** Some people of a condition, with the values that decide. */
import { SegmentedControl } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState, type JSX } from "react";
import { audience } from "@/api/queries";
import { preview } from "./api";
import type { Audience, PreviewLine, Which } from "@/api/wire";
import { fieldWords } from "@/canvas/rules/words";
import { count, plain } from "@/ui/format/format";
import { FaultNote } from "@/ui/note/Note";
import { cx } from "@/ui/classes";
import { t } from "@/language/t";
import layout from "@/ui/layout/layout.module.css";
import css from "./SegmentPeople.module.css";
import avatars from "@/rooms/signals/people/avatar.module.css";

const CHOICES: { value: Which; label: string }[] = [
  { value: "in", label: t("In it") },
  { value: "unknown", label: t("Unknown") },
];

export function SegmentPeople({ when }: { when: string }): JSX.Element {
  const [which, setWhich] = useState<Which>("in");
  const [settled] = useDebouncedValue(when, 400);
  const counted = useQuery(audience(settled)).data;
  const { data, error } = useQuery({
    ...preview(settled, which),
    placeholderData: keepPreviousData,
  });
  const asked = settled.trim() !== "";
  const all = which === "in" ? counted?.yes : counted?.unknown;
  const shown = asked && !error ? (data?.people ?? []) : [];
  return (
    <section className={cx(layout.card, layout.pad, layout.stack)} aria-label={t("People")}>
      <div className={cx(layout.spread, css.segmentPeopleHead)}>
        <h2>{t("People")}</h2>
        <SegmentedControl
          size="xs"
          value={which}
          onChange={(next) => setWhich(next as Which)}
          aria-label={t("Which people")}
          data={CHOICES}
        />
      </div>
      {which === "unknown" ? (
        <p className={cx(layout.small, layout.dim)}>
          {t(
            "Of these it cannot be said: a field that the condition asks for never came, marked with a dash. They are not in the segment, and not out of it either.",
          )}
        </p>
      ) : null}
      {!asked ? (
        <p className={layout.dim}>{t("People appear here as soon as there is a rule.")}</p>
      ) : error && !("code" in error && String(error.code).startsWith("condition_")) ? (
        <FaultNote error={error} />
      ) : error ? (
        <p className={layout.dim}>{t("The condition cannot be asked yet.")}</p>
      ) : null}
      {asked && !error && data && shown.length === 0 ? (
        <p className={layout.dim}>{nobody(which, counted)}</p>
      ) : null}
      {shown.length ? (
        <ul className={css.segmentPeople}>
          {shown.map((one) => (
            <Person key={one.person} one={one} />
          ))}
        </ul>
      ) : null}
      {shown.length && all !== undefined && all > shown.length ? (
        <p
          className={cx(layout.small, layout.dim)}
        >{t`The last changed ${shown.length} of ${count(all)}.`}</p>
      ) : null}
    </section>
  );
}

function nobody(which: Which, counted: Audience | undefined): string {
  if (which === "unknown") return t("Nobody: the answer is known of everybody.");
  if (counted && counted.total > 0 && counted.unknown === counted.total)
    return t(
      "Nobody, for the answer is unknown of everybody: no one has sent what it asks for so far. Check how the field is spelled, or wait for the first to come.",
    );
  return t("Nobody is in it now. As soon as somebody is, they appear here.");
}

function Person({ one }: { one: PreviewLine }): JSX.Element {
  const values = Object.entries(one.values);
  return (
    <li>
      <span className={avatars.avatar} aria-hidden>
        {(one.name || one.person).charAt(0).toUpperCase()}
      </span>
      <span className={css.segmentPerson}>
        <Link to="/people/$id" params={{ id: one.person }} className={layout.clip}>
          <b>{one.name || one.person}</b>
        </Link>
        <span className={cx(layout.small, layout.dim, layout.clip)}>{one.email || one.person}</span>
      </span>
      {values.length ? (
        <span className={css.segmentValues}>
          {values.map(([field, value]) => (
            <span key={field} className={layout.small}>
              <span className={layout.dim}>{fieldWords(field)}</span>{" "}
              {value === null ? <span className={layout.dim}>—</span> : plain(value)}
            </span>
          ))}
        </span>
      ) : null}
    </li>
  );
}
