import type { TFunction } from 'i18next';
import type { CSSProperties } from 'react';
import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../sdk/index.ts';
import { Answer, useAsk } from '../../../../ui/app/ask.tsx';
import { useFormat } from '../../../../ui/app/context.tsx';
import { Go } from '../../../../ui/app/go.tsx';
import { sumMoney } from '../../../../ui/format/money.ts';
import { BringFile } from '../../../../ui/page/bring-file.tsx';
import { EmptyState } from '../../../../ui/page/empty-state.tsx';
import { Page, Section } from '../../../../ui/page/page.tsx';
import { Skeleton } from '../../../../ui/page/skeleton.tsx';
import { DataTable } from '../../../../ui/table/data-table.tsx';
import { TableBox } from '../../../../ui/table/table-box.tsx';
import { MoneyText } from '../../../../ui/tags/money-text.tsx';
import { PeopleTabs } from './people-tabs.tsx';
import { groupOf, groups, squareOf, stepsOf, type Group, type Step } from './rfm.ts';

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
            <EmptyState picture="grid" title={t('rfm.none')} text={t('rfm.noneText')}>
              <BringFile />
            </EmptyState>
          ) : (
            <>
              <div className="zh-sides">
                <Grid cells={answer.cells} edges={answer.edges} />
                <SpendSteps edges={answer.edges.spend} />
              </div>
              <Groups rfm={answer} />
            </>
          )
        }
      </Answer>
    </Page>
  );
}

type Edges = NonNullable<Rfm['edges']>;

function Grid({ cells, edges }: { cells: Rfm['cells']; edges: Edges }) {
  const { t } = useTranslation('analytics');
  const format = useFormat();
  const rows = stepsOf(edges.recencyDays);
  const columns = stepsOf(edges.orders);
  // The fewest days are the best step of recency: 5.
  const squares = rows.map((row) => columns.map((column) => squareOf(cells, 6 - row.at, column.at, format.currency)));
  const most = Math.max(1, ...squares.flat().map((square) => square.people));
  return (
    <Section title={t('rfm.grid')} note={t('rfm.gridNote')} isCard>
      <TableBox label={t('rfm.grid')} kind="zh-heat zh-rfm">
        <thead>
          <tr>
            <td />
            {columns.map((column) => (
              <th key={column.at} scope="col" className="zh-centre">
                {sayOrders(t, column)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {squares.map((row, at) => (
            <tr key={rows[at]?.at}>
              <th scope="row">{rows[at] ? sayDays(t, rows[at]) : null}</th>
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
                      <strong>{format.count(square.people)}</strong> <span className="zh-small">{t(`rfm.group.${square.group}.name`)}</span>
                    </Go>
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </TableBox>
    </Section>
  );
}

function sayDays(t: TFunction<'analytics'>, { from, to }: Step): string {
  if (to === null) return t('rfm.longAgo', { from: (from ?? 1) - 1 });
  return from === null ? t('rfm.within', { to }) : t('rfm.ago', { from, to });
}

function sayOrders(t: TFunction<'analytics'>, { from, to }: Step): string {
  if (to === null) return t('rfm.ordersMore', { from });
  return (from ?? 1) === to ? t('rfm.ordersOnly', { count: to, to }) : t('rfm.orders', { from: from ?? 1, to });
}

function SpendSteps({ edges }: { edges: Edges['spend'] }) {
  const { t } = useTranslation('analytics');
  const format = useFormat();
  const last = edges.at(-1);
  return (
    <Section title={t('rfm.edges')} note={t('rfm.edgesNote')} isCard>
      <ol className="zh-stack-tight zh-number">
        {edges.map((edge) => (
          <li key={edge.amount}>{t('rfm.upTo', { to: format.money(edge) })}</li>
        ))}
        {last ? <li>{t('rfm.above', { from: format.money(last) })}</li> : null}
      </ol>
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
