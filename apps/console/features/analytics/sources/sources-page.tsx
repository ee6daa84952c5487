import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../../sdk/index.ts';
import { Answer, useAsk, useRows } from '../../../../../ui/app/ask.tsx';
import { useFormat, useMay } from '../../../../../ui/app/context.tsx';
import { useUrl } from '../../../../../ui/app/go.tsx';
import { BringFile } from '../../../../../ui/page/bring-file.tsx';
import { EmptyState } from '../../../../../ui/page/empty-state.tsx';
import { Page, Section } from '../../../../../ui/page/page.tsx';
import { Skeleton } from '../../../../../ui/page/skeleton.tsx';
import { PeriodPicker } from '../../../../../ui/period/period-picker.tsx';
import { knownDays, periodFrom } from '../../../../../ui/period/period.ts';
import { DataTable } from '../../../../../ui/table/data-table.tsx';
import { RowsTable } from '../../../../../ui/table/rows-table.tsx';
import { MoneyText } from '../../../../../ui/tags/money-text.tsx';
import { PeopleTabs } from '../people-tabs.tsx';
import { CorrectSpend, spanOf, SpendForm, type Spend } from './spend-form.tsx';

type Acquisition = Awaited<ReturnType<Client['figures']['acquisition']>>;
type From = Acquisition['data'][number];

/** What a new customer costs, source by source, and what was entered of it. */
export function SourcesPage() {
  const { t } = useTranslation('sources');
  const format = useFormat();
  const mayWrite = useMay('money');
  const [url] = useUrl();
  const [isOpen, setOpen] = useState(false);
  const known = useAsk(['figures', 'equation', 'all'], (client, signal) => client.figures.equation({}, { signal }));
  const data = knownDays(known.data, format.dayOf);
  const { preset, period } = periodFrom({ period: '12m', ...url }, format.today, data);
  const acquisition = useAsk(['figures', 'acquisition', period], (client, signal) => client.figures.acquisition(period, { signal }), {
    isOff: known.data === undefined && !known.error,
  });
  return (
    <Page
      title={t('title')}
      tabs={<PeopleTabs />}
      lead={acquisition.data ? <Lead of={acquisition.data} /> : null}
      actions={
        <>
          <PeriodPicker preset={preset} period={period} data={data} />
          {mayWrite ? (
            <Button type="primary" aria-haspopup="dialog" onClick={() => setOpen(true)}>
              {t('enter')}
            </Button>
          ) : null}
        </>
      }
    >
      <Answer of={acquisition} wait={<Skeleton shape="rows" />}>
        {(answer) =>
          answer.data.length === 0 ? (
            <EmptyState picture="tree" title={t('none')} text={t('noneText')}>
              {mayWrite ? <Button onClick={() => setOpen(true)}>{t('enter')}</Button> : <BringFile />}
            </EmptyState>
          ) : (
            <>
              <SourceTable rows={answer.data} />
              {answer.unknownBuyers > 0 ? (
                <p className="zh-note zh-read">
                  {t('unknown', { people: format.count(answer.unknownBuyers), all: format.count(answer.allFirstBuyers) })}
                </p>
              ) : null}
              <p className="zh-soft zh-read zh-small">{t('how')}</p>
            </>
          )
        }
      </Answer>
      <Entered mayWrite={mayWrite} />
      {isOpen ? <SpendForm onClose={() => setOpen(false)} /> : null}
    </Page>
  );
}

function Lead({ of }: { of: Acquisition }) {
  const { t } = useTranslation('sources');
  const format = useFormat();
  if (of.spent === null) return <>{t('lead.nothing')}</>;
  if (of.costPerBuyer === null) return <>{t('lead.nobody', { spent: format.money(of.spent) })}</>;
  return (
    <>{t('lead.each', { cost: format.money(of.costPerBuyer), spent: format.money(of.spent), buyers: format.count(of.firstBuyers) })}</>
  );
}

/** A source by its own name, else by its kind. */
function useSourceName() {
  const { t } = useTranslation('sources');
  return ({ kind, name }: From['source']) => name || t(`ui:source.${kind}`);
}

function SourceTable({ rows }: { rows: readonly From[] }) {
  const { t } = useTranslation('sources');
  const format = useFormat();
  const nameOf = useSourceName();
  const amount = (money: From['spent']) => (money === null ? '–' : <MoneyText money={money} />);
  return (
    <DataTable<From>
      label={t('title')}
      rows={rows}
      rowKey={(row) => row.source.id}
      columns={[
        {
          id: 'source',
          title: t('source'),
          cell: (row) => (
            <span>
              <bdi>{nameOf(row.source)}</bdi>
              <div className="zh-soft zh-small">
                {row.campaigns.length > 0
                  ? row.campaigns
                      .slice(0, 3)
                      .map(({ name, spent }) => `${name} ${format.money(spent)}`)
                      .join(' · ')
                  : t(`ui:source.${row.source.kind}`)}
              </div>
            </span>
          ),
          width: 'large',
        },
        { id: 'spent', title: t('spent'), cell: (row) => amount(row.spent), align: 'end', from: 'tablet' },
        { id: 'fans', title: t('fans'), cell: (row) => format.count(row.fans), align: 'end', from: 'tablet' },
        { id: 'perFan', title: t('perFan'), cell: (row) => amount(row.costPerFan), align: 'end', from: 'desktop' },
        { id: 'buyers', title: t('buyers'), cell: (row) => format.count(row.firstBuyers), align: 'end', from: 'tablet' },
        { id: 'perBuyer', title: t('perBuyer'), cell: (row) => <PerBuyer of={row} />, align: 'end' },
        { id: 'margin', title: t('margin'), cell: (row) => <Margin of={row} />, align: 'end', from: 'desktop' },
      ]}
    />
  );
}

function Margin({ of: { margin } }: { of: From }) {
  const { t } = useTranslation('sources');
  if (margin === null) return <>–</>;
  return (
    <span>
      <MoneyText money={margin.perBuyer} />
      <div className="zh-soft zh-small">{t('marginOver', { count: margin.months })}</div>
    </span>
  );
}

function PerBuyer({ of: { costPerBuyer, payback } }: { of: From }) {
  const { t } = useTranslation('sources');
  if (costPerBuyer === null) return <>–</>;
  const months = payback.months ?? 0;
  return (
    <span>
      <MoneyText money={costPerBuyer} />
      <div className="zh-soft zh-small">{t(`paybackOf.${payback.state}`, { count: months, months })}</div>
    </span>
  );
}

function Entered({ mayWrite }: { mayWrite: boolean }) {
  const { t } = useTranslation('sources');
  const format = useFormat();
  const nameOf = useSourceName();
  const [corrected, setCorrected] = useState<Spend | null>(null);
  const spend = useRows<Spend>(['spend'], (client, page, signal) => client.spend.list(page, { signal }), { limit: 12 });
  if (spend.rows?.length === 0) return null;
  return (
    <Section title={t('entered.title')}>
      <RowsTable<Spend>
        of={spend}
        wait={4}
        none={null}
        label={t('entered.title')}
        rowKey={(row) => row.id}
        columns={[
          {
            id: 'source',
            title: t('source'),
            cell: (row) => (
              <span>
                <bdi>{nameOf(row.source)}</bdi>
                <div className="zh-soft zh-small">{[row.campaign, spanOf(row, format)].filter(Boolean).join(' · ')}</div>
              </span>
            ),
            width: 'medium',
          },
          { id: 'amount', title: t('entered.amount'), cell: (row) => <MoneyText money={row.amount} />, align: 'end' },
          {
            id: 'by',
            title: t('entered.by'),
            cell: (row) => (
              <span>
                {row.enteredBy}
                <div className="zh-soft zh-small">{row.note ?? format.instantDay(row.enteredAt)}</div>
              </span>
            ),
            from: 'desktop',
          },
          {
            id: 'act',
            title: t('entered.state'),
            align: 'end',
            cell: (row) =>
              row.replacedBy !== null ? (
                <span className="zh-soft zh-small">{t('entered.corrected')}</span>
              ) : mayWrite ? (
                <Button
                  size="small"
                  aria-label={t('correctOf', { source: nameOf(row.source), days: spanOf(row, format) })}
                  onClick={() => setCorrected(row)}
                >
                  {t('correct')}
                </Button>
              ) : (
                t('entered.counts')
              ),
          },
        ]}
      />
      {corrected ? <CorrectSpend spend={corrected} name={nameOf(corrected.source)} onClose={() => setCorrected(null)} /> : null}
    </Section>
  );
}
