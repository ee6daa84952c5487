import { LineChart, SankeyChart } from 'echarts/charts';
import { AriaComponent, GridComponent, MarkAreaComponent, MarkLineComponent, TooltipComponent } from 'echarts/components';
import { init, use as register, type EChartsCoreOption, type EChartsType } from 'echarts/core';
import { LabelLayout } from 'echarts/features';
import { SVGRenderer } from 'echarts/renderers';

// Only what the charts of the console draw with; loaded after the first figure is on screen.
register([
  LineChart,
  SankeyChart,
  GridComponent,
  MarkAreaComponent,
  MarkLineComponent,
  TooltipComponent,
  AriaComponent,
  LabelLayout,
  SVGRenderer,
]);

export type Drawing = EChartsType;
export type Option = EChartsCoreOption;

/** Starts a chart in an element. */
export function draw(element: HTMLElement): Drawing {
  return init(element, null, { renderer: 'svg' });
}
