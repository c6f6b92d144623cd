/** Several ways out of a wait, in order: what opens each, under a name of its own. */
import { Button, Select, TextInput } from "@mantine/core";
import type { JSX } from "react";
import { addBranch, moveBranch, removeBranch } from "@/canvas/branches";
import { Icon } from "@/ui/icon/Icon";
import { cx } from "@/ui/classes";
import layout from "@/ui/layout/layout.module.css";
import { ConditionField } from "../fields/ConditionField";
import { OrderButtons } from "../fields/OrderButtons";
import { EventField, PathField } from "../fields/NameFields";
import type { FormProps } from "../faces";
import type { WayOut } from "./definition";
import { useBoxes } from "../fields/boxes";
import { t } from "@/language/t";
import branches from "../fields/branch.module.css";

type Opener = "event" | "when" | "date";

const OPENERS: { value: Opener; label: string }[] = [
  { value: "event", label: t("An event") },
  { value: "when", label: t("A condition holds") },
  { value: "date", label: t("A date comes") },
];

function openerOf(way: WayOut): Opener {
  if (way.date) return "date";
  return way.when !== undefined && !way.event ? "when" : "event";
}

/** The way opened by something else; its name and where it leads stay. */
function openedBy(way: WayOut, opener: Opener): WayOut {
  const rest: WayOut = { name: way.name, ...(way.then ? { then: way.then } : {}) };
  if (opener === "event") return { ...rest, event: "" };
  return opener === "when" ? { ...rest, when: "" } : { ...rest, date: { field: "" } };
}

interface WayProps {
  way: WayOut;
  number: number;
  set: (patch: Partial<WayOut>, merge: string) => void;
}

/** The fields of what opens a way; a document may name more than one thing, and each is shown. */
function Opens({ way, number, set }: WayProps): JSX.Element {
  const date = way.date;
  const box = useBoxes();
  return (
    <>
      {way.event !== undefined ? (
        <>
          <EventField
            label={t`Event of way ${number}`}
            {...box(`ways[${number - 1}].event`)}
            hideLabel
            value={way.event}
            onChange={(event) => set({ event }, "event")}
          />
          <ConditionField
            label={t`Way ${number} only when`}
            {...box(`ways[${number - 1}].where`)}
            hint={t("May compare event.x with entry.x.")}
            event={way.event}
            value={way.where ?? ""}
            onChange={(where) => set({ where: where || undefined }, "where")}
          />
        </>
      ) : null}
      {way.when !== undefined ? (
        <ConditionField
          label={t`Way ${number} is open when`}
          {...box(`ways[${number - 1}].when`)}
          hideLabel
          audience
          value={way.when}
          onChange={(when) => set({ when }, "when")}
        />
      ) : null}
      {date ? (
        <>
          <PathField
            label={t("Date field")}
            {...box(`ways[${number - 1}].date.field`)}
            value={date.field}
            onChange={(field) => set({ date: { ...date, field } }, "field")}
          />
          <TextInput
            label={t("Moved by")}
            {...box(`ways[${number - 1}].date.offset`)}
            description={t("-3d is three days before, 2h is two hours after.")}
            placeholder={t("0d (default)")}
            value={date.offset ?? ""}
            onChange={(event) =>
              set({ date: { ...date, offset: event.currentTarget.value || undefined } }, "offset")
            }
          />
          <TextInput
            label={t("At (local time)")}
            {...box(`ways[${number - 1}].date.at`)}
            placeholder="09:00"
            value={date.at ?? ""}
            onChange={(event) =>
              set({ date: { ...date, at: event.currentTarget.value || undefined } }, "at")
            }
          />
        </>
      ) : null}
    </>
  );
}

export function Ways({ id, node, change }: FormProps<"wait">): JSX.Element {
  const ways = node.ways ?? [];
  const box = useBoxes();
  const put = (at: number, way: WayOut, merge?: string) =>
    change(
      { ...node, ways: ways.map((one, index) => (index === at ? way : one)) },
      merge ? `${id}.way${at}.${merge}` : undefined,
    );
  return (
    <>
      <p className={cx(layout.small, layout.dim)}>
        {t("Whichever happens first is taken; of several at once, the one higher up.")}
      </p>
      {ways.map((way, at) => (
        <fieldset className={branches.branchForm} key={at}>
          <legend className={layout.hiddenVisually}>{t`Way ${at + 1}`}</legend>
          <div className={layout.row}>
            <TextInput
              className={layout.grow}
              aria-label={t`Name of way ${at + 1}`}
              {...box(`ways[${at}].name`)}
              value={way.name}
              onChange={(event) => put(at, { ...way, name: event.currentTarget.value }, "name")}
            />
            <OrderButtons
              noun={t("Way")}
              at={at}
              count={ways.length}
              keepsOne
              onMove={(to) => change(moveBranch(node, at, to))}
              onRemove={() => change(removeBranch(node, at))}
            />
          </div>
          <Select
            aria-label={t`What opens way ${at + 1}`}
            data={OPENERS}
            value={openerOf(way)}
            onChange={(opener) => opener && put(at, openedBy(way, opener as Opener))}
          />
          <Opens
            way={way}
            number={at + 1}
            set={(patch, merge) => put(at, { ...way, ...patch }, merge)}
          />
        </fieldset>
      ))}
      <div>
        <Button
          variant="default"
          size="xs"
          leftSection={<Icon name="plus" size={14} />}
          onClick={() => change(addBranch(node))}
        >
          {t("Add a way out")}
        </Button>
      </div>
    </>
  );
}
