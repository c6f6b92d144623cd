/** The form of a segment: what it asks, checked and counted as one types, and saved with a reason. */
import { Button, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useBlocker } from "@tanstack/react-router";
import { useEffect, useState, type FormEvent, type JSX } from "react";
import { catalog, segments } from "@/api/queries";
import type { SegmentLine } from "@/api/wire";
import { freeId, slug } from "@/canvas/document";
import { segmentIdeas } from "@/canvas/segmentIdeas";
import { ConditionField } from "@/nodes/fields/ConditionField";
import { FaultNote } from "@/ui/note/Note";
import { Impact } from "./Impact";
import { SegmentConflict } from "./SegmentConflict";
import { SegmentFaults } from "./SegmentFaults";
import { SegmentPeople } from "./SegmentPeople";
import { conflictOf, isSame, useSaving, writtenIn, type Written } from "./useSaving";
import { useSegmentFaults } from "./useSegmentFaults";
import { cx } from "@/ui/classes";
import { rich } from "@/language/rich";
import { t } from "@/language/t";
import layout from "@/ui/layout/layout.module.css";
import css from "./SegmentForm.module.css";

interface Props {
  /** The segment that is edited; none for a new one. */
  segment?: SegmentLine;
  /** What to begin with: an idea, or an older version that is brought back. */
  first?: Written | undefined;
  onDirty?: (dirty: boolean) => void;
}

/** Addresses of ours, which no segment may have. */
const TAKEN = { new: true };

const BLANK: Written = { name: "", description: "", when: "" };

export function SegmentForm({ segment, first, onDirty }: Props): JSX.Element {
  const [base, setBase] = useState({
    version: segment?.version ?? 0,
    written: segment ? writtenIn(segment) : BLANK,
  });
  const [value, setValue] = useState<Written>(first ?? base.written);
  const [reason, setReason] = useState("");
  const { data: known } = useQuery({ ...segments(), staleTime: 60_000 });
  const id =
    segment?.id ??
    freeId(slug(value.name || "segment"), {
      ...TAKEN,
      ...Object.fromEntries((known?.segments ?? []).map((one) => [one.id, true])),
    });
  const faults = useSegmentFaults(id, value);
  const dirty = !isSame(value, base.written);
  useEffect(() => onDirty?.(dirty), [dirty, onDirty]);
  const save = useSaving(id, segment === undefined, (written, version) => {
    setBase({ version, written });
    setReason("");
  });
  // Somebody else saved and nothing of ours would be lost: show theirs.
  if (segment && segment.version > base.version && !dirty && !save.isPending) {
    setBase({ version: segment.version, written: writtenIn(segment) });
    setValue(writtenIn(segment));
  }
  useBlocker({
    shouldBlockFn: () =>
      dirty &&
      !save.isPending &&
      !save.isSuccess &&
      !window.confirm(t("Leave without saving this segment?")),
    enableBeforeUnload: () => dirty && !save.isPending,
  });
  const set = (patch: Partial<Written>) => {
    if (!save.isIdle) save.reset();
    setValue({ ...value, ...patch });
  };
  const faulty = faults.some((fault) => fault.severity === "error");
  const missing =
    segment && !dirty
      ? t("Nothing has changed, so there is nothing to save.")
      : missingOf(value, reason, faulty);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (missing === "") save.mutate({ written: value, reason, over: base.version });
  };
  const theirs = conflictOf(save.error);
  const takeTheirs = () => {
    if (!theirs) return;
    setBase({ version: theirs.version, written: writtenIn(theirs) });
    setValue(writtenIn(theirs));
    save.reset();
  };
  return (
    <div className={layout.stack}>
      <form
        className={cx(layout.card, layout.pad, layout.stack)}
        onSubmit={submit}
        aria-label={t("The segment")}
      >
        <div className={css.segmentFields}>
          <TextInput
            label={t("Name")}
            placeholder={t("Near the limit")}
            required
            value={value.name}
            onChange={(event) => set({ name: event.currentTarget.value })}
            description={
              segment || !value.name.trim() ? undefined : (
                <>{rich`Journeys will know it as ${(<code>{id}</code>)}`}</>
              )
            }
          />
          <Textarea
            label={t("What it is for")}
            placeholder={t("Optional: whom it means, and why")}
            autosize
            minRows={1}
            maxRows={4}
            value={value.description}
            onChange={(event) => set({ description: event.currentTarget.value })}
          />
        </div>
        <div className={cx(layout.stack, layout.tight)}>
          <ConditionField
            roomy
            label={t("People are in it when")}
            value={value.when}
            onChange={(when) => set({ when })}
            audience="quiet"
            ofPeople
          />
          {value.when.trim() === "" ? (
            <Ideas onChoose={(name, when) => set({ when, name: value.name || name })} />
          ) : null}
        </div>
        <SegmentFaults faults={faults} />
        {segment && dirty && !faulty ? <Impact segment={segment} when={value.when} /> : null}
        {theirs ? (
          <SegmentConflict
            theirs={theirs}
            isNew={!segment}
            onTake={takeTheirs}
            onOver={() => save.mutate({ written: value, reason, over: theirs.version })}
          />
        ) : save.error ? (
          <FaultNote error={save.error} />
        ) : null}
        <div className={css.saveRow}>
          <TextInput
            className={layout.grow}
            label={segment ? t("Why this change?") : t("Why this segment?")}
            placeholder={t("Kept with it, for whoever asks later")}
            required
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <Button type="submit" size="xs" loading={save.isPending} disabled={missing !== ""}>
            {segment ? t("Save the change") : t("Make the segment")}
          </Button>
        </div>
        <p className={cx(layout.small, layout.dim)} role="status">
          {missing || t("It holds from the next signal on.")}
        </p>
      </form>
      <SegmentPeople when={value.when} />
    </div>
  );
}

/** What is still to be done before it can be saved; "" when nothing is. */
function missingOf(value: Written, reason: string, faulty: boolean): string {
  if (!value.when.trim()) return t("Say who is in it: add a rule.");
  if (faulty) return t("Correct what is marked above, then save.");
  if (!value.name.trim()) return t("Give it a name.");
  return reason.trim() ? "" : t("Say why, then save.");
}

function Ideas({
  onChoose,
}: {
  onChoose: (name: string, when: string) => void;
}): JSX.Element | null {
  const { data } = useQuery(catalog());
  const ideas = segmentIdeas(data);
  if (ideas.length === 0)
    return (
      <p className={cx(layout.small, layout.dim)}>
        {t(
          "Add a rule: a field that you send with a person, how often they did something, or how long ago. Fields and events complete themselves once they were received.",
        )}
      </p>
    );
  return (
    <p className={cx(layout.small, layout.dim, css.ideaLine)}>
      {t("Or begin with")}{" "}
      {ideas.map((idea, at) => (
        <span key={idea.name}>
          {at > 0 ? (at === ideas.length - 1 ? t(" or ") : ", ") : ""}
          <button
            type="button"
            className={layout.link}
            onClick={() => onChoose(idea.name, idea.when)}
          >
            {idea.name}
          </button>
        </span>
      ))}
      .
    </p>
  );
}
