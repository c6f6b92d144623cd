/** In the panel of a step at the head of a branch: the branches beside it that lead nowhere yet. */
import { Button } from "@mantine/core";
import type { JSX } from "react";
import type { Journey } from "@/canvas/document";
import { pathsBeside } from "@/canvas/duplicatePath";
import { t } from "@/language/t";

interface Props {
  id: string;
  document: Journey;
  onOpen: () => void;
}

export function SamePath({ id, document, onOpen }: Props): JSX.Element | null {
  const { open } = pathsBeside(document, id);
  if (open.length === 0) return null;
  return (
    <div>
      <Button
        variant="default"
        size="xs"
        onClick={onOpen}
      >{t`Copy this path onto ${open.length === 1 ? t("the open branch") : t`${open.length} open branches`}`}</Button>
    </div>
  );
}
