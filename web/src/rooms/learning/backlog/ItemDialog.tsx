/** An item of the backlog, written or changed. */
import { Button, Modal, NumberInput, Select, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type JSX } from "react";
import { journeys } from "@/api/queries";
import type { BacklogBody, BacklogItem } from "@/api/wire";
import { cx } from "@/ui/classes";
import { FaultNote, Note } from "@/ui/note/Note";
import layout from "@/ui/layout/layout.module.css";
import { addItem, changeItem } from "./api";
import { STATES } from "./words";
import { t } from "@/language/t";

const FRESH: BacklogBody = {
  title: "",
  hypothesis: "",
  effect: null,
  effort_days: null,
  owner: "",
  state: "idea",
  due: "",
  journey: "",
  node: "",
  note: "",
  revision: 0,
};

const bodyOf = (one: BacklogItem): BacklogBody => ({
  title: one.title,
  hypothesis: one.hypothesis,
  effect: one.effect,
  effort_days: one.effort_days,
  owner: one.owner,
  state: one.state,
  due: one.due,
  journey: one.journey,
  node: one.node,
  note: one.note,
  revision: one.revision,
});

const numberOf = (value: string | number): number | null => (value === "" ? null : Number(value));

interface Props {
  item: BacklogItem | null;
  onClose: () => void;
}

export function ItemDialog({ item, onClose }: Props): JSX.Element {
  const [body, setBody] = useState<BacklogBody>(item ? bodyOf(item) : FRESH);
  const queries = useQueryClient();
  const save = useMutation({
    mutationFn: () => (item ? changeItem(item.id, body) : addItem(body)),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ["backlog"] });
      void queries.invalidateQueries({ queryKey: ["home"] });
      onClose();
    },
  });
  const set = (change: Partial<BacklogBody>) => setBody({ ...body, ...change });
  return (
    <Modal opened onClose={onClose} title={item ? t("An idea") : t("Add an idea")} size="lg">
      <form
        className={layout.stack}
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        {item?.evidence ? <Note>{item.evidence}</Note> : null}
        <TextInput
          label={t("What is to be improved")}
          required
          data-autofocus
          maxLength={200}
          value={body.title}
          onChange={(event) => set({ title: event.currentTarget.value })}
        />
        <Textarea
          label={t("Why it should work")}
          autosize
          minRows={2}
          maxLength={4000}
          value={body.hypothesis ?? ""}
          onChange={(event) => set({ hypothesis: event.currentTarget.value })}
        />
        <Promised body={body} set={set} />
        <Place body={body} set={set} />
        <Textarea
          label={t("What came of it")}
          description={t("Or why it is dismissed: it never comes back by itself.")}
          autosize
          minRows={1}
          maxLength={4000}
          value={body.note ?? ""}
          onChange={(event) => set({ note: event.currentTarget.value })}
        />
        {save.error ? <FaultNote error={save.error} /> : null}
        <div className={cx(layout.row, layout.dialogActs)}>
          <Button variant="default" onClick={onClose}>
            {t("Cancel")}
          </Button>
          <Button type="submit" loading={save.isPending} disabled={!body.title.trim()}>
            {item ? t("Save") : t("Add it")}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

interface Part {
  body: BacklogBody;
  set: (change: Partial<BacklogBody>) => void;
}

function Promised({ body, set }: Part): JSX.Element {
  return (
    <div className={cx(layout.row, layout.wrap)}>
      <NumberInput
        label={t("More conversions a month")}
        min={0}
        value={body.effect ?? ""}
        onChange={(value) => set({ effect: numberOf(value) })}
      />
      <NumberInput
        label={t("Days of work")}
        min={0}
        value={body.effort_days ?? ""}
        onChange={(value) => set({ effort_days: numberOf(value) })}
      />
      <TextInput
        label={t("Owner")}
        maxLength={200}
        value={body.owner ?? ""}
        onChange={(event) => set({ owner: event.currentTarget.value })}
      />
      <TextInput
        label={t("Due on")}
        type="date"
        value={body.due ?? ""}
        onChange={(event) => set({ due: event.currentTarget.value })}
      />
    </div>
  );
}

function Place({ body, set }: Part): JSX.Element {
  const { data } = useQuery(journeys());
  const known = (data?.journeys ?? [])
    .filter((one) => one.version > 0)
    .map((one) => ({ value: one.id, label: one.name }));
  return (
    <div className={cx(layout.row, layout.wrap)}>
      <Select
        label={t("State")}
        allowDeselect={false}
        data={Object.entries(STATES).map(([value, { name }]) => ({ value, label: name }))}
        value={body.state ?? "idea"}
        onChange={(value) => set({ state: (value ?? "idea") as NonNullable<BacklogBody["state"]> })}
      />
      <Select
        label={t("Journey")}
        placeholder={t("none")}
        clearable
        searchable
        data={known}
        value={body.journey || null}
        onChange={(value) => set({ journey: value ?? "", node: "" })}
      />
    </div>
  );
}
