/** Offers the way in where the session has ended: over the page, so that nothing on it is lost. */
import { Anchor, Modal } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState, type JSX } from "react";
import { signedIn, signedOut } from "@/api/client";
import { session } from "@/api/queries";
import { closeStream, openStream } from "@/api/stream";
import { SignInForm } from "@/rooms/workspace/access/SignInForm";
import layout from "@/ui/layout/layout.module.css";
import { say } from "@/ui/toast/toast";
import { t } from "@/language/t";

export function SignedOut(): JSX.Element | null {
  const [out, setOut] = useState(false);
  const queries = useQueryClient();
  const { data } = useQuery(session());
  useEffect(() => signedOut.on(() => setOut(true)), []);
  if (!out) return null;
  const email = data?.person?.email;
  const goOn = async () => {
    setOut(false);
    closeStream();
    openStream();
    say(t("Signed in. What you had asked for goes on."));
    signedIn.ring();
    await queries.invalidateQueries();
  };
  return (
    <Modal
      opened
      withCloseButton={false}
      closeOnClickOutside={false}
      closeOnEscape={false}
      onClose={() => undefined}
      title={t("Your session has ended")}
    >
      <div className={layout.stack}>
        <p>
          {t(
            "Sign in again: what you did on this page is still here, and the last act goes on by itself.",
          )}
        </p>
        <SignInForm {...(email ? { email } : {})} onDone={goOn} />
        <Anchor size="sm" href="/sign-in">
          {t("Leave this page instead")}
        </Anchor>
      </div>
    </Modal>
  );
}
