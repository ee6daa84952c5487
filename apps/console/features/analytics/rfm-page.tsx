import type { CSSProperties } from 'react';
import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../sdk/index.ts';
import { Answer, useAsk } from '../../../../ui/app/ask.tsx';
import { useFormat } from '../../../../ui/app/context.tsx';
import { Go } from '../../../../ui/app/go.tsx';
import { sumMoney } from '../../../../ui/format/money.ts';
import { EmptyState } from '../../../../ui/page/empty-state.tsx';
import { Page, Section } from '../../../../ui/page/page.tsx';
import { Skeleton } from '../../../../ui/page/skeleton.tsx';
import { DataTable } from '../../../../ui/table/data-table.tsx';
import { MoneyText } from '../../../../ui/tags/money-text.tsx';
import { PeopleTabs } from './people-tabs.tsx';
import { groupOf, groups, squareOf, type Group } from './rfm.ts';

type Rfm = Awaited<ReturnType<Client['figures']['rfm']>>;

/** Who is worth attention now: recency against frequency, with what each square spends. */
export function RfmPage() {
  const { t } = useTranslation('analytics');
  const format = useFormat();
  const rfm = useAsk(['figures', 'rfm'], (client, signal) => client.figures.rfm({ signal }));
  return (
    <Page title={t('rfm.title')} tabs={<PeopleTabs />} lead={rfm.data?.cutOn ? t('rfm.lead', { day: format.day(rfm.data.cutOn) }) : null}>
      <Answer of={rfm} wait={<Skeleton shape="chart" />}>
        {(answer) =>
          answer.cells.length === 0 || !answer.edges ? (
            <EmptyState picture="grid" title={t('rfm.none')} text={t('rfm.noneText')} />
          ) : (
            <>
              <div className="zh-sides">
                <Grid rfm={answer} />
                <Edges edges={answer.edges} />
              </div>
              <Groups rfm={answer} />
            </>
          )
        }
      </Answer>
    </Page>
  );
}

const scale = [5, 4, 3, 2, 1];

function Grid({ rfm }: { rfm: Rfm }) {
  const { t } = useTranslation('analytics');
  const format = useFormat();
  const squares = scale.map((r) => scale.toReversed().map((f) => squareOf(rfm.cells, r, f, format.currency)));
  const most = Math.max(1, ...squares.flat().map((square) => square.people));
  return (
    <Section title={t('rfm.grid')} note={t('rfm.gridNote')} isCard>
      <div className="zh-table-box" role="group" aria-label={t('rfm.grid')} tabIndex={0}>
        <table className="zh-heat zh-rfm">
          <thead>
            <tr>
              <td />
              {scale.toReversed().map((f) => (
                <th key={f} scope="col" className="zh-centre">
                  {t('rfm.f', { f })}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {squares.map((row, at) => (
              <tr key={scale[at]}>
                <th scope="row">{t('rfm.r', { r: scale[at] })}</th>
                {row.map((square) => (
                  <td
                    key={square.f}
                    className="zh-heat-cell zh-rfm-cell"
                    style={{ '--zh-depth': `${Math.round((square.people / most) * 100)}%` } as CSSProperties}
                  >
                    {square.people === 0 ? (
                      <span className="zh-soft">{format.count(0)}</span>
                    ) : (
                      <Go
                        to={`people?rfm=r${square.r}f${square.f}m*`}
                        aria-label={t('rfm.square', {
                          count: square.people,
                          people: format.count(square.people),
                          sales: format.money(square.sales),
                          group: t(`rfm.group.${square.group}.name`),
                        })}
                      >
                        <strong>{format.count(square.people)}</strong>{' '}
                        <span className="zh-small">{t(`rfm.group.${square.group}.name`)}</span>
                      </Go>
                    )}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}

function Edges({ edges }: { edges: NonNullable<Rfm['edges']> }) {
  const { t } = useTranslation('analytics');
  const format = useFormat();
  const list = (values: readonly string[]) => values.join(' · ');
  return (
    <Section title={t('rfm.edges')} note={t('rfm.edgesNote')} isCard>
      <dl className="zh-stack">
        <div>
          <dt className="zh-soft">{t('rfm.recency')}</dt>
          <dd className="zh-number">{list(edges.recencyDays.map((days) => format.days(days)))}</dd>
        </div>
        <div>
          <dt className="zh-soft">{t('rfm.frequency')}</dt>
          <dd className="zh-number">{list(edges.orders.map((orders) => format.count(orders)))}</dd>
        </div>
        <div>
          <dt className="zh-soft">{t('rfm.spend')}</dt>
          <dd className="zh-number">{list(edges.spend.map((spend) => format.money(spend, { style: 'short' })))}</dd>
        </div>
      </dl>
    </Section>
  );
}

/** Squares with the same advice taken together, biggest spend first. */
function Groups({ rfm }: { rfm: Rfm }) {
  const { t } = useTranslation('analytics');
  const format = useFormat();
  const rows = groups
    .map((group) => {
      const cells = rfm.cells.filter((cell) => groupOf(cell.r, cell.f) === group);
      return {
        group,
        people: cells.reduce((sum, cell) => sum + cell.people, 0),
        sales: sumMoney(
          cells.map((cell) => cell.sales),
          format.currency,
        ),
      };
    })
    .filter((row) => row.people > 0);
  return (
    <Section title={t('rfm.groups')}>
      <DataTable<{ group: Group; people: number; sales: { amount: string; currency: string } }>
        label={t('rfm.groups')}
        rows={rows}
        rowKey={(row) => row.group}
        columns={[
          {
            id: 'group',
            title: t('rfm.groupName'),
            cell: (row) => <strong>{t(`rfm.group.${row.group}.name`)}</strong>,
          },
          { id: 'people', title: t('rfm.people'), cell: (row) => format.count(row.people), align: 'end' },
          {
            id: 'sales',
            title: t('rfm.sales'),
            cell: (row) => <MoneyText money={row.sales} />,
            align: 'end',
          },
          {
            id: 'advice',
            title: t('rfm.advice'),
            cell: (row) => t(`rfm.group.${row.group}.advice`),
            from: 'tablet',
          },
        ]}
      />
    </Section>
  );
}
