import { useMemo } from 'react';
import { color, shape, type } from '../tokens/index.ts';
import { axisOf } from './axis.ts';
import { Chart, type ChartTable } from './chart.tsx';
import { namesAtEnds, overTime } from './over-time.ts';

export interface Layer {
  name: string;
  fill: string;
  text: string;
  values: readonly number[];
}

export interface Band {
  name: string;
  fill: string;
  text: string;
  low: readonly number[];
  middle: readonly number[];
  high: readonly number[];
}

export interface LayersProps {
  label: string;
  periods: readonly string[];
  /** parts of a whole, from the bottom up */
  layers?: readonly Layer[];
  /** what is expected, as a line */
  lines?: readonly (Layer & { isMain?: boolean })[];
  /** between what it may lie: P10, P50, P90 */
  bands?: readonly Band[];
  /** something that happens between two periods: its place (3 = after the third) and its name */
  mark?: { after: number; name: string } | null;
  /** what the axis must hold besides: pictures side by side share one scale */
  range?: { least: number; most: number };
  show: (value: number) => string;
  table: ChartTable | (() => ChartTable);
}

/** Parts of a whole over time from nought, lines of what is expected and bands of what may be, each named where it ends. */
export function Layers({ label, periods, layers = [], lines = [], bands = [], mark = null, range, show, table }: LayersProps) {
  const option = useMemo(() => {
    const last = periods.length - 1;
    const tops: number[][] = [];
    for (const { values } of layers) tops.push(values.map((value, at) => value + (tops.at(-1)?.[at] ?? 0)));
    const all = [...tops.flat(), ...lines.flatMap(({ values }) => values), ...bands.flatMap(({ low, high }) => [...low, ...high])];
    const axis = axisOf(Math.min(range?.least ?? 0, ...all), Math.max(range?.most ?? 0, ...all));
    const names = namesAtEnds(
      [
        // A layer is named in its middle, though its line is its top.
        ...layers.map((layer, at) => {
          const end = tops[at]?.[last] ?? 0;
          return { ...layer, end, beside: end - (layer.values[last] ?? 0) / 2 };
        }),
        ...lines.map((line) => ({ ...line, end: line.values[last] ?? 0 })),
        ...bands.map((band) => ({ ...band, end: band.high[last] ?? 0 })),
      ],
      axis,
    );
    const plain = { type: 'line', symbol: 'none', silent: true } as const;
    const marked =
      mark === null || mark.after < 1 || mark.after > last
        ? {}
        : {
            markLine: {
              silent: true,
              symbol: 'none',
              lineStyle: { color: color.inkSoft, type: 'dashed', width: shape.hairline },
              label: { formatter: mark.name, color: color.inkSoft, fontSize: type.small[0], position: 'insideEndTop' },
              data: [{ xAxis: mark.after - 1 }],
            },
          };
    const series = [
      ...layers.map((layer, nth) => ({
        ...plain,
        ...names[nth],
        name: layer.name,
        stack: 'whole',
        data: layer.values,
        color: layer.fill,
        lineStyle: { width: 0 },
        areaStyle: { color: layer.fill, opacity: 0.85 },
      })),
      ...lines.map((line, nth) => ({
        ...plain,
        ...names[layers.length + nth],
        name: line.name,
        data: line.values,
        color: line.fill,
        lineStyle: { width: line.isMain ? 3 : 1.5, color: line.fill },
      })),
      ...bands.flatMap((band, nth) => [
        {
          ...plain,
          name: `${band.name} P10`,
          stack: `band${nth}`,
          stackStrategy: 'all',
          data: band.low,
          color: band.fill,
          lineStyle: dashed(band.fill),
        },
        {
          ...plain,
          ...names[layers.length + lines.length + nth],
          name: `${band.name} P90`,
          stack: `band${nth}`,
          stackStrategy: 'all',
          data: band.high.map((value, at) => value - (band.low[at] ?? 0)),
          color: band.fill,
          lineStyle: dashed(band.fill),
          areaStyle: { color: band.fill, opacity: layers.length > 0 ? 0.06 : 0.16 },
        },
        { ...plain, name: `${band.name} P50`, data: band.middle, color: band.fill, lineStyle: { width: 1.5, color: band.fill } },
      ]),
    ];
    return {
      ...overTime(periods, axis, show, {
        formatter: (points: unknown) => {
          const at = (points as { dataIndex: number }[])[0]?.dataIndex ?? 0;
          return [periods[at] ?? '', ...said(at)].map(escaped).join('<br>');
        },
      }),
      series: series.map((one, at) => (at === 0 ? { ...one, ...marked } : one)),
    };
    /** What is true at one period, as the tooltip and whoever reads it by keyboard in the table learn it. */
    function said(at: number): string[] {
      return [
        ...layers.toReversed().map(({ name, values }) => `${name} ${show(values[at] ?? 0)}`),
        ...lines.map(({ name, values }) => `${name} ${show(values[at] ?? 0)}`),
        ...bands.map(({ name, low, middle, high }) => `${name} ${[low, middle, high].map((each) => show(each[at] ?? 0)).join(' · ')}`),
      ];
    }
  }, [periods, layers, lines, bands, mark, range, show]);
  return <Chart label={label} option={option} table={table} />;
}

const dashed = (fill: string) => ({ width: shape.hairline, color: fill, type: 'dashed' });

function escaped(text: string): string {
  return text.replace(/[&<>]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[sign] ?? sign);
}
