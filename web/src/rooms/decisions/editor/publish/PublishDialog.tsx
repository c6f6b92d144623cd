/** Publish with care: what changes, who stands where, and why. */
import { Words } from "@/ui/format/Words";
import { Button, Modal, Radio, Select, Textarea } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type JSX } from "react";
import { impact, publishVersion, type Moves } from "./api";
import { Entering } from "./Entering";
import { FirstVersion } from "./FirstVersion";
import { Planned } from "./Planned";
import { missing, stepsGone, type StepGone } from "./gone";
import type { Impact, JourneyDetail } from "@/api/wire";
import type { Fault } from "@/api/faults";
import { nodeName, type Journey } from "@/canvas/document";
import { count } from "@/ui/format/format";
import { FaultNote, Note } from "@/ui/note/Note";
import { say } from "@/ui/toast/toast";
import { FaultLines } from "../panel/FaultLines";
import { cx } from "@/ui/classes";
import { t } from "@/language/t";
import layout from "@/ui/layout/layout.module.css";
import changed from "@/rooms/decisions/editor/versions/changes.module.css";
import css from "./PublishDialog.module.css";

interface Props {
  detail: JourneyDetail;
  document: Journey;
  faults: readonly Fault[];
  flush: () => Promise<boolean>;
  onClose: () => void;
}

/** What the box holds for people who leave: no step can have this id. */
const LEAVE = "@leave";

export function PublishDialog({ detail, document, faults, flush, onClose }: Props): JSX.Element {
  const queries = useQueryClient();
  const [reason, setReason] = useState(detail.live ? "" : t("First version"));
  const [hypothesis, setHypothesis] = useState(document.hypothesis ?? "");
  const [stay, setStay] = useState(true);
  const [moves, setMoves] = useState<Moves>({});
  const errors = faults.filter((one) => one.severity === "error");
  const { data: found, error: unknown } = useQuery(impact(document.id, flush));
  const gone = found && detail.live ? stepsGone(found, detail.live.document, document) : [];
  const chosen: Moves = Object.fromEntries(
    gone.flatMap(({ id, next }) => {
      const to = id in moves ? moves[id] : next;
      return to === undefined ? [] : [[id, to]];
    }),
  );
  const undecided = detail.live !== null && !stay && (!found || missing(gone, chosen).length > 0);
  const publish = useMutation({
    mutationFn: async () => {
      await flush();
      return publishVersion(document.id, {
        document,
        reason,
        ...(hypothesis ? { hypothesis } : {}),
        moves: stay || !detail.live ? null : chosen,
      });
    },
    onSuccess: ({ version }) => {
      say(t`Version ${version} is live.`);
      void queries.invalidateQueries({ queryKey: ["journey", document.id] });
      void queries.invalidateQueries({ queryKey: ["journeys"] });
      onClose();
    },
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={
        detail.live ? t`Publish version ${detail.live.version + 1}` : t("Publish the first version")
      }
      size="lg"
    >
      <div className={layout.stack}>
        {errors.length ? (
          <>
            <Note tone="warn">{t("Mend these first; a version with faults cannot go live.")}</Note>
            <FaultLines faults={errors} />
          </>
        ) : null}
        {detail.live ? (
          <Impacts
            detail={detail}
            document={document}
            found={found}
            error={unknown}
            gone={gone}
            stay={stay}
            onStay={setStay}
            moves={chosen}
            onMove={(id, to) => setMoves({ ...moves, [id]: to })}
          />
        ) : (
          <FirstVersion document={document} />
        )}
        <Entering found={found} entry={document.entry} />
        {document.goal ? <Planned journey={document.id} isSaved={found !== undefined} /> : null}
        <Textarea
          label={t("Why this change?")}
          description={t("Kept with the version, for whoever asks later.")}
          required
          autosize
          minRows={2}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          data-autofocus
        />
        <Textarea
          label={t("What do you expect it to cause?")}
          description={t("The hypothesis that the results are read against.")}
          autosize
          minRows={2}
          value={hypothesis}
          onChange={(event) => setHypothesis(event.currentTarget.value)}
        />
        {publish.error ? <FaultNote error={publish.error} /> : null}
        <div className={cx(layout.row, layout.dialogActs)}>
          <Button variant="default" onClick={onClose}>
            {t("Not yet")}
          </Button>
          <Button
            loading={publish.isPending}
            disabled={errors.length > 0 || reason.trim() === "" || undecided}
            onClick={() => publish.mutate()}
          >
            {t("Publish")}
          </Button>
        </div>
      </div>
    </Modal>
  );
}

interface ImpactProps {
  detail: JourneyDetail;
  document: Journey;
  found: Impact | undefined;
  error: Error | null;
  gone: readonly StepGone[];
  stay: boolean;
  onStay: (stay: boolean) => void;
  moves: Moves;
  onMove: (id: string, to: string | null) => void;
}

function Impacts({ found: data, error, ...props }: ImpactProps): JSX.Element {
  const { detail, document, gone, stay, onStay, moves, onMove } = props;
  if (error) return <FaultNote error={error} />;
  if (!data) return <p className={layout.dim}>{t("Comparing with the live version ..")}</p>;
  const old = detail.live?.document;
  const touched = data.changes.filter(
    (one) => one.kind !== "added" && (data.standing[one.node] ?? 0) > 0,
  );
  const people = Object.values(data.standing).reduce((sum, one) => sum + one, 0);
  const steps = Object.entries(document.nodes).map(([id, node]) => ({
    value: id,
    label: nodeName(id, node),
  }));
  return (
    <>
      <ul className={changed.changes}>
        {data.changes.length === 0 ? <li>{t("No step changed.")}</li> : null}
        {data.changes.map((one, at) => (
          <li key={at} data-change={one.kind}>
            <span className={layout.grow}>
              <Words text={one.text} />
            </span>
            {data.standing[one.node] ? (
              <b className={layout.num}>{t`${count(data.standing[one.node] ?? 0)} here`}</b>
            ) : null}
          </li>
        ))}
      </ul>
      {people > 0 ? (
        <Radio.Group
          label={t`${count(people)} people are in flight${touched.length ? t(", some of them on changed steps") : ""}`}
          value={stay ? "stay" : "move"}
          onChange={(value) => onStay(value === "stay")}
        >
          <div className={cx(layout.stack, layout.tight, css.choices)}>
            <Radio value="stay" label={t("They finish on the version they entered")} />
            <Radio value="move" label={t("They move to the new version, step by step the same")} />
          </div>
        </Radio.Group>
      ) : null}
      {!stay && gone.length ? (
        <div className={cx(layout.stack, layout.tight)}>
          {gone.map(({ id, people: number }) => (
            <Select
              key={id}
              label={t`${count(number)} on "${nodeName(id, old?.nodes[id])}", which is gone, go to`}
              data={[...steps, { value: LEAVE, label: t("They leave the journey") }]}
              searchable
              required
              allowDeselect={false}
              placeholder={t("Choose a step")}
              value={id in moves ? (moves[id] ?? LEAVE) : null}
              onChange={(to) => to && onMove(id, to === LEAVE ? null : to)}
            />
          ))}
        </div>
      ) : null}
    </>
  );
}
