/** The form of a webhook. */
import { Textarea, TextInput } from "@mantine/core";
import type { JSX } from "react";
import { ChoiceBox } from "../fields/ChoiceBox";
import { DurationField } from "../fields/DurationField";
import { FailureFields } from "../fields/FailureFields";
import { Fold } from "../fields/Fold";
import { HeaderLines } from "../fields/HeaderLines";
import type { FormProps } from "../faces";
import { rich } from "@/language/rich";
import { useBoxes } from "../fields/boxes";
import { t } from "@/language/t";

const METHODS = ["POST", "PUT", "PATCH", "DELETE", "GET"].map((one) => ({
  value: one,
  label: one,
}));

const HELD_OUT = [
  { value: "skip", label: t("Skip it for them, so its effect is measured") },
  { value: "call", label: t("Call it too: it only looks something up") },
];

export function Form({ id, node, document, change }: FormProps<"webhook">): JSX.Element {
  const box = useBoxes();
  return (
    <>
      <TextInput
        label={t("Address")}
        {...box("url")}
        description={t("Where the call is posted. Signed, and never to a private address.")}
        placeholder="https://example.com/stock"
        value={node.url}
        onChange={(event) => change({ ...node, url: event.currentTarget.value }, `${id}.url`)}
      />
      <ChoiceBox
        label={t("Method")}
        {...box("method")}
        data={METHODS}
        fallback="POST"
        value={node.method}
        onChange={(method) => change({ ...node, method })}
      />
      <Textarea
        label={t("Body")}
        {...box("payload")}
        description={t("JSON. Names of fields in double braces are filled in for each person.")}
        rows={5}
        value={node.payload ?? ""}
        onChange={(event) =>
          change({ ...node, payload: event.currentTarget.value || undefined }, `${id}.payload`)
        }
      />
      <p>{rich`Later conditions ask for the answer by ${(<code>{`answer("${id}", "field")`}</code>)}.`}</p>
      <DurationField
        label={t("Wait for the answer at most")}
        {...box("timeout")}
        value={node.timeout ?? ""}
        fallback="1d"
        onChange={(timeout) => change({ ...node, timeout: timeout || undefined }, `${id}.timeout`)}
      />
      <ChoiceBox
        label={t("For people who are held out")}
        {...box("held_out")}
        data={HELD_OUT}
        fallback="skip"
        value={node.held_out}
        onChange={(held_out) => change({ ...node, held_out })}
      />
      <Fold
        title={t("Headers and another body")}
        open={node.headers !== undefined || node.body !== undefined}
      >
        <HeaderLines
          value={node.headers}
          onChange={(headers) => change({ ...node, headers }, `${id}.headers`)}
        />
        <Textarea
          label={t("Body (text)")}
          {...box("body")}
          description={t("Sent when there is no body; the header Content-Type says what it is.")}
          rows={3}
          value={node.body ?? ""}
          onChange={(event) =>
            change({ ...node, body: event.currentTarget.value || undefined }, `${id}.body`)
          }
        />
      </Fold>
      <FailureFields
        id={id}
        title={t("When it fails")}
        way={t("When it refuses, fails or does not answer")}
        document={document}
        value={node.if_failed}
        onChange={(if_failed, merge) => change({ ...node, if_failed }, merge)}
      />
    </>
  );
}
