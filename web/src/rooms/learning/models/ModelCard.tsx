/** The card of one model: how far it may be believed, whether a score means what it says, and what it gains. */
import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { JSX } from "react";
import type { ModelAnswer, ScoreRun } from "@/api/wire";
import { Badge } from "@/ui/badge/Badge";
import { cx } from "@/ui/classes";
import { Figures } from "@/ui/figures/Figures";
import { count, longDay, share } from "@/ui/format/format";
import { rate } from "@/ui/format/rate";
import layout from "@/ui/layout/layout.module.css";
import { FaultNote, Note } from "@/ui/note/Note";
import { score, train } from "./api";
import { HoursCard } from "./HoursCard";
import { Calibration, Deciles } from "./charts";
import { t } from "@/language/t";

const STAGES: Record<string, string> = {
  shadow: t("In the shadow: it scores nobody"),
  tenth: t("Scores one in ten"),
  full: t("Scores everybody"),
};

const STANDINGS: Record<ScoreRun["standing"], string> = {
  trusted: t("The model scored"),
  untrained: t("Not trained then: the rule answered"),
  untrusted: t("Not trusted: the rule answered"),
  expired: t("Expired: the rule answered"),
  drifted: t("Its scores have drifted: the rule answered"),
};

export function ModelCard({ model }: { model: ModelAnswer }): JSX.Element {
  const queries = useQueryClient();
  const onSuccess = () => queries.invalidateQueries({ queryKey: ["models"] });
  const training = useMutation({ mutationFn: () => train(model.id), onSuccess });
  const scoring = useMutation({ mutationFn: () => score(model.id), onSuccess });
  const { card, run } = model;
  const error = training.error ?? scoring.error;
  return (
    <section className={layout.stack} aria-label={model.name}>
      <div className={cx(layout.row, layout.wrap)}>
        <h2>{model.name}</h2>
        <Badge tone={model.stage === "full" ? "good" : "plain"}>
          {STAGES[model.stage] ?? model.stage}
        </Badge>
        <Button
          size="xs"
          variant="default"
          loading={training.isPending}
          onClick={() => training.mutate()}
        >
          {t("Train it anew")}
        </Button>
        <Button
          size="xs"
          variant="default"
          loading={scoring.isPending}
          onClick={() => scoring.mutate()}
        >
          {t("Score now")}
        </Button>
      </div>
      <p className={cx(layout.small, layout.dim)}>
        {model.owner ? t`${model.owner} answers for it.` : t("Nobody answers for it.")}{" "}
        {model.expires ? t`It expires on ${model.expires}.` : t("It never expires.")}{" "}
        {run
          ? t`${STANDINGS[run.standing]} on ${longDay(run.at)}: ${count(run.people ?? 0)} people, ${count(run.stated ?? 0)} new scores.`
          : t("It has not scored yet.")}
      </p>
      {error ? <FaultNote error={error} onRetry={() => undefined} /> : null}
      {card ? (
        <Worth model={model} card={card} />
      ) : model.hours ? (
        <HoursCard card={model.hours} />
      ) : (
        <Note>{t("Not trained yet. The rule answers in its place, where there is one.")}</Note>
      )}
    </section>
  );
}

type Card = NonNullable<ModelAnswer["card"]>;

function Worth({ model, card }: { model: ModelAnswer; card: Card }): JSX.Element {
  const { auc } = card;
  const top = card.deciles[0];
  return (
    <>
      <Note {...(card.is_trusted ? {} : { tone: "warn" as const })}>{card.text}</Note>
      <Figures
        items={[
          {
            name: t("Tells apart"),
            value: auc.estimate.toFixed(3),
            under: t`${auc.low.toFixed(3)} to ${auc.high.toFixed(3)}; 0.5 is chance`,
          },
          {
            name: t("Calibration error"),
            value: share(card.ece),
            under: t("score against what came"),
          },
          {
            name: t("Highest tenth"),
            value: top ? `${top.lift.toFixed(1)} ×` : "—",
            under: top ? t`${rate(top.did, top.people)} did it` : "",
          },
          {
            name: t("Learned from"),
            value: count(card.people),
            under: t`${count(card.did)} did it; ${card.learner}`,
          },
        ]}
      />
      <Calibration id={model.id} bins={card.reliability} />
      <Deciles id={model.id} deciles={card.deciles} />
      <p className={layout.small}>
        {t("What moves it most:")}{" "}
        {card.features
          .slice(0, 8)
          .map((one) => `${one.feature} (${one.effect.toFixed(3)})`)
          .join(", ")}
        .
      </p>
    </>
  );
}
