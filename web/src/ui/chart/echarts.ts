/** The parts of ECharts that the studio draws with; loaded only when a chart is shown. */
import { BarChart, LineChart } from "echarts/charts";
import {
  AriaComponent,
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TooltipComponent,
} from "echarts/components";
import { init, use as take, type EChartsCoreOption } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

take([
  BarChart,
  LineChart,
  AriaComponent,
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TooltipComponent,
  CanvasRenderer,
]);

export type Option = EChartsCoreOption;
export { init };
