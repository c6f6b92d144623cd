/** What opens over the canvas: dialogs and drawers, one at a time. */
import type { JSX } from "react";
import { Confirm } from "@/ui/confirm/Confirm";
import { sayFault } from "@/ui/toast/toast";
import { ConflictDialog } from "./versions/ConflictDialog";
import { DiscardDialog } from "./versions/DiscardDialog";
import { JoinDialog } from "./paths/JoinDialog";
import { KeysHelp } from "./canvas/KeysHelp";
import { PublishDialog } from "./publish/PublishDialog";
import { SamePathDialog } from "./paths/SamePathDialog";
import { TextsDialog } from "./texts/TextsDialog";
import type { Session } from "./useSession";
import { VersionsDrawer } from "./versions/VersionsDrawer";
import { t } from "@/language/t";

interface Props {
  session: Session;
}

export function Dialogs({ session }: Props): JSX.Element {
  const { editor, save } = session;
  return (
    <>
      {session.asked ? (
        <ConflictDialog
          mine={editor.document}
          onKeep={save.keep}
          onReload={() => void save.discard().then(session.reload).catch(sayFault)}
          onLater={session.putOff}
        />
      ) : null}
      <Opened session={session} />
    </>
  );
}

function Opened({ session }: Props): JSX.Element | null {
  const { detail, editor, save, open } = session;
  const { document, act } = editor;
  const close = () => open(null);
  switch (session.opened) {
    case "publish":
      return (
        <PublishDialog
          detail={detail}
          document={document}
          faults={session.checked.faults}
          flush={save.flush}
          onClose={close}
        />
      );
    case "versions":
      return (
        <VersionsDrawer
          detail={detail}
          onClose={close}
          onOpen={(next) => act({ kind: "load", document: next })}
          drafted={session.drafted}
          onDiscard={() => open("discard")}
        />
      );
    case "discard":
      return (
        <DiscardDialog
          detail={detail}
          document={document}
          discard={save.discard}
          onDiscarded={session.reload}
          onClose={close}
        />
      );
    case "stop":
      return <StopDialog session={session} />;
    case "paths":
      return <SamePathDialog editor={editor} onClose={close} />;
    case "join":
      return <JoinDialog editor={editor} onClose={close} />;
    case "texts":
      return <TextsDialog editor={editor} onClose={close} />;
    case "keys":
      return <KeysHelp onClose={close} />;
    default:
      return null;
  }
}

function StopDialog({ session }: { session: Session }): JSX.Element {
  const close = () => session.open(null);
  return (
    <Confirm
      title={t("Stop this journey for good?")}
      act={t("Stop it")}
      danger
      onClose={close}
      onAct={() => {
        close();
        session.changeState("stop");
      }}
    >
      {t(
        "Everybody in it leaves now, nothing more is sent, and nobody enters again. To hold it for a while, pause it instead.",
      )}
    </Confirm>
  );
}
