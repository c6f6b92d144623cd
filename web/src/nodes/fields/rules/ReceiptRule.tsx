/** The rule about what became of a message: its step is chosen by name. */
import { Select } from "@mantine/core";
import { useContext, type JSX } from "react";
import { RECEIPT_WORDS } from "@/canvas/rules/words";
import { RECEIPTS, type Row } from "@/canvas/rules/row";
import { nodeName, type Journey } from "@/canvas/document";
import { ancestors } from "@/canvas/edges";
import { channelName } from "@/ui/channel/channel";
import { cx } from "@/ui/classes";
import { WhereAsked } from "../WhereAsked";
import css from "../fields.module.css";
import { Choice, YES_NO } from "./RuleParts";
import { t } from "@/language/t";

const WHAT = [
  { value: "reacted", label: t("opened or clicked") },
  ...RECEIPTS.map((one) => ({
    value: one,
    label: one === "replied" ? t("replied to") : RECEIPT_WORDS[one],
  })),
];

interface Option {
  value: string;
  label: string;
}

/** The message steps that people can have passed before they are asked, and apart from them all others. */
function stepsOf(
  document: Journey,
  asked: string | null,
  chosen: string,
): { group: string; items: Option[] }[] {
  const before = asked === null ? null : ancestors(document, asked);
  const groups: { group: string; items: Option[] }[] = [
    { group: t("On a path to here"), items: [] },
    { group: t("Not on a path to here"), items: [] },
    { group: t("Not in this journey"), items: [] },
  ];
  const [here, elsewhere, lost] = groups.map((one) => one.items);
  for (const [id, node] of Object.entries(document.nodes)) {
    if (node.kind !== "message") continue;
    const option = { value: id, label: `${nodeName(id, node)} (${channelName(node.channel)})` };
    (before === null || before.has(id) ? here : elsewhere)?.push(option);
  }
  if (chosen && document.nodes[chosen]?.kind !== "message")
    lost?.push({ value: chosen, label: t`${chosen} (no message step)` });
  return groups.filter((one) => one.items.length > 0);
}

interface Props {
  row: Extract<Row, { kind: "receipt" }>;
  onChange: (row: Row) => void;
}

export function ReceiptRule({ row, onChange }: Props): JSX.Element {
  const where = useContext(WhereAsked);
  const steps = where ? stepsOf(where.document, where.node, row.node) : [];
  return (
    <>
      <Select
        className={cx(css.box, css.wide)}
        aria-label={t("Message step")}
        placeholder={steps.length ? t("Choose a message") : t("This journey has no message yet")}
        searchable
        data={steps}
        value={row.node || null}
        onChange={(node) => onChange({ ...row, node: node ?? "" })}
      />
      <Choice
        label={t("Was or was not")}
        data={YES_NO(t("was"), t("was not"))}
        negated={row.negated}
        onChange={(negated) => onChange({ ...row, negated })}
      />
      <Select
        className={css.box}
        aria-label={t("Answer")}
        searchable
        data={WHAT}
        value={row.what}
        onChange={(what) => what && onChange({ ...row, what: what as typeof row.what })}
      />
    </>
  );
}
