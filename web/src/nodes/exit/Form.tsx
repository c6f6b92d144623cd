/** The form of an exit. */
import { TextInput } from "@mantine/core";
import type { JSX } from "react";
import type { FormProps } from "../faces";

export function Form({ id, node, change }: FormProps<"exit">): JSX.Element {
  return (
    <TextInput
      label="Reason"
      description="Kept as a fact; reports group by it."
      placeholder="completed"
      value={node.reason ?? ""}
      onChange={(event) =>
        change({ ...node, reason: event.currentTarget.value || undefined }, `${id}.reason`)
      }
    />
  );
}
