// The chart library, with only the parts that the app draws; loaded when the first chart is seen.
//
// The app's chart crate looks for a global called `echarts`.

import * as core from "echarts/core";
import { BarChart, LineChart, PieChart, ScatterChart } from "echarts/charts";
import {
  AriaComponent,
  DataZoomComponent,
  GridComponent,
  LegendComponent,
  MarkAreaComponent,
  MarkLineComponent,
  MarkPointComponent,
  TitleComponent,
  TooltipComponent,
} from "echarts/components";
import { LabelLayout } from "echarts/features";
import { CanvasRenderer } from "echarts/renderers";

core.use([
  AriaComponent,
  BarChart,
  CanvasRenderer,
  DataZoomComponent,
  GridComponent,
  LabelLayout,
  LegendComponent,
  LineChart,
  MarkAreaComponent,
  MarkLineComponent,
  MarkPointComponent,
  PieChart,
  ScatterChart,
  TitleComponent,
  TooltipComponent,
]);

globalThis.echarts = {
  connect: core.connect,
  dispose: core.dispose,
  getInstanceByDom: core.getInstanceByDom,
  init: core.init,
};
