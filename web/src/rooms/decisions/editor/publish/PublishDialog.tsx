/** Publish with care: what changes, who stands where, and why. */
import { Button, Modal, Radio, Select, Textarea } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type JSX } from "react";
import { impact, publishVersion } from "./api";
import type { JourneyDetail } from "@/api/wire";
import type { Fault } from "@/api/faults";
import { nodeName, type Journey } from "@/canvas/document";
import { count } from "@/ui/format/format";
import { FaultNote, Note } from "@/ui/note/Note";
import { say } from "@/ui/toast/toast";
import { FaultLines } from "../panel/FaultLines";
import { cx } from "@/ui/classes";
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

type Moves = Record<string, string>;

export function PublishDialog({ detail, document, faults, flush, onClose }: Props): JSX.Element {
  const queries = useQueryClient();
  const [reason, setReason] = useState(detail.live ? "" : "First version");
  const [hypothesis, setHypothesis] = useState(document.hypothesis ?? "");
  const [stay, setStay] = useState(true);
  const [moves, setMoves] = useState<Moves>({});
  const errors = faults.filter((one) => one.severity === "error");
  const publish = useMutation({
    mutationFn: async () => {
      await flush();
      return publishVersion(document.id, {
        document,
        reason,
        ...(hypothesis ? { hypothesis } : {}),
        moves: stay || !detail.live ? null : moves,
      });
    },
    onSuccess: ({ version }) => {
      say(`Version ${version} is live.`);
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
        detail.live ? `Publish version ${detail.live.version + 1}` : "Publish the first version"
      }
      size="lg"
    >
      <div className={layout.stack}>
        {errors.length ? (
          <>
            <Note tone="warn">Mend these first; a version with faults cannot go live.</Note>
            <FaultLines faults={errors} />
          </>
        ) : null}
        {detail.live ? (
          <Impacts
            detail={detail}
            document={document}
            stay={stay}
            onStay={setStay}
            moves={moves}
            onMoves={setMoves}
          />
        ) : (
          <p>
            From now on, people enter on {document.entry.on.join(" or ") || "no event yet"}.{" "}
            {document.holdout?.percent
              ? `${document.holdout.percent} % of them are held out, so that you can see what the journey causes.`
              : "Nobody is held out, so its lift cannot be measured: set a holdout at the entry."}
          </p>
        )}
        <Textarea
          label="Why this change?"
          description="Kept with the version, for whoever asks later."
          required
          autosize
          minRows={2}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          data-autofocus
        />
        <Textarea
          label="What do you expect it to cause?"
          description="The hypothesis that the results are read against."
          autosize
          minRows={2}
          value={hypothesis}
          onChange={(event) => setHypothesis(event.currentTarget.value)}
        />
        {publish.error ? <FaultNote error={publish.error} /> : null}
        <div className={cx(layout.row, layout.dialogActs)}>
          <Button variant="default" onClick={onClose}>
            Not yet
          </Button>
          <Button
            loading={publish.isPending}
            disabled={errors.length > 0 || reason.trim() === ""}
            onClick={() => publish.mutate()}
          >
            Publish
          </Button>
        </div>
      </div>
    </Modal>
  );
}

interface ImpactProps {
  detail: JourneyDetail;
  document: Journey;
  stay: boolean;
  onStay: (stay: boolean) => void;
  moves: Moves;
  onMoves: (moves: Moves) => void;
}

function Impacts({ detail, document, stay, onStay, moves, onMoves }: ImpactProps): JSX.Element {
  const { data, error } = useQuery(impact(document.id));
  if (error) return <FaultNote error={error} />;
  if (!data) return <p className={layout.dim}>Comparing with the live version ..</p>;
  const old = detail.live?.document;
  const touched = data.changes.filter(
    (one) => one.kind !== "added" && (data.standing[one.node] ?? 0) > 0,
  );
  const people = Object.values(data.standing).reduce((sum, one) => sum + one, 0);
  const steps = Object.entries(document.nodes).map(([id, node]) => ({
    value: id,
    label: nodeName(id, node),
  }));
  const gone = Object.entries(data.standing).filter(
    ([id, number]) => number > 0 && !(id in document.nodes),
  );
  return (
    <>
      <ul className={changed.changes}>
        {data.changes.length === 0 ? <li>No step changed.</li> : null}
        {data.changes.map((one, at) => (
          <li key={at} data-change={one.kind}>
            <span className={layout.grow}>{one.text}</span>
            {data.standing[one.node] ? (
              <b className={layout.num}>{count(data.standing[one.node] ?? 0)} here</b>
            ) : null}
          </li>
        ))}
      </ul>
      {people > 0 ? (
        <Radio.Group
          label={`${count(people)} people are in flight${touched.length ? `, some of them on changed steps` : ""}`}
          value={stay ? "stay" : "move"}
          onChange={(value) => onStay(value === "stay")}
        >
          <div className={cx(layout.stack, layout.tight, css.choices)}>
            <Radio value="stay" label="They finish on the version they entered" />
            <Radio value="move" label="They move to the new version, step by step the same" />
          </div>
        </Radio.Group>
      ) : null}
      {!stay && gone.length ? (
        <div className={cx(layout.stack, layout.tight)}>
          {gone.map(([id, number]) => (
            <Select
              key={id}
              label={`${count(number)} on "${nodeName(id, old?.nodes[id])}", which is gone, go to`}
              data={steps}
              searchable
              value={moves[id] ?? null}
              onChange={(to) => to && onMoves({ ...moves, [id]: to })}
            />
          ))}
        </div>
      ) : null}
    </>
  );
}
