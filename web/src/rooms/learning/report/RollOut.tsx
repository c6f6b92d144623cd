/** Ends an experiment: everybody takes one arm from now on, in a new version of the journey. */
import { Button, Modal } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState, type JSX } from "react";
import type { Experiment } from "@/api/wire";
import { EndForm } from "@/rooms/learning/experiments/EndForm";
import { chooseWinner } from "@/rooms/learning/experiments/api";
import { t } from "@/language/t";

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
        {t("Roll out an arm…")}
      </Button>
      {open ? <Dialog {...props} onClose={() => setOpen(false)} /> : null}
    </div>
  );
}

function Dialog({ journey, one, name, onClose }: Props & { onClose: () => void }): JSX.Element {
  const queries = useQueryClient();
  return (
    <Modal opened onClose={onClose} title={t`Roll out an arm of “${name}”`}>
      <EndForm
        lead={t(
          "Everybody takes it from now on, also who had another one. The comparison stays on this page as it is; nobody new is counted in it.",
        )}
        arms={armsOf(one)}
        warning={(arm) =>
          arm && !isProven(one, arm)
            ? t`Nothing shows yet that “${arm}” is better. Rolling it out now ends the comparison, so it never will.`
            : null
        }
        moves={{
          label: t("People inside take it too"),
          description: t("They go on in the new version. Without it they finish on theirs."),
        }}
        act={t("Roll it out")}
        end={(what) => chooseWinner(journey, one.node, what)}
        told={(version, arm) => t`Version ${version} is live: everybody takes “${arm}”.`}
        onEnded={() => {
          void queries.invalidateQueries({ queryKey: ["journey", journey] });
          void queries.invalidateQueries({ queryKey: ["journeys"] });
        }}
        onClose={onClose}
      />
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
