/** What the server's checks say of content while it is written. */
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import type { JSX } from "react";
import { cx } from "@/ui/classes";
import { Badge } from "@/ui/badge/Badge";
import { Words } from "@/ui/format/Words";
import { FaultNote } from "@/ui/note/Note";
import layout from "@/ui/layout/layout.module.css";
import { faultsOf } from "@/nodes/mail/api";
import { t } from "@/language/t";
import css from "./ContentEditor.module.css";

const REST_MS = 400;

export function ContentFaults({ document }: { document: object }): JSX.Element {
  const [rested] = useDebouncedValue(document, REST_MS);
  const { data, error } = useQuery(faultsOf(rested));
  const faults = data?.faults ?? [];
  return (
    <section
      className={cx(layout.card, layout.pad, layout.stack)}
      aria-label={t("Checks")}
      role="status"
    >
      <h2>{faults.length ? t("To look at") : t("Nothing to correct")}</h2>
      {error ? <FaultNote error={error} /> : null}
      <ul className={css.faults}>
        {faults.map((one) => (
          <li key={`${one.code} ${one.at ?? ""} ${one.text}`}>
            <Badge tone={one.severity === "warning" ? "warn" : "bad"}>
              {one.severity === "warning" ? t("warning") : t("error")}
            </Badge>{" "}
            <Words text={one.text} />{" "}
            <code className={cx(layout.small, layout.dim)}>{one.code}</code>
          </li>
        ))}
      </ul>
    </section>
  );
}
