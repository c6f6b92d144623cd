/** Try before you launch: a person, some signals, virtual time; each decision with its reason, each message rendered. */
import { Button, NativeSelect } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { JSX } from "react";
import { person as personQuery } from "@/api/queries";
import { diff } from "@/canvas/diff";
import { readLiteral } from "@/canvas/rules/row";
import type { Journey, Json } from "@/canvas/document";
import { invented } from "@/canvas/trial";
import { DurationField } from "@/nodes/fields/DurationField";
import { Icon } from "@/ui/icon/Icon";
import { FaultNote, Note } from "@/ui/note/Note";
import { sayFault } from "@/ui/toast/toast";
import { dryRun } from "./api";
import { DryRunSteps } from "./DryRunSteps";
import { PersonFields } from "./PersonFields";
import { asSignal, firstSignal, SignalFields } from "./SignalFields";
import type { Trials, TrialSetup } from "./useTrials";
import { t } from "@/language/t";
import layout from "@/ui/layout/layout.module.css";
import css from "./DryRunView.module.css";

interface Props {
  document: Journey;
  trials: Trials;
  onNode: (id: string) => void;
}

const begun = (document: Journey): TrialSetup => ({
  traits: invented(document),
  zone: "Europe/Berlin",
  signals: [firstSignal(document)],
  until: "30d",
});

/** Whom a run was made on, and with what: "ann@example.com, signed_up". */
function titleOf({ traits, signals }: TrialSetup): string {
  const who = traits.find(([, value]) => value !== "")?.[1] ?? t("somebody");
  return [who, ...signals.flatMap((one) => one.name || [])].join(", ");
}

export function DryRunView({ document, trials, onNode }: Props): JSX.Element {
  const queries = useQueryClient();
  const setup = trials.setup ?? begun(document);
  const { traits, zone, signals, until } = setup;
  const set = (part: Partial<TrialSetup>) => trials.setSetup({ ...setup, ...part });
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
    onSuccess: (result) => trials.add({ title: titleOf(setup), document, result }),
  });
  const take = async (id: string) => {
    try {
      const found = await queries.fetchQuery(personQuery(id));
      set({
        traits: Object.entries(found.traits).map(([key, value]) => [
          key,
          typeof value === "string" ? value : JSON.stringify(value),
        ]),
        zone: found.zone || zone,
      });
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
        onTraits={(next) => set({ traits: next })}
        zone={zone}
        onZone={(next) => set({ zone: next })}
        onTake={(id) => void take(id)}
      />
      <SignalFields
        document={document}
        signals={signals}
        onSignals={(next) => set({ signals: next })}
      />
      <div className={css.watchFor}>
        <DurationField
          label={t("Watch for")}
          value={until}
          onChange={(next) => set({ until: next })}
        />
        <Button
          className={layout.grow}
          // a button that is disabled loses the cursor
          aria-busy={trial.isPending}
          leftSection={<Icon name="play" size={14} />}
          onClick={() => trial.isPending || trial.mutate()}
        >
          {t("Go")}
        </Button>
      </div>
      {trial.error ? <FaultNote error={trial.error} /> : null}
      <Runs document={document} trials={trials} onNode={onNode} />
    </div>
  );
}

/** The runs of this window, the chosen one with what happened in it. */
function Runs({ document, trials, onNode }: Props): JSX.Element | null {
  const { runs, shown, show } = trials;
  if (!shown) return null;
  return (
    <>
      {runs.length > 1 ? (
        <NativeSelect
          size="xs"
          label={t("Run")}
          value={shown.number}
          onChange={(event) => show(Number(event.currentTarget.value))}
          data={runs.map((one) => ({
            value: String(one.number),
            label: `${one.number}. ${one.title}`,
          }))}
        />
      ) : null}
      {diff(shown.document, document).length > 0 ? (
        <Note>{t("From before your last change. Go again to see what it does now.")}</Note>
      ) : null}
      <DryRunSteps
        key={shown.number}
        result={shown.result}
        document={shown.document}
        onNode={(id) => id in document.nodes && onNode(id)}
      />
    </>
  );
}
