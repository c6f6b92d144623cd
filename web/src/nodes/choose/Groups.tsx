/** Groups of people of whom a policy may learn apart from the others. */
import { ActionIcon, Button, TextInput } from "@mantine/core";
import type { JSX } from "react";
import { without } from "@/canvas/order";
import type { ChoiceGroup } from "@/canvas/document";
import { Icon } from "@/ui/icon/Icon";
import { ConditionField } from "../fields/ConditionField";
import type { FormProps } from "../faces";
import { cx } from "@/ui/classes";
import { useBoxes } from "../fields/boxes";
import { t } from "@/language/t";
import layout from "@/ui/layout/layout.module.css";
import branches from "../fields/branch.module.css";

export function Groups({ id, node, change }: FormProps<"choose">): JSX.Element {
  const groups = node.by ?? [];
  const box = useBoxes();
  const set = (at: number, patch: Partial<ChoiceGroup>, merge: string) =>
    change(
      { ...node, by: groups.map((one, index) => (index === at ? { ...one, ...patch } : one)) },
      `${id}.group${at}.${merge}`,
    );
  return (
    <>
      <p className={cx(layout.small, layout.dim)}>
        {t(
          "Groups, from top to bottom: a person is of the first that holds. Few and large ones learn faster.",
        )}
      </p>
      {groups.map((group, at) => (
        <fieldset className={branches.branchForm} key={at}>
          <legend className={layout.hiddenVisually}>{t`Group ${at + 1}`}</legend>
          <div className={layout.row}>
            <TextInput
              className={layout.grow}
              aria-label={t`Name of group ${at + 1}`}
              {...box(`by[${at}].name`)}
              value={group.name}
              onChange={(event) => set(at, { name: event.currentTarget.value }, "name")}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t`Remove group ${at + 1}`}
              onClick={() => change({ ...node, by: without(groups, at) })}
            >
              <Icon name="trash" size={14} />
            </ActionIcon>
          </div>
          <ConditionField
            label={t`Group ${at + 1} are those of whom`}
            {...box(`by[${at}].when`)}
            hideLabel
            audience
            value={group.when}
            onChange={(when) => set(at, { when }, "when")}
          />
        </fieldset>
      ))}
      <div>
        <Button
          variant="default"
          size="xs"
          leftSection={<Icon name="plus" size={14} />}
          onClick={() =>
            change({ ...node, by: [...groups, { name: `group_${groups.length + 1}`, when: "" }] })
          }
        >
          {t("Add a group")}
        </Button>
      </div>
    </>
  );
}
