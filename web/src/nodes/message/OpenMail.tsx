/** The way from the panel of a step into the wide sheet of its mail, which is loaded when it is first opened. */
import { Button } from "@mantine/core";
import { lazy, Suspense, useState, type JSX } from "react";
import { nodeName } from "@/canvas/document";
import type { FormProps } from "../faces";
import { t } from "@/language/t";

const MailSheet = lazy(() => import("./MailSheet"));

export function OpenMail({ id, node, change }: FormProps<"message">): JSX.Element {
  const [opened, setOpened] = useState(false);
  return (
    <>
      <Button fullWidth variant="default" data-wide-sheet onClick={() => setOpened(true)}>
        {t("Write the mail")}
      </Button>
      {opened ? (
        <Suspense fallback={null}>
          <MailSheet
            id={id}
            name={nodeName(id, node)}
            node={node}
            change={change}
            onClose={() => setOpened(false)}
          />
        </Suspense>
      ) : null}
    </>
  );
}
