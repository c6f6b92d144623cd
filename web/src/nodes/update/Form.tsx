/** The form of an update. */
import { ActionIcon, Button, TagsInput, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { JSX } from "react";
import { catalog } from "@/api/queries";
import { readLiteral } from "@/canvas/condition";
import { freeId, type Json } from "@/canvas/document";
import { Icon } from "@/ui/icon/Icon";
import { PathField } from "../fields/NameFields";
import type { FormProps } from "../faces";
import { cx } from "@/ui/classes";
import fields from "../fields/fields.module.css";
import css from "./Form.module.css";
import layout from "@/ui/layout/layout.module.css";

const shown = (value: Json) => (typeof value === "string" ? value : JSON.stringify(value));

export function Form({ id, node, change }: FormProps<"update">): JSX.Element {
  const { data } = useQuery(catalog());
  const entries = Object.entries(node.set ?? {});
  const put = (all: [string, Json][], merge: string) =>
    change(
      { ...node, set: all.length ? Object.fromEntries(all) : undefined },
      `${id}.set.${merge}`,
    );
  const lists = data?.lists ?? [];
  return (
    <>
      <div className={fields.fieldLabel}>Set traits</div>
      {entries.map(([key, value], at) => (
        <div className={css.traitLine} key={at}>
          <PathField
            className={layout.grow}
            label={`Trait ${at + 1}`}
            hideLabel
            value={key}
            onChange={(next) =>
              put(
                entries.map((one, index) => (index === at ? [next, one[1]] : one)),
                `key${at}`,
              )
            }
          />
          <TextInput
            className={layout.grow}
            aria-label={`Value of ${key}`}
            value={shown(value)}
            onChange={(event) => {
              const typed = event.currentTarget.value;
              put(
                entries.map((one, index) => (index === at ? [one[0], readLiteral(typed)] : one)),
                `value${at}`,
              );
            }}
          />
          <ActionIcon
            mt={3}
            variant="subtle"
            color="gray"
            aria-label={`Do not set ${key}`}
            onClick={() =>
              put(
                entries.filter((_, index) => index !== at),
                "remove",
              )
            }
          >
            <Icon name="trash" size={14} />
          </ActionIcon>
        </div>
      ))}
      <p className={cx(layout.small, layout.dim)}>
        A value that begins with = is worked out: =now(), =event.plan.
      </p>
      <div>
        <Button
          variant="default"
          size="xs"
          leftSection={<Icon name="plus" size={14} />}
          onClick={() => put([...entries, [freeId("trait", node.set ?? {}), ""]], "add")}
        >
          Set a trait
        </Button>
      </div>
      <TagsInput
        label="Join lists"
        data={lists}
        value={node.add_to ?? []}
        onChange={(value) => change({ ...node, add_to: value.length ? value : undefined })}
      />
      <TagsInput
        label="Leave lists"
        data={lists}
        value={node.remove_from ?? []}
        onChange={(value) => change({ ...node, remove_from: value.length ? value : undefined })}
      />
    </>
  );
}
