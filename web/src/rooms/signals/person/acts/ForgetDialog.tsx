/** Says what goes and what stays before a person is forgotten, for ever. */
import { Button, Modal, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState, type JSX } from "react";
import type { Person } from "@/api/wire";
import { Await } from "@/ui/await/Await";
import { cx } from "@/ui/classes";
import { count } from "@/ui/format/format";
import { FaultNote, Note } from "@/ui/note/Note";
import layout from "@/ui/layout/layout.module.css";
import { forget, forgetPreview } from "./api";
import { t } from "@/language/t";

interface Props {
  person: Person;
  onDone: (text: string) => void;
  onClose: () => void;
}

export function ForgetDialog({ person, onClose }: Props): JSX.Element {
  const id = person.person;
  const preview = useQuery(forgetPreview(id));
  const [typed, setTyped] = useState("");
  const [reason, setReason] = useState("");
  const act = useMutation({ mutationFn: () => forget(id, reason.trim()) });
  if (act.data)
    return (
      <Modal opened onClose={() => window.location.assign("/people")} title={t("Forgotten")}>
        <p>
          {t(
            "Nothing is taken for this id any more. What is stored elsewhere is being erased; the list of erasures says when that is done.",
          )}
        </p>
        <Button mt="md" onClick={() => window.location.assign("/people")}>
          {t("To the list of people")}
        </Button>
      </Modal>
    );
  return (
    <Modal opened size="lg" onClose={onClose} title={t("Forget this person?")}>
      <form
        className={layout.stack}
        onSubmit={(event) => {
          event.preventDefault();
          act.mutate();
        }}
      >
        <Await query={preview}>
          {(found) => (
            <>
              <section aria-label={t("What goes")}>
                <b>{t("What goes")}</b>
                <ul className={cx(layout.stack, layout.tight)}>
                  {found.goes.map((one) => (
                    <li key={one.what}>
                      {count(one.count)} {one.what}
                    </li>
                  ))}
                </ul>
              </section>
              <section aria-label={t("What stays")}>
                <b>{t("What stays")}</b>
                <ul className={cx(layout.stack, layout.tight)}>
                  {found.stays.map((one) => (
                    <li key={one}>{one}</li>
                  ))}
                </ul>
              </section>
              {found.providers.length ? (
                <Note>{t`These providers had messages for this person; tell them too: ${found.providers.join(", ")}.`}</Note>
              ) : null}
              {found.imports.length ? (
                <Note tone="warn">{t`${found.imports.length} waiting imports name this person. Forget these imports first.`}</Note>
              ) : null}
              <Note>{found.backups}</Note>
            </>
          )}
        </Await>
        <TextInput
          label={t("Why (kept, so name nobody)")}
          placeholder={t("Case 12")}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <TextInput
          label={t`Type ${id} to confirm`}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        {act.error ? <FaultNote error={act.error} /> : null}
        <div className={cx(layout.row, layout.dialogActs)}>
          <Button variant="default" data-autofocus onClick={onClose}>
            {t("Keep this person")}
          </Button>
          <Button type="submit" color="red" disabled={typed !== id} loading={act.isPending}>
            {t("Forget for ever")}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
