/** A condition, as rows or as text: both edit the same text, and the server counts whom it holds. */
import { Input, SegmentedControl, Textarea } from "@mantine/core";
import { useState, type JSX } from "react";
import { parseRules, writeRules, type Group } from "@/canvas/rules/tree";
import type { Box } from "./boxes";
import { Counted } from "./Counted";
import { GroupBox } from "./rules/GroupBox";
import { cx } from "@/ui/classes";
import { t } from "@/language/t";
import css from "./fields.module.css";
import layout from "@/ui/layout/layout.module.css";

const A_CLICK_MS = 250;

interface Props extends Partial<Box> {
  label: string;
  value: string;
  onChange: (value: string) => void;
  hideLabel?: boolean;
  hint?: string;
  /** The event that the condition is asked about. */
  event?: string;
  /** Show how many people it holds now; "quiet" when somebody else tells what is wrong with it. */
  audience?: boolean | "quiet";
  /** It is asked of people outside of any journey, so no message of a journey can be asked for. */
  ofPeople?: boolean;
  /** There is room for a rule to stand in one line. */
  roomy?: boolean;
}

export function ConditionField({
  label,
  value,
  onChange,
  hideLabel,
  hint,
  event,
  audience: counted,
  ofPeople,
  roomy,
  error,
  "data-at": at,
}: Props): JSX.Element {
  const [asText, setAsText] = useState(false);
  // a rule that is being typed is not called wrong
  const [inside, setInside] = useState(false);
  // Rows that are not filled in yet have no text; they wait here until they have. What somebody writes stays as it is
  // written, spaces at its ends too, until the text is changed from elsewhere.
  const [draft, setDraft] = useState<Group>(() => parseRules(value));
  const rules = writeRules(draft).trim() === value.trim() ? draft : parseRules(value);
  const set = (next: Group) => {
    setDraft(next);
    const text = writeRules(next);
    if (text !== value) onChange(text);
  };
  return (
    <div
      role="group"
      aria-label={label}
      className={css.condition}
      data-roomy={roomy || undefined}
      data-at={at}
      onFocus={() => setInside(true)}
      onBlur={(event) => {
        const within = event.currentTarget;
        if (within.contains(event.relatedTarget)) return;
        // later than a click: a line that appears would move what is clicked at
        setTimeout(() => setInside(within.contains(document.activeElement)), A_CLICK_MS);
      }}
    >
      {hideLabel ? null : (
        <Input.Label component="span" size="xs">
          {label}
        </Input.Label>
      )}
      {asText ? (
        <Textarea
          aria-label={label}
          classNames={{ input: layout.mono }}
          autosize
          minRows={2}
          maxRows={10}
          value={value}
          placeholder='current_plan == "free" and seats_used >= 5'
          onChange={(typed) => onChange(typed.currentTarget.value)}
        />
      ) : (
        <GroupBox root={rules} event={event} ofPeople={ofPeople} onChange={set} />
      )}
      <div className={layout.spread}>
        <span />
        <SegmentedControl
          size="xs"
          value={asText ? "text" : "rows"}
          onChange={(mode) => setAsText(mode === "text")}
          data={[
            { value: "rows", label: t("Rows") },
            { value: "text", label: t("Text") },
          ]}
          aria-label={t`${label}: rows or text`}
        />
      </div>
      {error ? <p className={cx(layout.small, css.notCounted)}>{error}</p> : null}
      {hint ? <p className={cx(layout.small, layout.dim)}>{hint}</p> : null}
      {counted ? <Counted when={value} quiet={counted === "quiet"} typing={inside} /> : null}
    </div>
  );
}
