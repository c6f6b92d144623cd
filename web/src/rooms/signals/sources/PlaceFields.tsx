/** Where a source is and what is asked of it; each kind asks for its own. */
import { PasswordInput, Select, Switch, TextInput, Textarea } from "@mantine/core";
import type { JSX } from "react";
import type { SourceSpec } from "@/api/wire";
import { Fold } from "@/nodes/fields/Fold";
import layout from "@/ui/layout/layout.module.css";
import type { SourceDraft } from "./draft";
import { KINDS } from "./kinds";
import { t } from "@/language/t";

interface Props {
  draft: SourceDraft;
  onChange: (part: Partial<SourceDraft>) => void;
}

type TextField = Exclude<keyof SourceDraft, "kind" | "takes" | "once" | "live">;

export function PlaceFields({ draft, onChange }: Props): JSX.Element {
  const { kind } = draft;
  const text = (field: TextField, label: string, description: string, placeholder = "") => (
    <TextInput
      key={field}
      label={label}
      description={description}
      placeholder={placeholder}
      autoComplete="off"
      value={draft[field]}
      onChange={(event) => onChange({ [field]: event.currentTarget.value })}
    />
  );
  return (
    <>
      <Select
        label={t("Where it is")}
        data={KINDS.map(({ value, label }) => ({ value, label }))}
        value={kind}
        allowDeselect={false}
        onChange={(value) => onChange({ kind: (value ?? "sql") as SourceSpec["kind"] })}
      />
      <PasswordInput
        label={t("Address")}
        description={t`Such as ${KINDS.find((one) => one.value === kind)?.example ?? ""}`}
        required
        autoComplete="off"
        value={draft.url}
        onChange={(event) => onChange({ url: event.currentTarget.value })}
      />
      {kind === "sql" || kind === "file" ? (
        <Textarea
          label={t("Question")}
          description={
            kind === "sql"
              ? t("One SELECT. It only reads.")
              : t("Empty for all of it; or one SELECT over pulled.")
          }
          placeholder={
            kind === "sql"
              ? "SELECT id, email, plan, updated_at FROM customers"
              : "SELECT * FROM pulled WHERE country = 'DE'"
          }
          autosize
          minRows={2}
          value={draft.query}
          onChange={(event) => onChange({ query: event.currentTarget.value })}
        />
      ) : null}
      {text(
        "cursor",
        t("Cursor"),
        t(
          "The column that grows with every change; each run reads on from its newest value. Empty: everything is read each time.",
        ),
        "updated_at",
      )}
      {kind === "file" ? (
        <Switch
          label={t("Read each file once")}
          description={t(
            "For a folder to which files are added: their names are read in order, each one once.",
          )}
          checked={draft.once}
          onChange={(event) => onChange({ once: event.currentTarget.checked })}
        />
      ) : null}
      {kind === "rest" ? (
        <>
          {text("records", t("Records"), t("The path to the records in the answer."), "data.items")}
          <Fold title={t("Pages")}>
            <div className={layout.stack}>
              {text(
                "pageParam",
                t("Page number"),
                t("The parameter that counts pages from 1."),
                "page",
              )}
              {text(
                "next",
                t("Next page"),
                t("Or the path to the next page in the answer: an address, or a mark."),
                "paging.next",
              )}
              {text("nextParam", t("Mark"), t("The parameter that takes the mark."), "after")}
              {text(
                "sinceParam",
                t("Since"),
                t("The parameter that takes the newest value of the cursor."),
                "updated_since",
              )}
            </div>
          </Fold>
        </>
      ) : null}
      {kind === "sql" ? null : (
        <>
          {text("headerName", t("Header"), t("What the service knows us by."), "Authorization")}
          <PasswordInput
            label={t("Its value")}
            placeholder={t("Bearer ...")}
            autoComplete="off"
            value={draft.headerValue}
            onChange={(event) => onChange({ headerValue: event.currentTarget.value })}
          />
        </>
      )}
    </>
  );
}
