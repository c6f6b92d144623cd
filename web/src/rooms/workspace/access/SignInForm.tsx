/** The boxes of the way in: on its own page, and over a page whose session has ended. */
import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState, type JSX } from "react";
import { FaultNote } from "@/ui/note/Note";
import { signIn } from "./api";
import { EmailBox, PasswordBox } from "./Credentials";
import { t } from "@/language/t";
import layout from "@/ui/layout/layout.module.css";

interface Props {
  /** Whose address stands in the box at first. */
  email?: string;
  onDone: () => Promise<unknown>;
}

export function SignInForm({ email: known = "", onDone }: Props): JSX.Element {
  const [email, setEmail] = useState(known);
  const [password, setPassword] = useState("");
  const enter = useMutation({ mutationFn: () => signIn(email, password), onSuccess: onDone });
  return (
    <form
      className={layout.stack}
      onSubmit={(event) => {
        event.preventDefault();
        event.stopPropagation();
        enter.mutate();
      }}
    >
      <EmailBox value={email} onChange={setEmail} />
      <PasswordBox
        autoComplete="current-password"
        value={password}
        onChange={setPassword}
        focused={known !== ""}
      />
      {enter.error ? <FaultNote error={enter.error} /> : null}
      <Button type="submit" size="md" loading={enter.isPending}>
        {t("Sign in")}
      </Button>
    </form>
  );
}
