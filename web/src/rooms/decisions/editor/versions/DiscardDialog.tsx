/** Throws the draft away, after saying what is lost. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { JSX } from "react";
import type { JourneyDetail } from "@/api/wire";
import { diff } from "@/canvas/diff";
import type { Journey } from "@/canvas/document";
import { Confirm } from "@/ui/confirm/Confirm";
import { FaultNote } from "@/ui/note/Note";
import { say } from "@/ui/toast/toast";
import { t } from "@/language/t";
import layout from "@/ui/layout/layout.module.css";
import changed from "./changes.module.css";

const SHOWN = 8;

interface Props {
  detail: JourneyDetail;
  document: Journey;
  discard: () => Promise<void>;
  /** The journey is loaded anew: its live version is what there is. */
  onDiscarded: () => Promise<void>;
  onClose: () => void;
}

export function DiscardDialog({
  detail,
  document,
  discard,
  onDiscarded,
  onClose,
}: Props): JSX.Element {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const name = document.name || document.id;
  const act = useMutation({
    mutationFn: discard,
    onSuccess: async () => {
      void queries.invalidateQueries({ queryKey: ["journeys"] });
      say(
        detail.live
          ? t`The draft is gone. ${name} stands as version ${detail.live.version}.`
          : t`${name} is gone.`,
      );
      if (detail.live) return onDiscarded();
      queries.removeQueries({ queryKey: ["journey", detail.id] });
      await navigate({ to: "/journeys" });
    },
  });
  return (
    <Confirm
      title={detail.live ? t("Discard the draft?") : t`Discard ${name}?`}
      act={detail.live ? t("Discard the draft") : t("Discard the journey")}
      danger
      busy={act.isPending}
      onAct={() => act.mutate()}
      onClose={onClose}
    >
      <div className={layout.stack}>
        {detail.live ? (
          <Lost live={detail.live.document} version={detail.live.version} document={document} />
        ) : (
          <p>{t`It was never published, so nothing of it stays: its ${Object.keys(document.nodes).length} steps, its texts and its rules are lost. This cannot be undone.`}</p>
        )}
        {act.error ? <FaultNote error={act.error} /> : null}
      </div>
    </Confirm>
  );
}

function Lost({
  live,
  version,
  document,
}: {
  live: Journey;
  version: number;
  document: Journey;
}): JSX.Element {
  const changes = diff(live, document);
  return (
    <>
      <p>{t`Version ${version} stays live, and nobody in it notices. What differs from it is lost, for everybody who draws here. This cannot be undone.`}</p>
      <ul className={changed.changes} aria-label={t("What is lost")}>
        {changes.length === 0 ? (
          <li>{t("Only the drawing differs: places and comments.")}</li>
        ) : (
          changes.slice(0, SHOWN).map((one, at) => (
            <li key={at} data-change={one.kind}>
              {one.text}
            </li>
          ))
        )}
        {changes.length > SHOWN ? (
          <li className={layout.dim}>{t`and ${changes.length - SHOWN} more`}</li>
        ) : null}
      </ul>
    </>
  );
}
