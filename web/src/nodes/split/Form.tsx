/** The form of a split: branches in order, each with its condition. */
import { Button, TextInput } from "@mantine/core";
import type { JSX } from "react";
import { addBranch, moveBranch, removeBranch } from "@/canvas/branches";
import type { Branch } from "@/canvas/document";
import { Icon } from "@/ui/icon/Icon";
import { ConditionField } from "../fields/ConditionField";
import { OrderButtons } from "../fields/OrderButtons";
import type { FormProps } from "../faces";
import { cx } from "@/ui/classes";
import { useBoxes } from "../fields/boxes";
import { t } from "@/language/t";
import layout from "@/ui/layout/layout.module.css";
import branches from "../fields/branch.module.css";
import css from "./Form.module.css";

export function Form({ id, node, change }: FormProps<"split">): JSX.Element {
  const box = useBoxes();
  const set = (at: number, patch: Partial<Branch>, merge: string) =>
    change(
      {
        ...node,
        branches: node.branches.map((one, index) => (index === at ? { ...one, ...patch } : one)),
      },
      `${id}.branch${at}.${merge}`,
    );
  return (
    <>
      <p className={cx(layout.small, layout.dim)}>
        {t("Checked from top to bottom; unknown counts as no.")}
      </p>
      {node.branches.map((branch, at) => (
        <fieldset className={branches.branchForm} key={at}>
          <legend className={layout.hiddenVisually}>{t`Branch ${at + 1}`}</legend>
          <div className={layout.row}>
            <span className={cx(css.branchNumber, layout.num)}>{at + 1}</span>
            <TextInput
              className={layout.grow}
              aria-label={t`Name of branch ${at + 1}`}
              {...box(`branches[${at}].name`)}
              placeholder={t("Name, if you like")}
              value={branch.name ?? ""}
              onChange={(event) =>
                set(at, { name: event.currentTarget.value || undefined }, "name")
              }
            />
            <OrderButtons
              noun={t("Branch")}
              at={at}
              count={node.branches.length}

              onMove={(to) => change(moveBranch(node, at, to))}
              onRemove={() => change(removeBranch(node, at))}
            />
          </div>
          <ConditionField
            label={t`Branch ${at + 1} is taken when`}
            {...box(`branches[${at}].when`)}
            hideLabel
            audience
            value={branch.when}
            onChange={(when) => set(at, { when }, "when")}
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
          {t("Add a branch")}
        </Button>
      </div>
    </>
  );
}
