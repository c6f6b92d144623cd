/** The first page of all: the owner's account. */
import { Button, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useLocation, useNavigate } from "@tanstack/react-router";
import { useEffect, useState, type JSX } from "react";
import { FaultNote } from "@/ui/note/Note";
import { PASSWORD_CHARACTERS_MIN, setUp } from "./api";
import { EmailBox, PasswordBox } from "./Credentials";
import { Entrance } from "./Entrance";
import { t } from "@/language/t";
import layout from "@/ui/layout/layout.module.css";

const FRAGMENT = /^#?token=(.+)$/;

/** The token of the link that the server has printed, "" without one; it does not stay in the address. */
function useTokenOfLink(): string {
  const hash = useLocation({ select: (location) => location.hash });
  const [token] = useState(() => FRAGMENT.exec(hash)?.[1] ?? "");
  const navigate = useNavigate();
  useEffect(() => {
    if (FRAGMENT.test(hash)) void navigate({ to: "/setup", hash: "", replace: true });
  }, [hash, navigate]);
  return token;
}

/** The token, also when the whole link was pasted. */
const tokenIn = (text: string) => text.split("#token=").pop() ?? text;

export function Setup(): JSX.Element {
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const linked = useTokenOfLink();
  const [pasted, setPasted] = useState("");
  const token = linked || pasted.trim();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const create = useMutation({
    mutationFn: () => setUp(name, email, password, token),
    onSuccess: async () => {
      await queries.resetQueries({ queryKey: ["session"] });
      await navigate({ to: "/start" });
    },
  });
  const short = password !== "" && password.length < PASSWORD_CHARACTERS_MIN;
  return (
    <Entrance
      title={t("Welcome to Loopline")}
      text={t("This is a new installation. The first account owns it.")}
    >
      <form
        className={layout.stack}
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate();
        }}
      >
        {linked ? null : (
          <TextInput
            size="md"
            label={t("Setup token")}
            description={t("The server has printed it at its start, with a link to this page.")}
            required
            autoComplete="off"
            value={pasted}
            onChange={(event) => setPasted(tokenIn(event.currentTarget.value))}
          />
        )}
        <TextInput
          size="md"
          label={t("Your name")}
          required
          autoComplete="name"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <EmailBox value={email} onChange={setEmail} />
        <PasswordBox
          autoComplete="new-password"
          description={t`At least ${PASSWORD_CHARACTERS_MIN} characters.`}
          value={password}
          error={short ? t`${PASSWORD_CHARACTERS_MIN - password.length} more` : undefined}
          onChange={setPassword}
        />
        {create.error ? <FaultNote error={create.error} /> : null}
        <Button
          type="submit"
          size="md"
          loading={create.isPending}
          disabled={!token || !name || !email || password.length < PASSWORD_CHARACTERS_MIN}
        >
          {t("Create the owner")}
        </Button>
      </form>
    </Entrance>
  );
}
