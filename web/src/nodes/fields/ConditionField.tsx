/** A condition, as rows or as text: both edit the same text, and the server counts whom it holds. */
import { Button, Input, SegmentedControl, Textarea } from "@mantine/core";
import { useState, type JSX } from "react";
import { isBlank, parseRows, writeRows, type Row, type Rows } from "@/canvas/condition";
import { Icon } from "@/ui/icon/Icon";
import { ConditionRow } from "./ConditionRow";
import { Counted } from "./Counted";
import { cx } from "@/ui/classes";
import css from "./fields.module.css";
import layout from "@/ui/layout/layout.module.css";

interface Props {
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

const BLANK: Row = { kind: "field", field: "", op: "==", value: "" };

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
}: Props): JSX.Element {
  const [asText, setAsText] = useState(false);
  // Rows that are not filled in yet have no text; they wait here until they have. What somebody writes stays as it is
  // written, spaces at its ends too, until the text is changed from elsewhere.
  const [draft, setDraft] = useState<Rows>(() => parseRows(value));
  const rows = writeRows(draft).trim() === value.trim() ? draft : parseRows(value);
  const set = (next: Rows) => {
    setDraft(next);
    const text = writeRows(next);
    if (text !== value) onChange(text);
  };
  const change = (at: number, row: Row | null) =>
    set({
      ...rows,
      rows:
        row === null
          ? rows.rows.filter((_, index) => index !== at)
          : rows.rows.map((one, index) => (index === at ? row : one)),
    });
  return (
    <div role="group" aria-label={label} className={css.condition} data-roomy={roomy || undefined}>
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
        <>
          {rows.rows.map((row, at) => (
            <div key={at} className={cx(layout.stack, layout.tight)}>
              {at > 0 ? (
                <Join join={rows.join} onChange={(join) => set({ ...rows, join })} />
              ) : null}
              <ConditionRow
                row={row}
                event={event}
                ofPeople={ofPeople}
                onChange={(next) => change(at, next)}
              />
            </div>
          ))}
        </>
      )}
      <div className={layout.spread}>
        {asText ? (
          <span />
        ) : (
          <Button
            size="compact-xs"
            variant="subtle"
            leftSection={<Icon name="plus" size={13} />}
            disabled={rows.rows.some(isBlank)}
            onClick={() => set({ ...rows, rows: [...rows.rows, BLANK] })}
          >
            Add a rule
          </Button>
        )}
        <SegmentedControl
          size="xs"
          value={asText ? "text" : "rows"}
          onChange={(mode) => setAsText(mode === "text")}
          data={[
            { value: "rows", label: "Rows" },
            { value: "text", label: "Text" },
          ]}
          aria-label={`${label}: rows or text`}
        />
      </div>
      {hint ? <p className={cx(layout.small, layout.dim)}>{hint}</p> : null}
      {counted ? <Counted when={value} quiet={counted === "quiet"} /> : null}
    </div>
  );
}

function Join({
  join,
  onChange,
}: {
  join: "and" | "or";
  onChange: (join: "and" | "or") => void;
}): JSX.Element {
  return (
    <button
      type="button"
      className={css.join}
      onClick={() => onChange(join === "and" ? "or" : "and")}
      aria-label={`Joined by ${join}; press to change`}
    >
      {join}
    </button>
  );
}
