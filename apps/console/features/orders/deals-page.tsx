import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../sdk/index.ts';
import { Answer, useAsk } from '../../../../ui/app/ask.tsx';
import { useFormat } from '../../../../ui/app/context.tsx';
import { useUrl } from '../../../../ui/app/go.tsx';
import { BringFile } from '../../../../ui/page/bring-file.tsx';
import { Choice } from '../../../../ui/page/controls.tsx';
import { ConvertTabs } from '../../../../ui/page/convert-tabs.tsx';
import { EmptyState } from '../../../../ui/page/empty-state.tsx';
import { Page } from '../../../../ui/page/page.tsx';
import { Skeleton } from '../../../../ui/page/skeleton.tsx';
import { PeriodPicker } from '../../../../ui/period/period-picker.tsx';
import { knownDays, periodFrom } from '../../../../ui/period/period.ts';
import { DataTable } from '../../../../ui/table/data-table.tsx';
import { MoneyText } from '../../../../ui/tags/money-text.tsx';
import { scenes } from './scenes.ts';

type Deal = Awaited<ReturnType<Client['figures']['deals']>>['data'][number];

const ways = ['scene', 'method', 'channel'] as const;
type Way = (typeof ways)[number];

/** Where, how and through what deals are closed, as orders say it. */
export function DealsPage() {
  const { t } = useTranslation('orders');
  const format = useFormat();
  const [url, change] = useUrl();
  const by: Way = ways.find((one) => one === url.by) ?? 'scene';
  const known = useAsk(['figures', 'equation', 'all'], (client, signal) => client.figures.equation({}, { signal }));
  const data = knownDays(known.data, format.dayOf);
  const { preset, period } = periodFrom({ period: '12m', ...url }, format.today, data);
  const deals = useAsk(['figures', 'deals', by, period], (client, signal) => client.figures.deals({ ...period, by }, { signal }), {
    isOff: known.data === undefined && !known.error,
  });
  return (
    <Page
      title={t('deals.title')}
      lead={deals.data ? <Lead rows={deals.data.data} by={by} /> : null}
      tabs={<ConvertTabs here="deals" />}
      actions={<PeriodPicker preset={preset} period={period} data={data} />}
    >
      <div className="zh-row zh-row-end">
        <Choice
          isLabelShown
          label={t('deals.by')}
          value={by}
          options={ways.map((value) => ({ value, label: t(`deals.ways.${value}`) }))}
          onChange={(value) => change({ by: value })}
        />
      </div>
      <Answer of={deals} wait={<Skeleton shape="rows" />}>
        {(answer) =>
          answer.data.length === 0 ? (
            <EmptyState picture="grid" title={t('deals.none')}>
              <BringFile />
            </EmptyState>
          ) : (
            <>
              <Deals rows={answer.data} by={by} />
              <p className="zh-soft zh-read">{t('deals.how')}</p>
            </>
          )
        }
      </Answer>
    </Page>
  );
}

/** How many orders say it at all: a share of few says little. */
function Lead({ rows, by }: { rows: readonly Deal[]; by: Way }) {
  const { t } = useTranslation('orders');
  const format = useFormat();
  const all = rows.reduce((sum, row) => sum + row.orders, 0);
  const told = rows.reduce((sum, row) => sum + (row.name === null ? 0 : row.orders), 0);
  if (all === 0) return null;
  return <>{t(`deals.told.${by}`, { share: format.share(told / all), orders: format.count(all) })}</>;
}

function Deals({ rows, by }: { rows: readonly Deal[]; by: Way }) {
  const { t } = useTranslation('orders');
  const format = useFormat();
  const nameOf = (name: string | null) => {
    if (name === null) return <span className="zh-soft">{t('deals.notSaid')}</span>;
    const isKnown = by === 'scene' && scenes.some((one) => one === name);
    return <bdi>{isKnown ? t(`scenes.${name}`) : name}</bdi>;
  };
  return (
    <DataTable<Deal>
      label={t('deals.title')}
      rows={rows}
      rowKey={(row) => row.name ?? ''}
      columns={[
        { id: 'name', title: t(`deals.ways.${by}`), cell: (row) => nameOf(row.name) },
        { id: 'orders', title: t('deals.orders'), align: 'end', cell: (row) => format.count(row.orders) },
        { id: 'first', title: t('deals.first'), align: 'end', from: 'tablet', cell: (row) => format.count(row.firstOrders) },
        { id: 'buyers', title: t('deals.buyers'), align: 'end', from: 'desktop', cell: (row) => format.count(row.buyers) },
        { id: 'sales', title: t('deals.sales'), align: 'end', cell: (row) => <MoneyText money={row.sales} /> },
        {
          id: 'average',
          title: t('deals.average'),
          align: 'end',
          from: 'tablet',
          cell: (row) => (row.average ? <MoneyText money={row.average} /> : '–'),
        },
        {
          id: 'usual',
          title: t('deals.usual'),
          align: 'end',
          from: 'desktop',
          cell: (row) => (row.usualUpTo ? <MoneyText money={row.usualUpTo} /> : '–'),
        },
      ]}
    />
  );
}
