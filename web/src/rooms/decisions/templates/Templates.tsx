/** Begin: from a template that passes its checks, or from an empty canvas. */
import { Button, Modal, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useState, type JSX } from "react";
import { journeys, saveDraft, templates } from "@/api/queries";
import { WINDOW } from "@/rooms/decisions/editor/together/window";
import { emptyJourney, freeId, slug, type Journey } from "@/canvas/document";
import { iconOf, summaryOf } from "@/canvas/kinds";
import { Words } from "@/ui/format/Words";
import { Icon } from "@/ui/icon/Icon";
import { Await } from "@/ui/await/Await";
import { KindChip } from "@/ui/chip/KindChip";
import { FaultNote } from "@/ui/note/Note";
import { PageHead } from "@/ui/page/PageHead";
import { cx } from "@/ui/classes";
import { rich } from "@/language/rich";
import { t } from "@/language/t";
import layout from "@/ui/layout/layout.module.css";
import css from "./Templates.module.css";

interface Choice {
  name: string;
  document: Journey | null;
}

export function Templates(): JSX.Element {
  const query = useQuery(templates());
  const { template } = useSearch({ from: "/inside/journeys/new" });
  const [taken, setChoice] = useState<Choice | null>();
  const linked = query.data?.templates.find((one) => one.id === template);
  const choice =
    taken === undefined && linked ? { name: linked.title, document: linked.document } : taken;
  return (
    <div className={layout.page}>
      <PageHead
        above={
          <Link to="/journeys" className={layout.link}>
            {t("Journeys")}
          </Link>
        }
        title={t("New journey")}
        text={t(
          "Each template is a whole journey with waits, exits, a goal and a holdout. Change anything before it goes live.",
        )}
      />
      <Await query={query}>
        {(data) => (
          <div className={css.templates}>
            <button
              type="button"
              className={cx(layout.card, css.template, css.blank)}
              onClick={() => setChoice({ name: "", document: null })}
            >
              <KindChip kind="exit" icon="plus" />
              <h2>{t("Empty canvas")}</h2>
              <p>{t("Begin with who enters, and draw the rest.")}</p>
            </button>
            {data.templates.map((one) => (
              <button
                type="button"
                className={cx(layout.card, css.template)}
                key={one.id}
                onClick={() => setChoice({ name: one.title, document: one.document })}
              >
                <h2>{one.title}</h2>
                <p>
                  <Words text={one.description} />
                </p>
                <div
                  className={css.templateSteps}
                  aria-label={t`${Object.keys(one.document.nodes).length} steps`}
                >
                  {Object.entries(one.document.nodes).map(([id, node]) => (
                    <span key={id} title={summaryOf(node)}>
                      <KindChip kind={node.kind} icon={iconOf(node)} size={12} />
                    </span>
                  ))}
                </div>
              </button>
            ))}
          </div>
        )}
      </Await>
      {choice ? <NameDialog choice={choice} onClose={() => setChoice(null)} /> : null}
    </div>
  );
}

function NameDialog({ choice, onClose }: { choice: Choice; onClose: () => void }): JSX.Element {
  const [name, setName] = useState(choice.name);
  const { data } = useQuery(journeys());
  const queries = useQueryClient();
  const navigate = useNavigate();
  const id = freeId(
    slug(name || "journey"),
    Object.fromEntries((data?.journeys ?? []).map((one) => [one.id, true])),
  );
  const make = useMutation({
    mutationFn: () =>
      saveDraft(
        id,
        choice.document ? { ...choice.document, id, name } : emptyJourney(id, name),
        0,
        WINDOW,
      ),
    onSuccess: async () => {
      void queries.invalidateQueries({ queryKey: ["journeys"] });
      await navigate({ to: "/journeys/$id", params: { id } });
    },
  });
  return (
    <Modal opened onClose={onClose} title={t("Name the journey")}>
      <form
        className={layout.stack}
        onSubmit={(event) => {
          event.preventDefault();
          make.mutate();
        }}
      >
        <TextInput
          label={t("Name")}
          data-autofocus
          required
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          description={<>{rich`Known to the API as ${(<code>{id}</code>)}`}</>}
        />
        {make.error ? <FaultNote error={make.error} /> : null}
        <div className={cx(layout.row, layout.dialogActs)}>
          <Button variant="default" onClick={onClose}>
            {t("Back")}
          </Button>
          <Button
            type="submit"
            loading={make.isPending}
            disabled={!name.trim()}
            rightSection={<Icon name="right" size={14} />}
          >
            {t("Open the canvas")}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
