/** The role of somebody on the team, changed in place. */
import { Checkbox, NativeSelect } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { JSX } from "react";
import { ROLES, ROLE_WORDS } from "@/api/roles";
import type { OperatorLine, OperatorRole } from "@/api/wire";
import { say, sayFault } from "@/ui/toast/toast";
import layout from "@/ui/layout/layout.module.css";
import { setRole } from "./api";
import { t } from "@/language/t";

export const ROLE_CHOICES = ROLES.map((value) => ({
  value,
  label: `${value}: ${ROLE_WORDS[value]}`,
}));

export function RoleBox({ one, locked }: { one: OperatorLine; locked: boolean }): JSX.Element {
  const queries = useQueryClient();
  const set = useMutation({
    mutationFn: (body: { role: OperatorRole; sees_people?: boolean }) => setRole(one.email, body),
    onSuccess: async () => {
      say(t`${one.name} has another role from the next request on.`);
      await queries.invalidateQueries({ queryKey: ["operators"] });
    },
    onError: sayFault,
  });
  const role = one.role ?? "owner";
  return (
    <div className={layout.stack}>
      <NativeSelect
        size="xs"
        aria-label={t`Role of ${one.name}`}
        data={ROLE_CHOICES}
        value={role}
        disabled={locked}
        onChange={(event) => set.mutate({ role: event.currentTarget.value as OperatorRole })}
      />
      <Checkbox
        size="xs"
        label={t("sees who people are")}
        aria-label={t`${one.name} sees who people are`}
        checked={one.sees_people ?? true}
        disabled={locked}
        onChange={(event) => set.mutate({ role, sees_people: event.currentTarget.checked })}
      />
    </div>
  );
}
