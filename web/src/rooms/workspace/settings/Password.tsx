/** One's own password: changed here, and signed out everywhere else by it. */
import { Button, PasswordInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState, type JSX } from "react";
import { session } from "@/api/queries";
import { FaultNote } from "@/ui/note/Note";
import { say } from "@/ui/toast/toast";
import { changePassword, PASSWORD_CHARACTERS_MIN } from "../access/api";
import { cx } from "@/ui/classes";
import { rich } from "@/language/rich";
import { t } from "@/language/t";
import layout from "@/ui/layout/layout.module.css";
import css from "./WorkspaceForm.module.css";

export function Password(): JSX.Element {
  const { data } = useQuery(session());
  const [current, setCurrent] = useState("");
  const [password, setPassword] = useState("");
  const change = useMutation({
    mutationFn: () => changePassword(data?.person?.email ?? "", current, password),
    onSuccess: () => {
      setCurrent("");
      setPassword("");
      say(t("The password is changed. Other browsers are signed out."));
    },
  });
  return (
    <form
      className={cx(layout.card, layout.pad, layout.stack)}
      aria-label={t("Your password")}
      onSubmit={(event) => {
        event.preventDefault();
        change.mutate();
      }}
    >
      <div>
        <h2>{t("Your password")}</h2>
        <p
          className={cx(layout.dim, layout.small)}
        >{rich`A change signs you out everywhere but here. Whoever runs the server adds people and resets passwords with ${(<span className={layout.mono}>{t("loopline operators")}</span>)}.`}</p>
      </div>
      <div className={css.formGrid}>
        <PasswordInput
          label={t("Current password")}
          autoComplete="current-password"
          value={current}
          onChange={(event) => setCurrent(event.currentTarget.value)}
        />
        <PasswordInput
          label={t("New password")}
          description={t`At least ${PASSWORD_CHARACTERS_MIN} characters.`}
          autoComplete="new-password"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
      </div>
      {change.error ? <FaultNote error={change.error} /> : null}
      <div>
        <Button
          type="submit"
          size="xs"
          loading={change.isPending}
          disabled={!current || password.length < PASSWORD_CHARACTERS_MIN}
        >
          {t("Change it")}
        </Button>
      </div>
    </form>
  );
}
