/** The workspace's rules of delivery: pace, warm-up, pauses, tags of links, countries. */
import { Button, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState, type JSX } from "react";
import type { Workspace } from "@/api/wire";
import { Await } from "@/ui/await/Await";
import { cx } from "@/ui/classes";
import { FaultNote } from "@/ui/note/Note";
import { PageHead } from "@/ui/page/PageHead";
import { say } from "@/ui/toast/toast";
import layout from "@/ui/layout/layout.module.css";
import { providers } from "../channels/api";
import { AutoPauses } from "./AutoPauses";
import { publishRules, rules } from "./api";
import { DomainRates } from "./DomainRates";
import { Lands } from "./Lands";
import { LinkTags } from "./LinkTags";
import type { DeliveryRules, Ours } from "./part";
import { WarmUps } from "./WarmUps";
import { rich } from "@/language/rich";
import { t } from "@/language/t";
import css from "./RulesPage.module.css";

export function RulesPage(): JSX.Element {
  const query = useQuery(rules());
  return (
    <div className={layout.page}>
      <PageHead
        title={t("Rules of delivery")}
        text={
          <>{rich`How fast messages leave, and what stops them. Quiet hours and caps stand in ${(
            <Link to="/settings" className={layout.link}>
              {t("Settings")}
            </Link>
          )}.`}</>
        }
      />
      <Await query={query}>{(data) => <Form key={query.dataUpdatedAt} first={data} />}</Await>
    </div>
  );
}

function Form({ first }: { first: Workspace }): JSX.Element {
  const [value, setValue] = useState<Ours>(first);
  const [reason, setReason] = useState("");
  const queries = useQueryClient();
  const { data } = useQuery({ ...providers(), refetchInterval: false });
  const names = (data?.providers ?? [])
    .filter((one) => one.state !== "sandbox")
    .map((one) => one.name);
  const set = (patch: Partial<Ours>) => setValue({ ...value, ...patch });
  const delivery = value.delivery ?? {};
  const setDelivery = (patch: Partial<DeliveryRules>) =>
    set({ delivery: { ...delivery, ...patch } });
  const save = useMutation({
    mutationFn: () => publishRules(first, value, reason.trim()),
    onSuccess: () => {
      say(t("Saved. It holds for what leaves from now on."));
      void queries.invalidateQueries({ queryKey: ["workspace"] });
    },
  });
  return (
    <form
      className={cx(layout.stack, layout.loose)}
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <DomainRates value={delivery} set={setDelivery} providers={names} />
      <WarmUps value={delivery} set={setDelivery} providers={names} />
      <AutoPauses value={delivery} set={setDelivery} providers={names} />
      <LinkTags utm={value.utm} set={(utm) => set({ utm })} />
      <Lands value={value} set={set} />
      {save.error ? <FaultNote error={save.error} /> : null}
      <div className={css.saving}>
        <TextInput
          label={t("Why this change?")}
          placeholder={t("Kept with the rules, for whoever asks later")}
          required
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Button type="submit" size="xs" loading={save.isPending} disabled={!reason.trim()}>
          {t("Save the rules")}
        </Button>
      </div>
    </form>
  );
}
