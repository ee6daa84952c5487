import { useMemo } from 'react';
import { color, font, shape, type } from '../tokens/index.ts';
import { apart } from './apart.ts';
import { Chart, type ChartTable } from './chart.tsx';

export interface TrendLine {
  name: string;
  fill: string;
  text: string;
  /** null = nothing to say for that period */
  values: readonly (number | null)[];
  isMain?: boolean;
}

export interface TrendProps {
  label: string;
  periods: readonly string[];
  lines: readonly TrendLine[];
  /** the last period is still running: its piece is dashed and its point hollow */
  isLastOpen: boolean;
  show: (value: number) => string;
  table: ChartTable;
}

/** What is left of the chart's height for lines, above the names of the periods. */
const PLOT_HEIGHT = shape.chart - 48;

/** Round ends of an axis and in how many parts each is marked, for values up to 1, 10, 100 … */
const tops = [
  [1, 5],
  [2, 4],
  [4, 4],
  [5, 5],
  [6, 3],
  [8, 4],
  [10, 5],
] as const;

function niceTop(most: number): { value: number; parts: number } {
  if (most <= 0) return { value: 1, parts: 5 };
  const power = 10 ** Math.floor(Math.log10(most));
  const [value, parts] = tops.find(([one]) => one * power >= most * 0.999) ?? [10, 5];
  return { value: value * power, parts };
}

/** Lines over time from zero, each named at its end; the running period is dashed. */
export function Trend({ label, periods, lines, isLastOpen, show, table }: TrendProps) {
  const option = useMemo(() => {
    const last = periods.length - 1;
    const solid = (values: readonly (number | null)[]) => values.map((value, at) => (isLastOpen && at === last ? null : value));
    const open = (values: readonly (number | null)[]) => values.map((value, at) => (at >= last - 1 ? value : null));
    const whole = Math.max(0, ...lines.flatMap((line) => line.values.map((value) => value ?? 0)));
    const top = niceTop(whole);
    const placeOf = (line: TrendLine) => PLOT_HEIGHT * (1 - (line.values[last] ?? 0) / top.value);
    const places = lines.map(placeOf);
    const labels = apart(places, type.small[1], PLOT_HEIGHT - type.small[1] / 2);
    return {
      animation: false,
      textStyle: { fontSize: type.small[0], color: color.inkSoft },
      grid: { left: 8, right: 112, top: 16, bottom: 8, containLabel: true },
      tooltip: {
        trigger: 'axis',
        borderColor: color.line,
        textStyle: { color: color.ink, fontSize: type.small[0] },
        valueFormatter: (value: unknown) => (typeof value === 'number' ? show(value) : '–'),
      },
      xAxis: {
        type: 'category',
        data: periods,
        boundaryGap: false,
        axisTick: { show: false },
        axisLine: { lineStyle: { color: color.line } },
        axisLabel: { color: color.inkSoft, hideOverlap: true },
      },
      yAxis: {
        type: 'value',
        min: 0,
        max: top.value,
        interval: top.value / top.parts,
        splitLine: { lineStyle: { color: color.line } },
        axisLabel: { color: color.inkSoft, formatter: show },
      },
      series: lines.flatMap((line, nth) => {
        const common = {
          type: 'line',
          symbolSize: line.isMain ? 6 : 4,
          color: line.fill,
          lineStyle: { width: line.isMain ? 3 : 1.5, color: line.fill },
        };
        const named = {
          endLabel: {
            show: true,
            formatter: line.name,
            color: line.text,
            fontWeight: line.isMain ? font.strong : font.regular,
            fontSize: type.small[0],
            offset: [0, (labels[nth] ?? 0) - (places[nth] ?? 0)],
          },
        };
        return [
          {
            ...common,
            name: line.name,
            data: solid(line.values),
            showSymbol: false,
            ...(isLastOpen ? {} : named),
          },
          ...(isLastOpen
            ? [
                {
                  ...common,
                  ...named,
                  name: line.name,
                  data: open(line.values),
                  symbol: 'emptyCircle',
                  showSymbol: true,
                  lineStyle: { ...common.lineStyle, type: 'dashed' },
                  tooltip: { show: false },
                },
              ]
            : []),
        ];
      }),
    };
  }, [periods, lines, isLastOpen, show]);
  return <Chart label={label} option={option} table={table} />;
}
