/** A mail in small, as somebody of whom nothing is known would get it. */
import { useQuery } from "@tanstack/react-query";
import type { JSX } from "react";
import { MailFrame } from "@/ui/mail/MailFrame";
import { previewFor, starters } from "@/nodes/mail/api";
import { t } from "@/language/t";
import css from "./ContentPage.module.css";

const SOMEBODY = { first_name: t("Ada") };

export function Thumbnail({ document, name }: { document: object; name: string }): JSX.Element {
  const { data: first } = useQuery(starters());
  const sample = first?.starters.find((one) => one.name === name)?.sample;
  const { data } = useQuery({
    ...previewFor(document, { of: "", locale: "", person: { ...SOMEBODY, ...sample } }),
    staleTime: Infinity,
    enabled: first !== undefined,
  });
  return (
    <div className={css.thumbnail} aria-hidden inert>
      <div>
        {data?.html ? (
          <MailFrame html={data.html} width={600} height={400} title={t`${name}, in small`} />
        ) : (
          <p className={css.unseen}>{data?.reason}</p>
        )}
      </div>
    </div>
  );
}
