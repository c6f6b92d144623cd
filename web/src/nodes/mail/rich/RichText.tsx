/** The rich box where it can hold the words, loaded when it is first asked for; a plain one of source where it cannot. */
import { Skeleton, Textarea } from "@mantine/core";
import { lazy, Suspense, type JSX } from "react";
import layout from "@/ui/layout/layout.module.css";
import { InsertField } from "../InsertField";
import { richOf } from "../source/rich";
import { t } from "@/language/t";

const RichEditor = lazy(() => import("./RichEditor"));

interface Props {
  label: string;
  value: string;
  onChange: (value: string) => void;
  oneLine?: boolean;
}

export function RichText({ label, value, onChange, oneLine = false }: Props): JSX.Element {
  const rich = richOf(value);
  const fits = rich && (!oneLine || (rich.content?.length ?? 0) <= 1);
  if (!fits)
    return (
      <div className={layout.stack}>
        <Textarea
          label={label}
          description={t(
            "It holds markup that the rich box would lose, so it is edited as it is written.",
          )}
          autosize
          minRows={3}
          maxRows={16}
          spellCheck={false}
          classNames={{ input: layout.mono }}
          value={value}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
        <InsertField label={label} onInsert={(text) => onChange(value + text)} />
      </div>
    );
  return (
    <Suspense fallback={<Skeleton height={76} />}>
      <RichEditor label={label} value={value} onChange={onChange} oneLine={oneLine} />
    </Suspense>
  );
}
