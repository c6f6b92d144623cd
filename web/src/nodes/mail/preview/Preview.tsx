/** The message as a person would get it: a real one, or one with these traits; in their language, on their screen. */
import { Select, Textarea } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState, type JSX } from "react";
import type { Row } from "@/api/wire";
import { Fold } from "@/nodes/fields/Fold";
import { cx } from "@/ui/classes";
import { RenderedView } from "@/ui/mail/RenderedView";
import { FaultNote, Note } from "@/ui/note/Note";
import layout from "@/ui/layout/layout.module.css";
import { found, previewFor, type Whom } from "../api";
import { MailView } from "./MailView";
import { Programs } from "./Programs";
import { SizeBar } from "./SizeBar";
import { TestSend } from "./TestSend";
import { rich } from "@/language/rich";
import { t } from "@/language/t";

const REST_MS = 250;
const SOMEBODY = { first_name: t("Ada") };

interface Props {
  /** A template as it is written now. */
  document: Row;
  sample: Row;
}

const rowOf = (value: unknown): Row =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Row) : {};

export function Preview({ document, sample }: Props): JSX.Element {
  const [of, setOf] = useState("");
  const [locale, setLocale] = useState("");
  const [traits, setTraits] = useState(() => JSON.stringify({ ...SOMEBODY, ...sample }, null, 2));
  const typed = useMemo(() => rowIn(traits), [traits]);
  const whom: Whom = { of, locale, person: typed ?? {} };
  const content = rowOf(document.content);
  const locales = Object.keys(rowOf(content.locales));
  const channel = typeof document.channel === "string" ? document.channel : "email";
  return (
    <section className={cx(layout.card, layout.pad, layout.stack)} aria-label={t("Preview")}>
      <h2>{t("As a person gets it")}</h2>
      <div className={cx(layout.row, layout.wrap)}>
        <PersonPicker value={of} onChange={setOf} />
        {locales.length > 0 ? (
          <Select
            size="xs"
            label={t("Language")}
            data={[
              { value: "", label: t("As the person reads") },
              ...[...new Set(["en", ...locales])].map((one) => ({ value: one, label: one })),
            ]}
            value={locale}
            allowDeselect={false}
            onChange={(next) => setLocale(next ?? "")}
          />
        ) : null}
      </div>
      <Shown document={document} whom={whom} channel={channel} />
      {["email", "sms", "whatsapp"].includes(channel) ? (
        <TestSend document={document} whom={whom} />
      ) : null}
      {of ? null : (
        <Fold title={t("The fields of this invented person")}>
          <Textarea
            aria-label={t("Fields as JSON")}
            classNames={{ input: layout.mono }}
            spellCheck={false}
            autosize
            minRows={4}
            maxRows={14}
            value={traits}
            error={typed === null ? t("This is no JSON object.") : undefined}
            onChange={(event) => setTraits(event.currentTarget.value)}
          />
        </Fold>
      )}
    </section>
  );
}

function rowIn(text: string): Row | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Row)
      : null;
  } catch {
    return null;
  }
}

function Shown({
  document,
  whom,
  channel,
}: {
  document: Row;
  whom: Whom;
  channel: string;
}): JSX.Element {
  const asked = useMemo(() => ({ document, whom }), [document, whom]);
  const [rested] = useDebouncedValue(asked, REST_MS);
  const query = useQuery(previewFor(rested.document, rested.whom));
  if (query.error) return <FaultNote error={query.error} />;
  const data = query.data;
  if (!data) return <Note>{t("The preview is on its way.")}</Note>;
  if (data.code)
    return (
      <Note tone="warn">{rich`This person would not get it: ${data.reason} ${(<code>{data.code}</code>)}`}</Note>
    );
  if (channel !== "email") return <RenderedView channel={channel} rendered={data} />;
  return (
    <>
      <MailView rendered={data} />
      {data.html_bytes ? <SizeBar bytes={data.html_bytes} /> : null}
      <Programs checks={data.checks ?? []} />
    </>
  );
}

/** Anybody by their id, name or address; without one, an invented person. */
function PersonPicker({
  value,
  onChange,
}: {
  value: string;
  onChange: (person: string) => void;
}): JSX.Element {
  const [words, setWords] = useState("");
  const [rested] = useDebouncedValue(words, REST_MS);
  const { data } = useQuery(found(rested));
  const people = (data?.people ?? []).map(({ person, name }) => ({
    value: person,
    label: name && name !== person ? `${name} (${person})` : person,
  }));
  const options =
    value && !people.some((one) => one.value === value)
      ? [{ value, label: value }, ...people]
      : people;
  return (
    <Select
      size="xs"
      label={t("For")}
      placeholder={t("An invented person")}
      searchable
      clearable
      nothingFoundMessage={t("Nobody is found.")}
      data={options}
      filter={({ options: all }) => all}
      value={value || null}
      onSearchChange={setWords}
      onChange={(next) => onChange(next ?? "")}
    />
  );
}
