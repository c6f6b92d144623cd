/** What charts share: room around them, and quiet axes. */
import type { Ink } from "./Chart";

export const GRID = { left: 8, right: 16, top: 14, bottom: 4, containLabel: true };

export const axis = (ink: Ink) => ({
  axisLine: { lineStyle: { color: ink.line } },
  axisTick: { show: false },
  axisLabel: { color: ink.quiet, fontSize: 11 },
  splitLine: { lineStyle: { color: ink.line } },
});
