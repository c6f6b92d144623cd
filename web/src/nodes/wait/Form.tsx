/** The form of a wait. */
import { Checkbox, Chip, Select, TextInput } from "@mantine/core";
import type { JSX } from "react";
import { ConditionField } from "../fields/ConditionField";
import { DurationField } from "../fields/DurationField";
import { EventField, PathField } from "../fields/NameFields";
import { TargetField } from "../fields/TargetField";
import type { NodeOf } from "@/canvas/kind";
import type { FormProps } from "../faces";
import { BestHour } from "./BestHour";
import { freshWay, modeOf, type WaitMode } from "./definition";
import { Ways } from "./Ways";
import { useBoxes } from "../fields/boxes";
import { t } from "@/language/t";
import fields from "../fields/fields.module.css";
import css from "./Form.module.css";

const MODES: { value: WaitMode; label: string }[] = [
  { value: "for", label: t("For a duration") },
  { value: "until_time", label: t("Until a time of day") },
  { value: "until_date", label: t("Until a date of the person") },
  { value: "until_event", label: t("Until an event") },
  { value: "until_when", label: t("Until a condition holds") },
  { value: "ways", label: t("Until the first of several things") },
];
const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const TRUE_END = { go_on: t("Go on at once"), exit: t("Leave the journey") };

/** The node in another mode: what belongs to the old one is dropped. */
function inMode(node: NodeOf<"wait">, mode: WaitMode): NodeOf<"wait"> {
  const rest: NodeOf<"wait"> = { kind: "wait" };
  for (const key of ["name", "note", "then", "on_timeout"] as const)
    if (node[key] !== undefined) Object.assign(rest, { [key]: node[key] });
  if (mode === "for") return { ...rest, for: node.for ?? "1d" };
  if (mode === "until_time")
    return {
      ...rest,
      until_time: node.until_time || "09:00",
      ...(node.weekdays ? { weekdays: node.weekdays } : {}),
      ...(node.best_hour ? { best_hour: node.best_hour } : {}),
    };
  if (mode === "until_date") return { ...rest, until_date: { field: "" } };
  if (mode === "ways") return { ...rest, ways: waysOf(node), timeout: node.timeout || "7d" };
  return {
    ...rest,
    until: mode === "until_event" ? { event: "" } : { when: "" },
    timeout: node.timeout || "7d",
  };
}

/** What the node waits for already is the first way out, and leads where it led. */
function waysOf(node: NodeOf<"wait">): NonNullable<NodeOf<"wait">["ways"]> {
  const led = node.then ? { then: node.then } : {};
  if (node.until) return [{ name: t("way 1"), ...node.until, ...led }];
  return [{ ...freshWay([]), ...led }];
}

function Weekdays({ node, change }: Pick<FormProps<"wait">, "node" | "change">): JSX.Element {
  return (
    <div>
      <div className={fields.fieldLabel}>{t("Only on")}</div>
      <Chip.Group
        multiple
        value={node.weekdays ?? []}
        onChange={(weekdays) =>
          change({
            ...node,
            weekdays: weekdays.length ? DAYS.filter((day) => weekdays.includes(day)) : undefined,
          })
        }
      >
        <div className={css.days}>
          {DAYS.map((day) => (
            <Chip key={day} value={day} size="xs">
              {day}
            </Chip>
          ))}
        </div>
      </Chip.Group>
    </div>
  );
}

function UntilDate({ id, node, document, change }: FormProps<"wait">): JSX.Element {
  const date = node.until_date ?? { field: "" };
  const box = useBoxes();
  const set = (patch: Partial<typeof date>) =>
    change({ ...node, until_date: { ...date, ...patch } }, `${id}.until_date`);
  return (
    <>
      <PathField
        label={t("Date field")}
        {...box("until_date.field")}
        value={date.field}
        onChange={(field) => set({ field })}
      />
      <TextInput
        label={t("Moved by")}
        {...box("until_date.offset")}
        description={t("-3d is three days before, 2h is two hours after.")}
        placeholder={t("0d (default)")}
        value={date.offset ?? ""}
        onChange={(event) => set({ offset: event.currentTarget.value || undefined })}
      />
      <TextInput
        label={t("At (local time)")}
        {...box("until_date.at")}
        placeholder="09:00"
        value={date.at ?? ""}
        onChange={(event) => set({ at: event.currentTarget.value || undefined })}
      />
      <TargetField
        label={t("When that is past already")}
        {...box("until_date.if_past")}
        document={document}
        self={id}
        fallback="go_on"
        value={date.if_past ?? ""}
        words={TRUE_END}
        onChange={(if_past) => set({ if_past })}
      />
      <TargetField
        label={t("When it is no readable date")}
        {...box("until_date.if_unreadable")}
        document={document}
        self={id}
        fallback="exit"
        value={date.if_unreadable ?? ""}
        words={TRUE_END}
        onChange={(if_unreadable) => set({ if_unreadable })}
      />
    </>
  );
}

export function Form(props: FormProps<"wait">): JSX.Element {
  const { id, node, change } = props;
  const mode = modeOf(node);
  const box = useBoxes();
  return (
    <>
      <Select
        label={t("Wait")}
        searchable
        allowDeselect={false}
        data={MODES}
        value={mode}
        onChange={(value) => value && change(inMode(node, value as WaitMode))}
      />
      {mode === "for" ? (
        <>
          <DurationField
            label={t("How long")}
            {...box("for")}
            value={node.for ?? ""}
            onChange={(value) => change({ ...node, for: value }, `${id}.for`)}
          />
          <Checkbox
            label={t("Count days by the person's calendar")}
            description={t(
              "The time of day stays when the clock is changed; else a day is 24 hours.",
            )}
            checked={node.calendar ?? false}
            onChange={(event) =>
              change({ ...node, calendar: event.currentTarget.checked || undefined })
            }
          />
        </>
      ) : null}
      {mode === "for" || mode === "until_time" ? (
        <TextInput
          label={
            mode === "for" ? t("Then until (local time, if you like)") : t("Until (local time)")
          }
          {...box("until_time")}
          placeholder="09:00"
          value={node.until_time ?? ""}
          onChange={(event) =>
            change(
              { ...node, until_time: event.currentTarget.value || undefined },
              `${id}.until_time`,
            )
          }
        />
      ) : null}
      {mode === "until_time" || (mode === "for" && node.until_time) ? (
        <Weekdays node={node} change={change} />
      ) : null}
      {node.until_time ? <BestHour {...props} /> : null}
      {mode === "until_date" ? <UntilDate {...props} /> : null}
      {mode === "until_event" ? (
        <>
          <EventField
            label={t("Event")}
            {...box("until.event")}
            value={node.until?.event ?? ""}
            onChange={(event) =>
              change({ ...node, until: { ...node.until, event } }, `${id}.event`)
            }
          />
          <ConditionField
            label={t("Only when")}
            {...box("until.where")}
            hint={t("May compare event.x with entry.x.")}
            event={node.until?.event ?? ""}
            value={node.until?.where ?? ""}
            onChange={(where) =>
              change(
                { ...node, until: { ...node.until, where: where || undefined } },
                `${id}.where`,
              )
            }
          />
        </>
      ) : null}
      {mode === "until_when" ? (
        <ConditionField
          label={t("Condition")}
          {...box("until.when")}
          audience
          value={node.until?.when ?? ""}
          onChange={(when) => change({ ...node, until: { when } }, `${id}.when`)}
        />
      ) : null}
      {mode === "ways" ? <Ways {...props} /> : null}
      {node.until || node.ways?.length ? (
        <DurationField
          label={t("At most")}
          {...box("timeout")}
          value={node.timeout ?? ""}
          onChange={(timeout) => change({ ...node, timeout }, `${id}.timeout`)}
        />
      ) : null}
    </>
  );
}
