/** Lets somebody more sign in, with a role. */
import { Button, Modal, NativeSelect, PasswordInput, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState, type JSX } from "react";
import type { OperatorRole } from "@/api/wire";
import { cx } from "@/ui/classes";
import { FaultNote, Note } from "@/ui/note/Note";
import { say } from "@/ui/toast/toast";
import layout from "@/ui/layout/layout.module.css";
import { addOperator } from "./api";
import { ROLE_CHOICES } from "./RoleBox";
import { t } from "@/language/t";

export function AddOperator({
  onClose,
  onAdded,
}: {
  onClose: () => void;
  onAdded: () => void;
}): JSX.Element {
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [role, setRole] = useState<OperatorRole>("editor");
  const add = useMutation({
    mutationFn: () => addOperator({ name: name.trim(), email: email.trim(), password, role }),
    onSuccess: () => {
      say(t`${email.trim()} may sign in now.`);
      onAdded();
      onClose();
    },
  });
  return (
    <Modal opened onClose={onClose} title={t("Let somebody sign in")}>
      <form
        className={layout.stack}
        onSubmit={(event) => {
          event.preventDefault();
          add.mutate();
        }}
      >
        <TextInput
          label={t("Name")}
          data-autofocus
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          label={t("E-mail")}
          type="email"
          autoComplete="off"
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <PasswordInput
          label={t("First password")}
          autoComplete="new-password"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <NativeSelect
          label={t("Role")}
          data={ROLE_CHOICES}
          value={role}
          onChange={(event) => setRole(event.currentTarget.value as OperatorRole)}
        />
        <Note>{t("Tell it to them by a safe way. They change it under Settings.")}</Note>
        {add.error ? <FaultNote error={add.error} /> : null}
        <div className={cx(layout.row, layout.dialogActs)}>
          <Button variant="default" onClick={onClose}>
            {t("Cancel")}
          </Button>
          <Button
            type="submit"
            loading={add.isPending}
            disabled={!name.trim() || !email.trim() || !password}
          >
            {t("Add")}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
