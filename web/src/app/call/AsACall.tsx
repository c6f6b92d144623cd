/** The last act as a call of the API, found by Ctrl K on every page. */
import { Modal } from "@mantine/core";
import { useState, type JSX } from "react";
import { asCurl, lastCall, type Call } from "@/api/lastCall";
import { CopyBlock } from "@/ui/copy/CopyBlock";
import layout from "@/ui/layout/layout.module.css";
import { useActs } from "@/ui/palette/acts";
import { say } from "@/ui/toast/toast";
import { t } from "@/language/t";

export function AsACall(): JSX.Element | null {
  const [call, setCall] = useState<Call | null>(null);
  useActs(() => [
    {
      id: "as a call",
      kind: "act",
      name: t("As a call: what I did last"),
      words: t("api curl program"),
      run: () => {
        const last = lastCall();
        if (last) setCall(last);
        else say(t("Nothing was changed in this window yet."));
      },
    },
  ]);
  if (!call) return null;
  return (
    <Modal opened onClose={() => setCall(null)} title={t("As a call")} size="lg">
      <div className={layout.stack}>
        <p className={layout.dim}>
          {t(
            "This does the same from a shell. Make a key in Settings and put it into LOOPLINE_KEY.",
          )}
        </p>
        <CopyBlock text={asCurl(call, location.origin)} label={t("Copy the call")} />
      </div>
    </Modal>
  );
}
