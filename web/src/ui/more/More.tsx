/** The end of a long list: how much is shown, and the way on. */
import { Button } from "@mantine/core";
import type { JSX } from "react";
import { count } from "../format/format";
import { FaultNote } from "../note/Note";
import { cx } from "@/ui/classes";
import { t } from "@/language/t";
import css from "./More.module.css";
import layout from "../layout/layout.module.css";

interface Props {
  shown: number;
  /** The name of the rows, as in "50 messages shown". */
  of: string;
  query: {
    hasNextPage: boolean;
    isFetchingNextPage: boolean;
    isFetchNextPageError?: boolean;
    error: unknown;
    fetchNextPage: () => Promise<unknown>;
  };
}

export function More({ shown, of, query }: Props): JSX.Element | null {
  if (query.isFetchNextPageError)
    return <FaultNote error={query.error} onRetry={query.fetchNextPage} />;
  if (!query.hasNextPage)
    return shown > 20 ? (
      <p
        className={cx(css.more, layout.small, layout.dim)}
      >{t`${count(shown)} ${of}. That is all.`}</p>
    ) : null;
  return (
    <div className={css.more}>
      <Button
        variant="default"
        size="xs"
        loading={query.isFetchingNextPage}
        onClick={() => void query.fetchNextPage()}
      >
        {t("Show more")}
      </Button>
      <span
        className={cx(layout.small, layout.dim, layout.num)}
      >{t`${count(shown)} ${of} shown`}</span>
    </div>
  );
}
