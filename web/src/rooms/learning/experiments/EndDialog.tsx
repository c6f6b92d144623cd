/** Ends an experiment with a winner, or retires one arm of it, with the reason that is kept. */
import { Button, Modal, Select, Switch, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type JSX } from "react";
import type { ExperimentLine } from "@/api/wire";
import { cx } from "@/ui/classes";
import layout from "@/ui/layout/layout.module.css";
import { FaultNote, Note } from "@/ui/note/Note";
import { say } from "@/ui/toast/toast";
import { retire, rollOut } from "./api";

export interface Act {
  kind: "winner" | "retire";
  line: ExperimentLine;
  arm: string;
}

/** A message's own holdout ends with everybody getting it. */
const choosable = (line: ExperimentLine) =>
  line.of === "message"
    ? ["sent"]
    : line.arms.filter((one) => one.percent > 0).map((one) => one.name);

export function EndDialog({ act, onClose }: { act: Act; onClose: () => void }): JSX.Element {
  const { line, kind } = act;
  const queries = useQueryClient();
  const [arm, setArm] = useState<string | null>(act.arm || null);
  const [reason, setReason] = useState("");
  const [move, setMove] = useState(true);
  const isWinner = kind === "winner";
  const end = useMutation({
    mutationFn: () => {
      const ending = { journey: line.journey, node: line.node, arm: arm ?? "", reason, move };
      return isWinner ? rollOut(ending) : retire(ending);
    },
    onSuccess: async ({ version }) => {
      say(
        isWinner
          ? `Version ${version} is live: everybody takes “${arm}”.`
          : `Version ${version} is live: nobody is drawn to “${arm}” any more.`,
      );
      await queries.invalidateQueries();
      onClose();
    },
  });
  return (
    <Modal
      opened
      lockScroll={false}
      onClose={onClose}
      title={isWinner ? `Choose a winner of “${line.name}”` : `Retire “${act.arm}”`}
    >
      <form
        className={layout.stack}
        onSubmit={(event) => {
          event.preventDefault();
          end.mutate();
        }}
      >
        <p className={cx(layout.small, layout.dim)}>
          {isWinner
            ? "Everybody takes it from now on, also who had another one. The comparison stays in the report; nobody new is counted in it."
            : "Who has this arm keeps it; nobody new is drawn to it, and the others share what it had."}
        </p>
        {isWinner ? (
          <Select
            label="Arm"
            placeholder="Choose one"
            data={choosable(line)}
            value={arm}
            onChange={setArm}
          />
        ) : null}
        {isWinner && line.state === "running" ? (
          <Note tone="warn">
            Nothing is proven yet. Rolling an arm out now ends the comparison, so it never will be.
          </Note>
        ) : null}
        <Switch
          label={isWinner ? "People inside take it too" : "People inside go on in the new version"}
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
        {end.error ? <FaultNote error={end.error} /> : null}
        <div className={cx(layout.row, layout.dialogActs)}>
          <Button variant="default" onClick={onClose}>
            Go on comparing
          </Button>
          <Button type="submit" loading={end.isPending} disabled={!arm || !reason.trim()}>
            {isWinner ? "Roll it out" : "Retire it"}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
