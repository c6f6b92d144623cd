/** The codes of an offer: how many are left, and a file with more. */
import { Button, FileButton } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { JSX } from "react";
import type { OfferLine } from "@/api/wire";
import { cx } from "@/ui/classes";
import { count } from "@/ui/format/format";
import { say, sayFault } from "@/ui/toast/toast";
import layout from "@/ui/layout/layout.module.css";
import { addCodes } from "./api";
import { t } from "@/language/t";

const WORDS: Record<string, string> = {
  none: t("without a code"),
  shared: t("one for all"),
  generated: t("made for each"),
};

export function Codes({ one }: { one: OfferLine }): JSX.Element {
  const queries = useQueryClient();
  const add = useMutation({
    mutationFn: async (file: File) => addCodes(one.id, await file.text()),
    onSuccess: ({ added, known, left }) => {
      const before = known ? t`, ${count(known)} were there before` : "";
      say(t`${count(added)} codes are new${before}; ${count(left)} are left.`);
      void queries.invalidateQueries({ queryKey: ["offers"] });
    },
    onError: sayFault,
  });
  if (one.code_source !== "pool")
    return <span className={layout.dim}>{WORDS[one.code_source] ?? one.code_source}</span>;
  return (
    <span className={cx(layout.row, layout.nowrap)}>
      <span className={layout.num}>{count(one.codes_left)}</span>
      <FileButton
        accept="text/plain,text/csv,.txt,.csv"
        onChange={(file) => {
          if (file) add.mutate(file);
        }}
      >
        {(props) => (
          <Button
            {...props}
            size="compact-xs"
            variant="default"
            loading={add.isPending}
            aria-label={t`Add codes to ${one.name}`}
          >
            {t("Add codes")}
          </Button>
        )}
      </FileButton>
    </span>
  );
}
