/** What is written, as it is seen: a template by its preview, a brand in the first mail that ships. */
import { useQuery } from "@tanstack/react-query";
import type { JSX } from "react";
import type { Row } from "@/api/wire";
import { previewFor, starters } from "@/nodes/mail/api";
import { MailView } from "@/nodes/mail/preview/MailView";
import { Preview } from "@/nodes/mail/preview/Preview";
import { cx } from "@/ui/classes";
import { Note } from "@/ui/note/Note";
import { t } from "@/language/t";
import layout from "@/ui/layout/layout.module.css";

interface Props {
  kind: string;
  document: Row;
  sample: Row;
}

export function PreviewPane({ kind, document, sample }: Props): JSX.Element {
  return kind === "brand" ? <SampleMail /> : <Preview document={document} sample={sample} />;
}

/** A brand is seen in the first mail that ships with the product, as it is published. */
function SampleMail(): JSX.Element {
  const { data } = useQuery(starters());
  const first = data?.starters[0];
  const { data: shown } = useQuery({
    ...previewFor(first?.document ?? {}, { of: "", locale: "", person: first?.sample ?? {} }),
    enabled: first !== undefined,
  });
  return (
    <section className={cx(layout.card, layout.pad, layout.stack)} aria-label={t("Preview")}>
      <h2>{t("As a person gets it")}</h2>
      <Note>
        {t("A sample mail with the brand as it is published; publish to see your changes in it.")}
      </Note>
      {shown ? <MailView rendered={shown} /> : null}
    </section>
  );
}
