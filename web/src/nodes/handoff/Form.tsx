/** The form of a handoff. */
import { Autocomplete, Checkbox, Switch } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { JSX } from "react";
import { catalog } from "@/api/queries";
import { DurationField } from "../fields/DurationField";
import { StatedLines } from "../fields/StatedLines";
import type { FormProps } from "../faces";
import { useBoxes } from "../fields/boxes";
import { t } from "@/language/t";

export function Form({ id, node, document, change }: FormProps<"handoff">): JSX.Element {
  const { data } = useQuery(catalog());
  const box = useBoxes();
  const others = (data?.journeys ?? []).filter((one) => one !== document.id);
  return (
    <>
      <Autocomplete
        label={t("Journey")}
        {...box("journey")}
        description={t("The person enters it as if its event had happened, then goes on here.")}
        data={others}
        value={node.journey}
        onChange={(journey) => change({ ...node, journey }, `${id}.journey`)}
      />
      <Checkbox
        label={t("Ask that journey's own filter as well")}
        {...box("filter")}
        description={t("Else whoever comes here enters, as far as it lets people in again.")}
        checked={node.filter ?? false}
        onChange={(event) => change({ ...node, filter: event.currentTarget.checked || undefined })}
      />
      <Switch
        label={t("Wait until it has ended")}
        description={t`How it ended is answer("${id}", "ended") from here on.`}
        checked={Boolean(node.wait)}
        onChange={(event) =>
          change({ ...node, wait: event.currentTarget.checked ? "30d" : undefined })
        }
      />
      {node.wait ? (
        <DurationField
          label={t("At most for")}
          {...box("wait")}
          value={node.wait}
          onChange={(wait) => change({ ...node, wait }, `${id}.wait`)}
        />
      ) : null}
      <StatedLines
        title={t("Tell it")}
        place={box("with")["data-at"]}
        noun={t("Value")}
        add={t("Tell it something")}
        hint={t("It reads them as entry.x, beside all that came in here.")}
        stated={node.with}
        onChange={(told, merge) => change({ ...node, with: told }, `${id}.with.${merge}`)}
      />
    </>
  );
}
