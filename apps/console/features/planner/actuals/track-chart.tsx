import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../../../ui/app/context.tsx';
import { axisOf } from '../../../../../ui/charts/axis.ts';
import { Chart } from '../../../../../ui/charts/chart.tsx';
import { overTime } from '../../../../../ui/charts/over-time.ts';
import { color, type } from '../../../../../ui/tokens/index.ts';

export interface TrackMonth {
  month: string;
  state: 'whole' | 'running' | 'ahead';
  plan: number;
  actual: number | null;
  /** from now on, by what the months have taught */
  learnt: number | null;
}

/** What happened as a line, the plan as a line, and between what the plan may lie as a band; the way to the month that is running lies in shade. */
export function TrackChart({
  label,
  months,
  band,
  show,
}: {
  label: string;
  months: readonly TrackMonth[];
  band: readonly { p10: number; p90: number }[] | null;
  show: (value: number) => string;
}) {
  const { t } = useTranslation('actuals');
  const format = useFormat();
  const option = useMemo(() => {
    const running = months.findIndex((one) => one.state === 'running');
    const line = { type: 'line', showSymbol: false } as const;
    const series = [
      ...(band
        ? [
            {
              ...line,
              name: 'P10',
              stack: 'band',
              data: band.map((one) => one.p10),
              lineStyle: { width: 0 },
              tooltip: { show: false },
              silent: true,
            },
            {
              ...line,
              name: t('band'),
              stack: 'band',
              data: band.map((one) => one.p90 - one.p10),
              lineStyle: { width: 0 },
              areaStyle: { color: color.direct, opacity: 0.14 },
              tooltip: { show: false },
              silent: true,
            },
          ]
        : []),
      {
        ...line,
        name: t('plan'),
        data: months.map((one) => one.plan),
        color: color.direct,
        lineStyle: { width: 1.5, type: 'dashed', color: color.direct },
        endLabel: { show: true, formatter: t('plan'), color: color.directText, fontSize: type.small[0] },
      },
      ...(months.some((one) => one.learnt !== null)
        ? [
            {
              ...line,
              name: t('learnt'),
              data: months.map((one) => one.learnt),
              color: color.repeat,
              lineStyle: { width: 2, type: 'dotted', color: color.repeat },
              endLabel: { show: true, formatter: t('learnt'), color: color.repeatText, fontSize: type.small[0] },
            },
          ]
        : []),
      {
        ...line,
        name: t('actual'),
        data: months.map((one) => one.actual),
        color: color.repeat,
        showSymbol: true,
        symbolSize: 6,
        lineStyle: { width: 3, color: color.repeat },
        endLabel: { show: true, formatter: t('actual'), color: color.repeatText, fontSize: type.small[0] },
        ...(running < 0
          ? {}
          : {
              markArea: {
                silent: true,
                itemStyle: { color: color.sunken },
                label: { show: true, position: 'insideTop', formatter: t('running'), color: color.inkSoft, fontSize: type.small[0] },
                data: [[{ xAxis: Math.max(0, running - 1) }, { xAxis: running }]],
              },
            }),
      },
    ];
    return {
      ...overTime(
        months.map((one) => format.month(one.month)),
        axisOf(0, Math.max(...months.map((one, at) => Math.max(one.plan, one.actual ?? 0, one.learnt ?? 0, band?.[at]?.p90 ?? 0)))),
        show,
      ),
      series,
    };
  }, [months, band, show, t, format]);
  const table = useMemo(
    () => ({
      head: [t('month'), t('plan'), 'P10', 'P90', t('actual'), t('learnt')],
      rows: months.map((one, at) => [
        one.state === 'running' ? t('monthRunning', { month: format.month(one.month) }) : format.month(one.month),
        show(one.plan),
        band?.[at] ? show(band[at].p10) : '–',
        band?.[at] ? show(band[at].p90) : '–',
        one.actual === null ? '–' : show(one.actual),
        one.learnt === null ? '–' : show(one.learnt),
      ]),
    }),
    [months, band, show, t, format],
  );
  return <Chart label={label} option={option} table={table} />;
}
