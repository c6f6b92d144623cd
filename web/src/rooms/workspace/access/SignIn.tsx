/** The way in. */
import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState, type JSX } from "react";
import { FaultNote } from "@/ui/note/Note";
import { signIn } from "./api";
import { Entrance } from "./Entrance";
import layout from "@/ui/layout/layout.module.css";

export function SignIn(): JSX.Element {
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const queries = useQueryClient();
  const navigate = useNavigate();
  const enter = useMutation({
    mutationFn: () => signIn(email, password),
    onSuccess: async () => {
      await queries.resetQueries({ queryKey: ["session"] });
      await navigate({ to: "/journeys" });
    },
  });
  return (
    <Entrance title="Sign in" text="To the Loopline studio of your team.">
      <form
        className={layout.stack}
        onSubmit={(event) => {
          event.preventDefault();
          enter.mutate();
        }}
      >
        <TextInput
          size="md"
          label="E-mail"
          type="email"
          required
          autoComplete="email"
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <PasswordInput
          size="md"
          label="Password"
          required
          autoComplete="current-password"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        {enter.error ? <FaultNote error={enter.error} /> : null}
        <Button type="submit" size="md" loading={enter.isPending}>
          Sign in
        </Button>
      </form>
    </Entrance>
  );
}
