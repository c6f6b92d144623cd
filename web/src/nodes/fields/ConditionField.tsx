/** A condition, as rows or as text: both edit the same text, and the server counts whom it holds. */
import "../nodes.css";
import { Button, Input, SegmentedControl, Textarea } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState, type JSX } from "react";
import { audience } from "@/api/queries";
import { isBlank, parseRows, writeRows, type Row, type Rows } from "@/canvas/condition";
import { count } from "@/ui/format/format";
import { Icon } from "@/ui/icon/Icon";
import { ConditionRow } from "./ConditionRow";

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
}: Props): JSX.Element {
  const [asText, setAsText] = useState(false);
  // Rows that are not filled in yet have no text; they wait here until they have.
  const [draft, setDraft] = useState<Rows>(() => parseRows(value));
  const rows = writeRows(draft) === value.trim() ? draft : parseRows(value);
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
    <div role="group" aria-label={label} className="condition">
      {hideLabel ? null : (
        <Input.Label component="span" size="xs">
          {label}
        </Input.Label>
      )}
      {asText ? (
        <Textarea
          aria-label={label}
          classNames={{ input: "mono" }}
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
            <div key={at} className="stack tight">
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
      <div className="spread">
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
      {hint ? <p className="small dim">{hint}</p> : null}
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
      className="join"
      onClick={() => onChange(join === "and" ? "or" : "and")}
      aria-label={`Joined by ${join}; press to change`}
    >
      {join}
    </button>
  );
}

function Counted({ when, quiet }: { when: string; quiet: boolean }): JSX.Element | null {
  const [settled] = useDebouncedValue(when, 400);
  const { data, error, isFetching } = useQuery(audience(settled));
  if (!settled.trim()) return null;
  if (error && quiet) return null;
  if (error)
    return (
      <p className="small" style={{ color: "var(--bad)" }}>
        {error.message}
      </p>
    );
  if (!data) return <p className="small dim">{isFetching ? "Counting .." : ""}</p>;
  const width = (value: number) => ({ width: `${data.total ? (value / data.total) * 100 : 0}%` });
  return (
    <div className="audience" aria-live="polite">
      <div className="audience-bar" aria-hidden>
        <span className="yes" style={width(data.yes)} />
        <span className="unknown" style={width(data.unknown)} />
      </div>
      <span className="small num">
        <b>{count(data.yes)}</b> of {count(data.total)} people
        {data.unknown ? <span className="dim">, {count(data.unknown)} unknown</span> : null}
      </span>
    </div>
  );
}
