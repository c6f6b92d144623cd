/** The message as a person would get it: a real one by id, or one with these traits. */
import { TextInput, Textarea } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState, type JSX } from "react";
import { person } from "@/api/queries";
import type { Row } from "@/api/wire";
import { cx } from "@/ui/classes";
import { count } from "@/ui/format/format";
import { RenderedView } from "@/ui/mail/RenderedView";
import { FaultNote, Note } from "@/ui/note/Note";
import layout from "@/ui/layout/layout.module.css";
import { preview, starters } from "./api";
import css from "./ContentEditor.module.css";

const REST_MS = 400;
/** Gmail cuts a mail off behind so many bytes. */
const CLIPPED_BYTES = 102_000;

interface Props {
  kind: string;
  document: Row;
  sample: Row;
}

export function PreviewPane({ kind, document, sample }: Props): JSX.Element {
  const [who, setWho] = useState("");
  const [traits, setTraits] = useState(() =>
    JSON.stringify({ first_name: "Ada", ...sample }, null, 2),
  );
  const [wanted] = useDebouncedValue(who.trim(), REST_MS);
  const real = useQuery({ ...person(wanted), enabled: wanted !== "", retry: false });
  const typed = useMemo(() => rowIn(traits), [traits]);
  const shown = wanted && real.data ? (real.data.traits as Row) : (typed ?? {});
  return (
    <section className={cx(layout.card, layout.pad, layout.stack)} aria-label="Preview">
      <h2>As a person gets it</h2>
      {kind === "brand" ? <SampleMail /> : <Shown document={document} person={shown} />}
      {kind === "brand" ? null : (
        <>
          <TextInput
            label="A real person"
            placeholder="Id of a person"
            value={who}
            error={wanted && real.error ? "Nobody of this id is known." : undefined}
            onChange={(event) => setWho(event.currentTarget.value)}
          />
          {wanted && real.data ? null : (
            <Textarea
              label="Or somebody with these traits"
              className={css.source}
              spellCheck={false}
              autosize
              minRows={4}
              maxRows={14}
              value={traits}
              error={typed === null ? "This is no JSON object." : undefined}
              onChange={(event) => setTraits(event.currentTarget.value)}
            />
          )}
        </>
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

function Shown({ document, person: of }: { document: Row; person: Row }): JSX.Element {
  const [rested] = useDebouncedValue(document, REST_MS);
  const query = useQuery(preview(rested, of));
  const channel = typeof rested.channel === "string" ? rested.channel : "email";
  if (query.error) return <FaultNote error={query.error} />;
  const data = query.data;
  if (!data) return <Note>The preview is on its way.</Note>;
  if (data.code)
    return (
      <Note tone="warn">
        This person would not get it: {data.reason} <code>{data.code}</code>
      </Note>
    );
  const bytes = data.html_bytes ?? 0;
  return (
    <>
      <RenderedView channel={channel} rendered={data} />
      {bytes ? (
        <p className={cx(layout.small, layout.dim)}>
          {count(Math.ceil(bytes / 1_000))} KB of HTML
          {bytes > CLIPPED_BYTES ? ": Gmail cuts it off behind 102 KB. Make it shorter." : "."}
        </p>
      ) : null}
    </>
  );
}

/** A brand is seen in the first mail that ships with the product, as it is published. */
function SampleMail(): JSX.Element {
  const { data } = useQuery(starters());
  const first = data?.starters[0];
  if (!first) return <Note>The sample is on its way.</Note>;
  return (
    <>
      <Note>
        A sample mail with the brand as it is published; publish to see your changes in it.
      </Note>
      <Shown document={first.document as unknown as Row} person={first.sample} />
    </>
  );
}
