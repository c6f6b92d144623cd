/** The boxes of one rule, by the question that it asks. */
import { Textarea } from "@mantine/core";
import type { JSX } from "react";
import layout from "@/ui/layout/layout.module.css";
import css from "../fields.module.css";
import { AboutEvents } from "./AboutEvents";
import { AboutField } from "./AboutField";
import { AboutStanding } from "./AboutStanding";
import type { BodyProps } from "./body";
import { FieldRule } from "./FieldRule";
import { MemberRule } from "./MemberRule";
import { ReceiptRule } from "./ReceiptRule";
import { t } from "@/language/t";

export function RuleBody({ row, event, onChange }: BodyProps): JSX.Element {
  switch (row.kind) {
    case "field":
      return <FieldRule row={row} event={event} onChange={onChange} />;
    case "count":
    case "amount":
    case "since":
    case "each":
    case "sequence":
      return <AboutEvents row={row} onChange={onChange} />;
    case "member":
      return <MemberRule row={row} onChange={onChange} />;
    case "receipt":
      return <ReceiptRule row={row} onChange={onChange} />;
    case "may":
    case "received":
    case "score":
      return <AboutStanding row={row} onChange={onChange} />;
    case "text":
      return (
        <Textarea
          className={css.box}
          aria-label={t("Rule as text")}
          classNames={{ input: layout.mono }}
          autosize
          minRows={1}
          value={row.text}
          onChange={(change) => onChange({ ...row, text: change.currentTarget.value })}
        />
      );
    default:
      return <AboutField row={row} event={event} onChange={onChange} />;
  }
}
