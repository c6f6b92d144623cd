/** Try before you launch: a person, some signals, virtual time; each decision with its reason, each message rendered. */
import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type JSX } from "react";
import { person as personQuery } from "@/api/queries";
import { readLiteral } from "@/canvas/rules/row";
import type { Journey, Json } from "@/canvas/document";
import { invented } from "@/canvas/trial";
import { DurationField } from "@/nodes/fields/DurationField";
import { Icon } from "@/ui/icon/Icon";
import { FaultNote } from "@/ui/note/Note";
import { sayFault } from "@/ui/toast/toast";
import { dryRun } from "./api";
import { DryRunSteps } from "./DryRunSteps";
import { PersonFields } from "./PersonFields";
import { asSignal, firstSignal, SignalFields, type TrialSignal } from "./SignalFields";
import { t } from "@/language/t";
import layout from "@/ui/layout/layout.module.css";
import css from "./DryRunView.module.css";

interface Props {
  document: Journey;
  onNode: (id: string) => void;
}

export function DryRunView({ document, onNode }: Props): JSX.Element {
  const queries = useQueryClient();
  const [traits, setTraits] = useState<[string, string][]>(() => invented(document));
  const [zone, setZone] = useState("Europe/Berlin");
  const [signals, setSignals] = useState<TrialSignal[]>(() => [firstSignal(document)]);
  const [until, setUntil] = useState("30d");
  const trial = useMutation({
    mutationFn: () => {
      const values = traits
        .filter(([key, value]) => key && value !== "")
        .map(([key, value]): [string, Json] => [key, readLiteral(value)]);
      return dryRun({
        document,
        person: {
          traits: Object.fromEntries(values),
          consent: { email: true, sms: true, push: true },
          zone,
        },
        signals: signals.filter((one) => one.name).map(asSignal),
        until,
      });
    },
  });
  const take = async (id: string) => {
    try {
      const found = await queries.fetchQuery(personQuery(id));
      setTraits(
        Object.entries(found.traits).map(([key, value]) => [
          key,
          typeof value === "string" ? value : JSON.stringify(value),
        ]),
      );
      setZone(found.zone || zone);
    } catch (error) {
      sayFault(error);
    }
  };
  return (
    <div className={layout.stack}>
      <p className={layout.dim}>
        {t(
          "Nothing is sent. The engine itself takes this person through the draft in virtual time.",
        )}
      </p>
      <PersonFields
        traits={traits}
        onTraits={setTraits}
        zone={zone}
        onZone={setZone}
        onTake={(id) => void take(id)}
      />
      <SignalFields document={document} signals={signals} onSignals={setSignals} />
      <div className={css.watchFor}>
        <DurationField label={t("Watch for")} value={until} onChange={setUntil} />
        <Button
          className={layout.grow}
          loading={trial.isPending}
          leftSection={<Icon name="play" size={14} />}
          onClick={() => trial.mutate()}
        >
          {t("Go")}
        </Button>
      </div>
      {trial.error ? <FaultNote error={trial.error} /> : null}
      {trial.data ? <DryRunSteps result={trial.data} document={document} onNode={onNode} /> : null}
    </div>
  );
}
