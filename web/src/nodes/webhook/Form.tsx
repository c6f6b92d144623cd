/** The form of a webhook. */
import { Select, Textarea, TextInput } from "@mantine/core";
import type { JSX } from "react";
import { DurationField } from "../fields/DurationField";
import { FailureFields } from "../fields/FailureFields";
import { Fold } from "../fields/Fold";
import { HeaderLines } from "../fields/HeaderLines";
import type { FormProps } from "../faces";
import { rich } from "@/language/rich";
import { t } from "@/language/t";

const METHODS = ["POST", "PUT", "PATCH", "DELETE", "GET"];

const HELD_OUT = [
  { value: "skip", label: t("Skip it for them, so its effect is measured") },
  { value: "call", label: t("Call it too: it only looks something up") },
];

export function Form({ id, node, document, change }: FormProps<"webhook">): JSX.Element {
  return (
    <>
      <TextInput
        label={t("Address")}
        description={t("Where the call is posted. Signed, and never to a private address.")}
        placeholder="https://example.com/stock"
        value={node.url}
        onChange={(event) => change({ ...node, url: event.currentTarget.value }, `${id}.url`)}
      />
      <Select
        label={t("Method")}
        data={METHODS}
        value={node.method || "POST"}
        onChange={(value) =>
          change({ ...node, method: value === "POST" ? undefined : (value ?? undefined) })
        }
      />
      <Textarea
        label={t("Body")}
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
        value={node.timeout ?? "1d"}
        onChange={(timeout) => change({ ...node, timeout }, `${id}.timeout`)}
      />
      <Select
        label={t("For people who are held out")}
        data={HELD_OUT}
        value={node.held_out ?? "skip"}
        onChange={(value) => change({ ...node, held_out: value ?? "skip" })}
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
