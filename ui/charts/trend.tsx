import { useMemo } from 'react';
import { axisOf } from './axis.ts';
import { Chart, type ChartTable } from './chart.tsx';
import { namesAtEnds, overTime } from './over-time.ts';

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

/** Lines over time from zero, each named at its end; the running period is dashed. */
export function Trend({ label, periods, lines, isLastOpen, show, table }: TrendProps) {
  const option = useMemo(() => {
    const last = periods.length - 1;
    const solid = (values: readonly (number | null)[]) => values.map((value, at) => (isLastOpen && at === last ? null : value));
    const open = (values: readonly (number | null)[]) => values.map((value, at) => (at >= last - 1 ? value : null));
    const axis = axisOf(0, Math.max(0, ...lines.flatMap((line) => line.values.map((value) => value ?? 0))));
    const names = namesAtEnds(
      lines.map((line) => ({ ...line, end: line.values[last] ?? 0 })),
      axis,
    );
    return {
      ...overTime(periods, axis, show),
      series: lines.flatMap((line, nth) => {
        const common = {
          type: 'line',
          symbolSize: line.isMain ? 6 : 4,
          color: line.fill,
          lineStyle: { width: line.isMain ? 3 : 1.5, color: line.fill },
        };
        return [
          {
            ...common,
            name: line.name,
            data: solid(line.values),
            showSymbol: false,
            ...(isLastOpen ? {} : names[nth]),
          },
          ...(isLastOpen
            ? [
                {
                  ...common,
                  ...names[nth],
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
