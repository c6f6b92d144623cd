/** The way in. Whoever was sent here comes to the page that was asked for. */
import { useQueryClient } from "@tanstack/react-query";
import { useRouter, useSearch } from "@tanstack/react-router";
import type { JSX } from "react";
import { Entrance } from "./Entrance";
import { ownPath } from "./next";
import { SignInForm } from "./SignInForm";
import { t } from "@/language/t";

export function SignIn(): JSX.Element {
  const queries = useQueryClient();
  const router = useRouter();
  const { next } = useSearch({ from: "/sign-in" });
  return (
    <Entrance title={t("Sign in")} text={t("To the Loopline studio of your team.")}>
      <SignInForm
        onDone={async () => {
          await queries.resetQueries({ queryKey: ["session"] });
          router.history.push(ownPath(next) ?? "/");
        }}
      />
    </Entrance>
  );
}
