/** The form of a choice: options and whom each is for, then what it learns from and may go by. */
import { Button, TagsInput, TextInput } from "@mantine/core";
import type { JSX } from "react";
import { addBranch, moveBranch, removeBranch } from "@/canvas/branches";
import type { Option } from "@/canvas/document";
import { Icon } from "@/ui/icon/Icon";
import { ChoiceBox } from "../fields/ChoiceBox";
import { ConditionField } from "../fields/ConditionField";
import { Fold } from "../fields/Fold";
import { NumberBox } from "../fields/NumberBox";
import { OrderButtons } from "../fields/OrderButtons";
import type { FormProps } from "../faces";
import { cx } from "@/ui/classes";
import { Groups } from "./Groups";
import { useBoxes } from "../fields/boxes";
import { t } from "@/language/t";
import layout from "@/ui/layout/layout.module.css";
import branches from "../fields/branch.module.css";

const REWARDS = [
  { value: "conversion", label: t("The goal within its time") },
  { value: "value", label: t("The money of the goal") },
];
const STAGES = [
  { value: "random", label: t("Chance, for ever") },
  { value: "best", label: t("The best option for all") },
  { value: "groups", label: t("The best option of each group") },
  { value: "learned", label: t("Whatever is proven to be better") },
];

export function Form(props: FormProps<"choose">): JSX.Element {
  const { id, node, change } = props;
  const box = useBoxes();
  const set = (at: number, patch: Partial<Option>, merge: string) =>
    change(
      {
        ...node,
        options: node.options.map((one, index) => (index === at ? { ...one, ...patch } : one)),
      },
      `${id}.option${at}.${merge}`,
    );
  return (
    <>
      <p className={cx(layout.small, layout.dim)}>
        {t(
          "Each visit takes one of the options that the person may have, or nothing. At first by chance; what is better is tried, and taken once it is proven. 5 % stay with chance.",
        )}
      </p>
      {node.options.map((option, at) => (
        <fieldset className={branches.branchForm} key={at}>
          <legend className={layout.hiddenVisually}>{t`Option ${at + 1}`}</legend>
          <div className={layout.row}>
            <TextInput
              className={layout.grow}
              aria-label={t`Name of option ${at + 1}`}
              {...box(`options[${at}].name`)}
              value={option.name}
              onChange={(event) => set(at, { name: event.currentTarget.value }, "name")}
            />
            <OrderButtons
              noun={t("Option")}
              at={at}
              count={node.options.length}
              onMove={(to) => change(moveBranch(node, at, to))}
              onRemove={() => change(removeBranch(node, at))}
            />
          </div>
          <ConditionField
            label={t`Option ${at + 1} is for those of whom`}
            {...box(`options[${at}].when`)}
            audience
            value={option.when ?? ""}
            onChange={(when) => set(at, { when: when || undefined }, "when")}
          />
        </fieldset>
      ))}
      <div>
        <Button
          variant="default"
          size="xs"
          leftSection={<Icon name="plus" size={14} />}
          onClick={() => change(addBranch(node) as typeof node)}
        >
          {t("Add an option")}
        </Button>
      </div>
      <ChoiceBox
        label={t("It learns from")}
        {...box("reward")}
        data={REWARDS}
        fallback="conversion"
        value={node.reward}
        onChange={(reward) => change({ ...node, reward })}
      />
      <ChoiceBox
        label={t("It may go as far as")}
        {...box("up_to")}
        data={STAGES}
        fallback="learned"
        value={node.up_to}
        onChange={(up_to) => change({ ...node, up_to })}
      />
      <NumberBox
        label={t("Nothing is done for at least (%)")}
        {...box("nothing")}
        description={t("For ever, so that it stays known what all of it is worth.")}
        min={1}
        max={50}
        fallback={5}
        value={node.nothing}
        onChange={(value) => change({ ...node, nothing: value }, `${id}.nothing`)}
      />
      <Fold title={t("What it may go by")} open={Boolean(node.by?.length || node.context?.length)}>
        <Groups {...props} />
        <TagsInput
          label={t("Numbers")}
          {...box("context")}
          description={t("Fields with numbers, or yes and no, such as seats or entry.amount.")}
          value={node.context ?? []}
          onChange={(context) => change({ ...node, context })}
        />
      </Fold>
    </>
  );
}
