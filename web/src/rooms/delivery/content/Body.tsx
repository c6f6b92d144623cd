/** The body of a template's mail, by blocks or by code, with what the server's checks say at its place. */
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import type { JSX } from "react";
import type { Row } from "@/api/wire";
import { faultsOf } from "@/nodes/mail/api";
import { MailEditor } from "@/nodes/mail/MailEditor";
import { textOf } from "./values";

const REST_MS = 400;

interface Props {
  document: Row;
  onChange: (part: { mjml: string | undefined }) => void;
}

export function Body({ document, onChange }: Props): JSX.Element {
  const [rested] = useDebouncedValue(document, REST_MS);
  const { data } = useQuery(faultsOf(rested));
  const own = (data?.faults ?? []).filter((one) => one.at === "mjml");
  return (
    <MailEditor
      value={textOf(document.mjml)}
      faults={own}
      onChange={(mjml) => onChange({ mjml: mjml || undefined })}
    />
  );
}
