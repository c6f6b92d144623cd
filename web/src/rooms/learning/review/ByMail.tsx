/** Who gets the review by mail on Monday, and what became of it; everybody decides for themselves. */
import { Checkbox } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { JSX } from "react";
import { session } from "@/api/queries";
import type { ReviewList } from "@/api/wire";
import { cx } from "@/ui/classes";
import { Note } from "@/ui/note/Note";
import { sayFault } from "@/ui/toast/toast";
import layout from "@/ui/layout/layout.module.css";
import { byMail } from "./api";
import { t } from "@/language/t";
import css from "./Review.module.css";

export function ByMail({ list }: { list: ReviewList }): JSX.Element | null {
  const email = useQuery(session()).data?.person?.email;
  const queries = useQueryClient();
  const ask = useMutation({
    mutationFn: (wants: boolean) => byMail(email ?? "", wants),
    onSuccess: (data) => queries.setQueryData(["reviews"], data),
    onError: sayFault,
  });
  const own = list.readers.find((one) => one.email === email);
  const others = list.readers.length - (own ? 1 : 0);
  if (!email) return null;
  return (
    <section className={cx(layout.card, css.part, css.screen)} aria-label={t("By mail")}>
      <Checkbox
        label={t("Mail me the last week’s review on Monday at 08:00")}
        checked={ask.isPending ? ask.variables : own !== undefined}
        onChange={(event) => ask.mutate(event.currentTarget.checked)}
      />
      {own?.fault ? <Note tone="warn">{own.fault}</Note> : null}
      {others > 0 ? (
        <p
          className={cx(layout.small, layout.dim)}
        >{t`${others === 1 ? t("One colleague gets") : t`${others} colleagues get`} it too.`}</p>
      ) : null}
    </section>
  );
}
