/** Backtest: the draft over recorded signals; whom it would have messaged, and what would have been withheld. */
import { Button, Progress, SegmentedControl } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useCallback, useState, type JSX } from "react";
import { get, post, remove } from "@/api/client";
import type { BacktestResult, Job } from "@/api/schema";
import { nodeName, type Journey } from "@/canvas/document";
import { Chart, Framed, type Column, type Ink } from "@/ui/Chart";
import { count, share } from "@/ui/format";
import { FaultNote, Figures, Note } from "@/ui/parts";
import { sayFault } from "@/ui/toast";

const DAYS = [{ value: "7", label: "7 days" }, { value: "30", label: "30 days" }, { value: "90", label: "90 days" }];
const working = (state: Job["state"] | undefined) => state === "waiting" || state === "working";

export function BacktestView({ document }: { document: Journey }): JSX.Element {
  const [days, setDays] = useState("30");
  const begin = useMutation({ mutationFn: () => post<{ job: string }>("/api/backtest", { document, days: Number(days) }) });
  const job = begin.data?.job;
  const { data, error } = useQuery({
    queryKey: ["job", job],
    queryFn: () => get<Job>(`/api/backtest/${encodeURIComponent(job ?? "")}`),
    enabled: job !== undefined,
    refetchInterval: (query) => (query.state.data === undefined || working(query.state.data.state) ? 700 : false),
  });
  const cancel = () => void remove(`/api/backtest/${encodeURIComponent(job ?? "")}`).catch(sayFault);
  return (
    <div className="stack">
      <p className="dim">The draft is walked through the signals of the last days, as if it had been live. Nothing is sent.</p>
      <div className="row">
        <SegmentedControl value={days} onChange={setDays} data={DAYS} aria-label="How far back" />
        <Button className="grow" loading={begin.isPending} disabled={working(data?.state)} onClick={() => begin.mutate()}>Look back</Button>
      </div>
      {begin.error || error ? <FaultNote error={begin.error ?? error} /> : null}
      {working(data?.state) ? (
        <div className="stack tight" role="status">
          <Progress value={(data?.progress ?? 0) * 100} aria-label="Progress of the backtest" />
          <div className="spread small dim"><span>{share(data?.progress ?? 0, 0)} of the signals</span><Button size="compact-xs" variant="subtle" onClick={cancel}>Cancel</Button></div>
        </div>
      ) : null}
      {data?.state === "cancelled" ? <Note>Cancelled. Nothing was kept.</Note> : null}
      {data?.state === "failed" ? <Note tone="warn">{data.error || "It broke off; the server's log says why."}</Note> : null}
      {data?.result ? <Found result={data.result} document={document} /> : null}
    </div>
  );
}

interface DayRow {
  day: string;
  messages: number;
}

const DAY_COLUMNS: Column<DayRow>[] = [{ name: "day", value: (one) => one.day }, { name: "messages", value: (one) => one.messages }];

function Found({ result, document }: { result: BacktestResult; document: Journey }): JSX.Element {
  const totals = new Map<string, number>();
  for (const one of result.messages) totals.set(one.day, (totals.get(one.day) ?? 0) + one.count);
  const rows = [...totals].sort(([a], [b]) => a.localeCompare(b)).map(([day, messages]) => ({ day, messages }));
  const key = JSON.stringify(rows);
  const option = useCallback((ink: Ink) => {
    const all = JSON.parse(key) as DayRow[];
    const axis = { axisTick: { show: false }, axisLine: { lineStyle: { color: ink.line } }, axisLabel: { color: ink.quiet, fontSize: 11 }, splitLine: { lineStyle: { color: ink.line } } };
    return {
      grid: { left: 4, right: 8, top: 10, bottom: 0, containLabel: true },
      xAxis: { type: "category", data: all.map((one) => one.day.slice(5)), ...axis },
      yAxis: { type: "value", minInterval: 1, ...axis },
      series: [{ type: "bar", data: all.map((one) => one.messages), barMaxWidth: 18, itemStyle: { color: ink.accent, borderRadius: [3, 3, 0, 0] } }],
    };
  }, [key]);
  const byNode = new Map<string, number>();
  for (const one of result.messages) byNode.set(one.node, (byNode.get(one.node) ?? 0) + one.count);
  const name = (id: string) => (id ? nodeName(id, document.nodes[id]) : "the entry");
  const held = [...result.withheld, ...result.not_entered];
  return (
    <>
      <Figures items={[{ name: "Would enter", value: count(result.entered) }, { name: "Would be messaged", value: count(result.messaged) }, { name: "Looked at", value: count(result.people), under: result.share < 1 ? `${share(result.share, 0)} of all people` : "everybody" }]} />
      <Framed title="Messages a day" file={`${document.id}-backtest`} columns={DAY_COLUMNS} rows={rows}>
        <Chart option={option} height={160} label="Messages a day that the draft would have sent" />
      </Framed>
      <table className="table flush num">
        <thead><tr><th scope="col">Step</th><th scope="col" className="right">Messages</th></tr></thead>
        <tbody>{[...byNode].map(([node, messages]) => <tr key={node}><td>{name(node)}</td><td className="right">{count(messages)}</td></tr>)}</tbody>
      </table>
      {held.length ? (
        <table className="table flush num">
          <thead><tr><th scope="col">Not sent</th><th scope="col">Why</th><th scope="col" className="right">Times</th></tr></thead>
          <tbody>{held.map((one, at) => <tr key={at}><td>{name(one.node)}</td><td>{one.reason.replace(/_/g, " ")} <span className="small dim">{one.kind.replace(/_/g, " ")}</span></td><td className="right">{count(one.count)}</td></tr>)}</tbody>
        </table>
      ) : null}
    </>
  );
}
