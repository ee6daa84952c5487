import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../sdk/index.ts';
import { Answer, useAsk } from '../../../../ui/app/ask.tsx';
import { useFormat } from '../../../../ui/app/context.tsx';
import { useUrl } from '../../../../ui/app/go.tsx';
import { Choice } from '../../../../ui/page/controls.tsx';
import { Section } from '../../../../ui/page/page.tsx';
import { Skeleton } from '../../../../ui/page/skeleton.tsx';
import { DataTable, type Column } from '../../../../ui/table/data-table.tsx';
import { MoneyText } from '../../../../ui/tags/money-text.tsx';
import { SourceText, StageTag } from '../../../../ui/tags/tags.tsx';
import { offText } from './off.ts';
import { said } from './said.ts';
import { ValueBar } from './value-bar.tsx';

type Segments = Awaited<ReturnType<Client['figures']['predictionSegments']>>;
type Row = Segments['data'][number];

const kinds = ['stage', 'source', 'product', 'cohort'] as const;

/** Who will bring what: groups of people with what they are expected to buy, and between what it lies. */
export function Groups() {
  const { t } = useTranslation('prediction');
  const format = useFormat();
  const [url, change] = useUrl();
  const by = kinds.find((kind) => kind === url.by) ?? 'stage';
  const groups = useAsk(['figures', 'prediction', 'segments', by], (client, signal) =>
    client.figures.predictionSegments({ by }, { signal }),
  );
  const horizons = groups.data?.all?.lifetimeValue.map(({ weeks }) => weeks) ?? [];
  const at = Math.max(0, horizons.indexOf(Number(url.weeks)));
  const most = Math.max(0, ...(groups.data?.data ?? []).map((row) => Number(row.lifetimeValue[at]?.high.amount ?? 0)));
  const amounts: Column<Row>[] = [
    {
      id: 'value',
      title: t('groups.value'),
      cell: (row) => (row.lifetimeValue[at] ? <MoneyText money={row.lifetimeValue[at].value} /> : '–'),
      align: 'end',
    },
    {
      id: 'between',
      title: t('groups.between'),
      cell: (row) => {
        const value = row.lifetimeValue[at];
        return value ? (
          <span className="zh-value-cell">
            <ValueBar of={value} most={most} />
            <span className="zh-soft zh-small zh-number">
              {t('between', { low: format.money(value.low, { style: 'short' }), high: format.money(value.high, { style: 'short' }) })}
            </span>
          </span>
        ) : (
          '–'
        );
      },
      width: 'medium',
    },
    {
      id: 'each',
      title: t('groups.each'),
      cell: (row) => (row.lifetimeValue[at] ? <MoneyText money={perPerson(row.lifetimeValue[at].value, row.people)} /> : '–'),
      align: 'end',
      from: 'desktop',
    },
    {
      id: 'off',
      title: t('groups.off'),
      cell: (row) => (row.valueTest ? offText(format, row.valueTest.off) : '–'),
      align: 'end',
      from: 'tablet',
    },
  ];
  return (
    <Section
      title={t('groups.title')}
      note={
        groups.data
          ? groups.data.spendReason === 'nothingSpent'
            ? t('groups.noteFree', { weeks: groups.data.horizon })
            : t('groups.note', { weeks: horizons[at] ?? groups.data.horizon })
          : null
      }
      actions={
        <>
          <Choice
            isLabelShown
            label={t('groups.by')}
            value={by}
            options={kinds.map((value) => ({ value, label: t(`groups.kind.${value}`) }))}
            onChange={(value) => change({ by: value === 'stage' ? undefined : value })}
          />
          {horizons.length < 2 || groups.data?.spendReason === 'nothingSpent' ? null : (
            <Choice
              isLabelShown
              label={t('groups.ahead')}
              value={String(horizons[at])}
              options={horizons.map((weeks) => ({ value: String(weeks), label: t('groups.weeks', { weeks }) }))}
              onChange={(value) => change({ weeks: value === String(horizons[0]) ? undefined : value })}
            />
          )}
        </>
      }
    >
      <Answer of={groups} wait={<Skeleton shape="rows" count={5} />}>
        {(told) => (
          <DataTable<Row>
            label={t('groups.title')}
            rows={told.data}
            rowKey={(row) => `${row.key ?? ''} ${row.name ?? ''}`}
            columns={[
              { id: 'group', title: t(`groups.kind.${by}`), cell: (row) => <GroupName by={told.by} row={row} />, width: 'large' },
              { id: 'people', title: t('groups.people'), cell: (row) => format.count(row.people), align: 'end', from: 'tablet' },
              ...(told.method === 'bgNbd'
                ? [
                    {
                      id: 'alive',
                      title: t('groups.alive'),
                      cell: (row: Row) => (row.alive === null ? '–' : format.share(row.alive / Math.max(1, row.repeaters), 0)),
                      align: 'end' as const,
                      from: 'tablet' as const,
                    },
                  ]
                : []),
              {
                id: 'orders',
                title: t('groups.orders'),
                cell: (row) => said(format, row.expectedOrders),
                align: 'end',
                from: 'tablet',
              },
              ...(told.spendReason === 'nothingSpent' ? [] : amounts),
            ]}
          />
        )}
      </Answer>
    </Section>
  );
}

function perPerson({ amount, currency }: Row['perPerson'], people: number): Row['perPerson'] {
  return { amount: String(Math.round(Number(amount) / Math.max(1, people))), currency };
}

function GroupName({ by, row }: { by: Segments['by']; row: Row }) {
  const { t } = useTranslation('prediction');
  if (row.key === null) return <span className="zh-soft">{t(`groups.unknown.${by}`)}</span>;
  if (by === 'stage') return <StageTag stage={row.key as Parameters<typeof StageTag>[0]['stage']} />;
  if (by === 'source') return <SourceText source={{ kind: row.key, name: row.name ?? '' }} />;
  if (by === 'cohort') {
    const [year = '', quarter = ''] = row.key.split('-Q');
    return <>{t('groups.quarter', { year, quarter })}</>;
  }
  return <bdi>{row.name}</bdi>;
}
