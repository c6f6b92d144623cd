/** Ends an experiment: everybody takes one arm from now on, in a new version of the journey. */
import { Button, Modal, Select, Switch, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type JSX } from "react";
import type { Experiment } from "@/api/wire";
import { FaultNote, Note } from "@/ui/note/Note";
import { say } from "@/ui/toast/toast";
import { cx } from "@/ui/classes";
import layout from "@/ui/layout/layout.module.css";
import { chooseWinner } from "./api";

interface Props {
  journey: string;
  one: Experiment;
  /** The name of the experiment, as people know it. */
  name: string;
}

/** The arms by name: the first, against which the others stand, and those. */
function armsOf(one: Experiment): string[] {
  const [row] = one.between.rows;
  return row ? [row.against, ...one.between.rows.map((each) => each.name)] : [];
}

export function RollOut(props: Props): JSX.Element | null {
  const [open, setOpen] = useState(false);
  if (armsOf(props.one).length < 2) return null;
  return (
    <div>
      <Button variant="default" size="xs" onClick={() => setOpen(true)}>
        Roll out an arm…
      </Button>
      {open ? <Dialog {...props} onClose={() => setOpen(false)} /> : null}
    </div>
  );
}

function Dialog({ journey, one, name, onClose }: Props & { onClose: () => void }): JSX.Element {
  const queries = useQueryClient();
  const [arm, setArm] = useState<string | null>(null);
  const [reason, setReason] = useState("");
  const [move, setMove] = useState(true);
  const roll = useMutation({
    mutationFn: () => chooseWinner(journey, one.node, { arm: arm ?? "", reason, move }),
    onSuccess: ({ version }) => {
      say(`Version ${version} is live: everybody takes “${arm}”.`);
      void queries.invalidateQueries({ queryKey: ["journey", journey] });
      void queries.invalidateQueries({ queryKey: ["journeys"] });
      onClose();
    },
  });
  return (
    <Modal opened onClose={onClose} title={`Roll out an arm of “${name}”`}>
      <div className={layout.stack}>
        <p className={cx(layout.small, layout.dim)}>
          Everybody takes it from now on, also who had another one. The comparison stays on this
          page as it is; nobody new is counted in it.
        </p>
        <Select
          label="Arm"
          placeholder="Choose one"
          data={armsOf(one)}
          value={arm}
          onChange={setArm}
        />
        {arm && !isProven(one, arm) ? (
          <Note tone="warn">
            Nothing shows yet that “{arm}” is better. Rolling it out now ends the comparison, so it
            never will.
          </Note>
        ) : null}
        <Switch
          label="People inside take it too"
          description="They go on in the new version. Without it they finish on theirs."
          checked={move}
          onChange={(event) => setMove(event.currentTarget.checked)}
        />
        <Textarea
          label="Why?"
          description="Kept with the version, for whoever asks later."
          required
          autosize
          minRows={2}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        {roll.error ? <FaultNote error={roll.error} /> : null}
        <div className={cx(layout.row, layout.dialogActs)}>
          <Button variant="default" onClick={onClose}>
            Go on comparing
          </Button>
          <Button
            loading={roll.isPending}
            disabled={!arm || !reason.trim()}
            onClick={() => roll.mutate()}
          >
            Roll it out
          </Button>
        </div>
      </div>
    </Modal>
  );
}

/** Whether what was seen speaks for this arm: it beats the first, or it is the first and beats another. */
function isProven(one: Experiment, arm: string): boolean {
  return one.between.rows.some(
    (row) =>
      (row.name === arm && row.difference.low !== null && row.difference.low > 0) ||
      (row.against === arm && row.difference.high !== null && row.difference.high < 0),
  );
}
