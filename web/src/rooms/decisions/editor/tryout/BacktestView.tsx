/** Backtest: the draft over recorded signals; whom it would have messaged, and what would have been withheld. */
import { Button, Progress, SegmentedControl } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { JSX } from "react";
import type { Journey } from "@/canvas/document";
import { share } from "@/ui/format/format";
import { FaultNote, Note } from "@/ui/note/Note";
import { sayFault } from "@/ui/toast/toast";
import { cancelJob, isWorking, job, lookBack } from "./api";
import { BacktestResults } from "./BacktestResults";
import type { Trials } from "./useTrials";
import { cx } from "@/ui/classes";
import { t } from "@/language/t";
import layout from "@/ui/layout/layout.module.css";

const DAYS = [
  { value: "7", label: t("7 days") },
  { value: "30", label: t("30 days") },
  { value: "90", label: t("90 days") },
];

interface Props {
  document: Journey;
  trials: Trials;
}

export function BacktestView({ document, trials }: Props): JSX.Element {
  const { looked, setLooked, days, setDays } = trials;
  const queries = useQueryClient();
  const begin = useMutation({
    mutationFn: () => lookBack(document, Number(days)),
    onSuccess: ({ job: begun }) => setLooked({ job: begun, document }),
  });
  const id = looked?.job;
  const { data, error } = useQuery(job(id));
  const cancel = useMutation({
    mutationFn: () => cancelJob(id ?? ""),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["job", id] }),
    onError: sayFault,
  });
  return (
    <div className={layout.stack}>
      <p className={layout.dim}>
        {t(
          "The draft is walked through the signals of the last days, as if it had been live. Nothing is sent.",
        )}
      </p>
      <div className={layout.row}>
        <SegmentedControl
          value={days}
          onChange={setDays}
          data={DAYS}
          aria-label={t("How far back")}
        />
        <Button
          className={layout.grow}
          loading={begin.isPending}
          disabled={isWorking(data?.state)}
          onClick={() => begin.mutate()}
        >
          {t("Look back")}
        </Button>
      </div>
      {begin.error || error ? <FaultNote error={begin.error ?? error} /> : null}
      {isWorking(data?.state) ? (
        <div className={cx(layout.stack, layout.tight)} role="status">
          <Progress
            value={(data?.progress ?? 0) * 100}
            aria-label={t("Progress of the backtest")}
          />
          <div className={cx(layout.spread, layout.small, layout.dim)}>
            <span>
              {data?.state === "waiting"
                ? t("Begins")
                : t`${share(data?.progress ?? 0, 0)} of the signals`}
            </span>
            <Button
              size="compact-xs"
              variant="subtle"
              loading={cancel.isPending}
              onClick={() => cancel.mutate()}
            >
              {t("Cancel")}
            </Button>
          </div>
        </div>
      ) : null}
      {data?.state === "cancelled" ? (
        <Note>{t("Cancelled. Nothing was kept; look back again whenever you like.")}</Note>
      ) : null}
      {data?.state === "done" && !data.result?.messages.length ? (
        <Note>
          {t(
            "It would have sent nothing in these days. Look at who enters and at what was withheld below, or look further back.",
          )}
        </Note>
      ) : null}
      {data?.state === "failed" ? (
        <Note tone="warn">{data.error || t("It broke off; the server's log says why.")}</Note>
      ) : null}
      {data?.result && looked ? (
        <BacktestResults result={data.result} document={looked.document} />
      ) : null}
    </div>
  );
}
