/** What stands on a page, or in a card, that one's role does not open: which role does, and a way to ask for it. */
import { Button } from "@mantine/core";
import type { JSX } from "react";
import { Empty } from "../empty/Empty";
import { say, sayFault } from "../toast/toast";
import layout from "../layout/layout.module.css";
import { askForRole } from "./needed";
import { t } from "@/language/t";

export function Denied({ role, text }: { role: string; text: string }): JSX.Element {
  return (
    <div className={layout.card} role="alert">
      <Empty
        icon="shield"
        title={t`The role ${role} opens this`}
        actions={
          <Button
            onClick={() =>
              void askForRole(role)
                .then(() => say(t("Asked. The owners see it in their notes.")))
                .catch(sayFault)
            }
          >
            {t("Ask for it")}
          </Button>
        }
      >
        {text}
      </Empty>
    </div>
  );
}
