/** The form of a message. */
import { SegmentedControl, Switch, TextInput } from "@mantine/core";
import type { JSX } from "react";
import { CHANNELS, type Channel } from "@/canvas/document";
import type { NodeOf } from "@/canvas/kind";
import { channelName } from "@/ui/channel/channel";
import { ChoiceBox } from "../fields/ChoiceBox";
import { DurationField } from "../fields/DurationField";
import { FailureFields } from "../fields/FailureFields";
import { Fold } from "../fields/Fold";
import { NumberBox } from "../fields/NumberBox";
import type { FormProps } from "../faces";
import { Content } from "./Content";
import { OfferFields } from "./OfferFields";
import { useBoxes } from "../fields/boxes";
import { t } from "@/language/t";

const REFUSED = [
  { value: "go_on", label: t("Go on without it") },
  { value: "wait", label: t("Wait until it is allowed") },
  { value: "exit", label: t("Leave the journey") },
];

export function Form(props: FormProps<"message">): JSX.Element {
  const { id, node, document, change } = props;
  const box = useBoxes();
  return (
    <>
      <SegmentedControl
        fullWidth
        size="xs"
        value={node.channel}
        onChange={(channel) => change({ ...node, channel: channel as Channel })}
        data={CHANNELS.map((one) => ({ value: one, label: channelName(one) }))}
        aria-label={t("Channel")}
      />
      <Content {...props} />
      <Fold title={t("Consent and refusals")} open={Boolean(node.topic || node.hold)}>
        <TextInput
          label={t("Topic")}
          {...box("topic")}
          description={t("The consent category that this message belongs to.")}
          value={node.topic ?? ""}
          onChange={(event) =>
            change({ ...node, topic: event.currentTarget.value || undefined }, `${id}.topic`)
          }
        />
        <Switch
          label={t("Transactional: sent whatever marketing consent says")}
          checked={node.transactional ?? false}
          onChange={(event) =>
            change({ ...node, transactional: event.currentTarget.checked || undefined })
          }
        />
        <ChoiceBox
          label={t("When consent, a cap or quiet hours forbid it")}
          {...box("if_refused")}
          data={REFUSED}
          fallback="go_on"
          value={node.if_refused}
          onChange={(if_refused) => change({ ...node, if_refused })}
        />
        {node.if_refused === "wait" ? (
          <DurationField
            label={t("Wait at most")}
            {...box("wait_at_most")}
            value={node.wait_at_most ?? ""}
            fallback="3d"
            onChange={(value) =>
              change({ ...node, wait_at_most: value || undefined }, `${id}.wait_at_most`)
            }
          />
        ) : null}
        <DurationField
          label={t("Hold it for")}
          {...box("hold")}
          description={t("So long it waits first, so that a better message may overtake it.")}
          value={node.hold ?? ""}
          fallback={document.hold ?? "0m"}
          onChange={(hold) => change({ ...node, hold: hold || undefined }, `${id}.hold`)}
        />
      </Fold>
      <OfferFields {...props} />
      <Fold title={t("What this message causes")} open={Boolean(node.holdout?.percent)}>
        <NumberBox
          label={t("Withhold it from (%)")}
          {...box("holdout.percent")}
          description={t(
            "They get the rest of the journey, and not this message: so its own effect is measured.",
          )}
          min={0}
          max={90}
          fallback={0}
          value={node.holdout?.percent}
          onChange={(percent) => change(withholding(node, percent ?? 0), `${id}.holdout`)}
        />
      </Fold>
      <FailureFields
        id={id}
        title={t("When the provider fails")}
        way={t("After the last one")}
        document={document}
        value={node.if_failed}
        onChange={(if_failed, merge) => change({ ...node, if_failed }, merge)}
      />
    </>
  );
}

function withholding(node: NodeOf<"message">, percent: number): NodeOf<"message"> {
  const { holdout, ...rest } = node;
  return percent ? { ...rest, holdout: { ...holdout, percent } } : rest;
}
