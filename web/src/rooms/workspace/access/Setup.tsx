/** The first page of all: the owner's account. */
import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState, type JSX } from "react";
import { FaultNote } from "@/ui/note/Note";
import { setUp } from "./api";
import { Entrance } from "./Entrance";
import layout from "@/ui/layout/layout.module.css";

const SHORTEST = 10;

export function Setup(): JSX.Element {
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const queries = useQueryClient();
  const navigate = useNavigate();
  const create = useMutation({
    mutationFn: () => setUp(name, email, password),
    onSuccess: async () => {
      await queries.resetQueries({ queryKey: ["session"] });
      await navigate({ to: "/start" });
    },
  });
  const short = password !== "" && password.length < SHORTEST;
  return (
    <Entrance
      title="Welcome to Loopline"
      text="This is a new installation. Whoever creates the first account owns it."
    >
      <form
        className={layout.stack}
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate();
        }}
      >
        <TextInput
          size="md"
          label="Your name"
          required
          autoComplete="name"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
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
          description={`At least ${SHORTEST} characters.`}
          required
          autoComplete="new-password"
          value={password}
          error={short ? `${SHORTEST - password.length} more` : undefined}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        {create.error ? <FaultNote error={create.error} /> : null}
        <Button
          type="submit"
          size="md"
          loading={create.isPending}
          disabled={!name || !email || password.length < SHORTEST}
        >
          Create the owner
        </Button>
      </form>
    </Entrance>
  );
}
