/** An offer as it is written: published, or approved of by somebody else than its publisher. */
import { Button, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type JSX } from "react";
import { say, sayFault } from "@/ui/toast/toast";
import { cx } from "@/ui/classes";
import layout from "@/ui/layout/layout.module.css";
import { approveOffer, publishOffer } from "./api";
import { t } from "@/language/t";

const FIRST = `id: winback_20
owner: lifecycle
value: {percent: 20}
when: predicted_ltv >= 80
cost: 15
budget: {amount: 1000, currency: EUR}
cooling_off: 90d
codes: {source: pool}
expires: 14d
returns: true
redeemed_by: {event: order_placed, code: coupon, cost: discount}
`;

export function OfferForm({ done }: { done: () => void }): JSX.Element {
  const queries = useQueryClient();
  const [text, setText] = useState(FIRST);
  const [reason, setReason] = useState("");
  const publish = useMutation({
    mutationFn: () => publishOffer(text, reason),
    onSuccess: ({ version }) => {
      say(t`Version ${version} is live.`);
      void queries.invalidateQueries({ queryKey: ["offers"] });
      done();
    },
    onError: sayFault,
  });
  const approve = useMutation({
    mutationFn: () => approveOffer(text),
    onSuccess: ({ by }) => say(t`Approved by ${by}. Somebody else can publish it now.`),
    onError: sayFault,
  });
  return (
    <section className={cx(layout.card, layout.pad, layout.stack)} aria-label={t("An offer")}>
      <Textarea
        label={t("The offer")}
        description={t(
          "YAML. A published offer of the same id gets a new version, and the journeys that give it follow.",
        )}
        autosize
        minRows={8}
        maxRows={24}
        spellCheck={false}
        classNames={{ input: layout.mono ?? "" }}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <TextInput
        label={t("Why")}
        description={t("Kept with the version.")}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <div className={cx(layout.row, layout.wrap)}>
        <Button
          loading={publish.isPending}
          disabled={!reason.trim()}
          onClick={() => publish.mutate()}
        >
          {t("Publish")}
        </Button>
        <Button variant="default" loading={approve.isPending} onClick={() => approve.mutate()}>
          {t("Approve of this text")}
        </Button>
        <Button variant="subtle" onClick={done}>
          {t("Close")}
        </Button>
      </div>
    </section>
  );
}
