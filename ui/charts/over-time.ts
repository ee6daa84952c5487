import { color, font, shape, type } from '../tokens/index.ts';
import { apart } from './apart.ts';
import type { Axis } from './axis.ts';

/** What is left of the chart's height for the picture, above the names of the periods. */
const PLOT_HEIGHT = shape.chart - 48;

/**
 * What all pictures over time share: their room, the two axes, and a box that tells the values under the pointer.
 * @param show a value in words: on the axis, and in the box unless `tooltip` says it otherwise
 */
export function overTime(periods: readonly string[], axis: Axis, show: (value: number) => string, tooltip: object = {}) {
  return {
    animation: false,
    textStyle: { fontSize: type.small[0], color: color.inkSoft },
    grid: { left: 8, right: 112, top: 16, bottom: 8, containLabel: true },
    tooltip: {
      trigger: 'axis',
      borderColor: color.line,
      textStyle: { color: color.ink, fontSize: type.small[0] },
      valueFormatter: (value: unknown) => (typeof value === 'number' ? show(value) : '–'),
      ...tooltip,
    },
    xAxis: {
      type: 'category',
      data: periods,
      boundaryGap: false,
      axisTick: { show: false },
      axisLine: { lineStyle: { color: color.line }, onZero: false },
      axisLabel: { color: color.inkSoft, hideOverlap: true },
    },
    yAxis: {
      type: 'value',
      min: axis.min,
      max: axis.max,
      interval: axis.step,
      splitLine: { lineStyle: { color: color.line } },
      axisLabel: { color: color.inkSoft, formatter: show },
    },
  };
}

/** A line that is named where it ends. */
export interface Ending {
  name: string;
  text: string;
  isMain?: boolean | undefined;
  /** the value it ends at */
  end: number;
  /** the value its name stands beside, where that is not its end */
  beside?: number;
}

/** Names at the ends of lines, in the order given, moved so far apart that none lies on another. */
export function namesAtEnds(endings: readonly Ending[], axis: Axis) {
  const placeOf = (value: number) => (PLOT_HEIGHT * (axis.max - value)) / (axis.max - axis.min);
  const places = apart(
    endings.map(({ end, beside = end }) => placeOf(beside)),
    type.small[1],
    PLOT_HEIGHT - type.small[1] / 2,
  );
  return endings.map(({ name, text, isMain, end }, nth) => ({
    endLabel: {
      show: true,
      formatter: name,
      color: text,
      fontWeight: isMain ? font.strong : font.regular,
      fontSize: type.small[0],
      offset: [0, (places[nth] ?? 0) - placeOf(end)],
    },
  }));
}
