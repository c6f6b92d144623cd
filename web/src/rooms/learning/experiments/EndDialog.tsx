/** Ends an experiment with a winner, or retires one arm of it, with the reason that is kept. */
import { Modal } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import type { JSX } from "react";
import type { ExperimentLine } from "@/api/wire";
import { EndForm } from "./EndForm";
import { chooseWinner, retire } from "./api";
import { t } from "@/language/t";

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
  const common = {
    arm: act.arm,
    onEnded: () => queries.invalidateQueries(),
    onClose,
  };
  return (
    <Modal
      opened
      lockScroll={false}
      onClose={onClose}
      title={kind === "winner" ? t`Choose a winner of “${line.name}”` : t`Retire “${act.arm}”`}
    >
      {kind === "winner" ? (
        <EndForm
          {...common}
          lead={t(
            "Everybody takes it from now on, also who had another one. The comparison stays in the report; nobody new is counted in it.",
          )}
          arms={choosable(line)}
          warning={() =>
            line.state === "running"
              ? t(
                  "Nothing is proven yet. Rolling an arm out now ends the comparison, so it never will be.",
                )
              : null
          }
          moves={{ label: t("People inside take it too") }}
          act={t("Roll it out")}
          end={(what) => chooseWinner(line.journey, line.node, what)}
          told={(version, arm) => t`Version ${version} is live: everybody takes “${arm}”.`}
        />
      ) : (
        <EndForm
          {...common}
          lead={t(
            "Who has this arm keeps it; nobody new is drawn to it, and the others share what it had.",
          )}
          warning={() => null}
          moves={{ label: t("People inside go on in the new version") }}
          act={t("Retire it")}
          end={(what) => retire(line.journey, line.node, what)}
          told={(version, arm) =>
            t`Version ${version} is live: nobody is drawn to “${arm}” any more.`
          }
        />
      )}
    </Modal>
  );
}
