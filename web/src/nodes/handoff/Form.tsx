/** The form of a handoff. */
import { Autocomplete } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { JSX } from "react";
import { catalog } from "@/api/queries";
import type { FormProps } from "../faces";

export function Form({ id, node, document, change }: FormProps<"handoff">): JSX.Element {
  const { data } = useQuery(catalog());
  const others = (data?.journeys ?? []).filter((one) => one !== document.id);
  return (
    <Autocomplete
      label="Journey"
      description="The person enters it as if its event had happened, then goes on here."
      data={others}
      value={node.journey}
      onChange={(journey) => change({ ...node, journey }, `${id}.journey`)}
    />
  );
}
