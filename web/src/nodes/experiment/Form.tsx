/** The form of an experiment. */
import { ActionIcon, Button, Select, TextInput } from "@mantine/core";
import type { JSX } from "react";
import { addBranch, removeBranch } from "@/canvas/branches";
import type { Arm } from "@/canvas/document";
import type { NodeOf } from "@/canvas/kind";
import { Icon } from "@/ui/icon/Icon";
import { NumberBox } from "../fields/NumberBox";
import type { FormProps } from "../faces";
import { armShare } from "./definition";
import { Slot } from "./Slot";
import { cx } from "@/ui/classes";
import { useBoxes } from "../fields/boxes";
import { t } from "@/language/t";
import layout from "@/ui/layout/layout.module.css";
import css from "./Form.module.css";

export function Form(props: FormProps<"experiment">): JSX.Element {
  const { id, node, change } = props;
  const box = useBoxes();
  const set = (at: number, patch: Partial<Arm>, merge: string) =>
    change(
      { ...node, arms: node.arms.map((one, index) => (index === at ? { ...one, ...patch } : one)) },
      `${id}.arm${at}.${merge}`,
    );
  return (
    <>
      <p className={cx(layout.small, layout.dim)}>
        {t(
          "A person keeps the same arm on every visit and in every version. An arm of weight 0 is retired: nobody gets it any more.",
        )}
      </p>
      {node.arms.map((arm, at) => (
        <div className={layout.row} key={at}>
          <TextInput
            className={layout.grow}
            aria-label={t`Name of arm ${at + 1}`}
            {...box(`arms[${at}].name`)}
            value={arm.name}
            onChange={(event) => set(at, { name: event.currentTarget.value }, "name")}
          />
          <NumberBox
            className={css.weight}
            aria-label={t`Weight of ${arm.name}`}
            {...box(`arms[${at}].weight`)}
            min={0}
            value={arm.weight}
            onChange={(value) => set(at, { weight: value ?? 0 }, "weight")}
          />
          <span className={cx(layout.num, layout.dim, css.armShare)}>
            {Math.round(armShare(node.arms, arm) * 100)} %
          </span>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t`Remove arm ${arm.name}`}
            onClick={() => change(removeBranch(node, at) as typeof node)}
          >
            <Icon name="trash" size={14} />
          </ActionIcon>
        </div>
      ))}
      <div>
        <Button
          variant="default"
          size="xs"
          leftSection={<Icon name="plus" size={14} />}
          onClick={() => change(addBranch(node) as typeof node)}
        >
          {t("Add an arm")}
        </Button>
      </div>
      <Select
        label={t("Winner")}
        {...box("winner")}
        description={t("Once there is one, the experiment is over: everybody takes this arm.")}
        placeholder={t("None yet: people are drawn")}
        clearable
        data={[...new Set(node.arms.map((arm) => arm.name).filter(Boolean))]}
        value={node.winner ?? null}
        onChange={(winner) => change(winner ? { ...node, winner } : without(node))}
      />
      <Slot {...props} />
    </>
  );
}

function without({ winner: _, ...node }: NodeOf<"experiment">): NodeOf<"experiment"> {
  return node;
}
