import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../../sdk/index.ts';
import { useFormat } from '../../../../../ui/app/context.tsx';
import { Go } from '../../../../../ui/app/go.tsx';
import { Change } from '../../../../../ui/figure/change.tsx';
import { Figure } from '../../../../../ui/figure/figure.tsx';
import { Sparkline } from '../../../../../ui/figure/sparkline.tsx';
import { isReconciled, type MonthFactors } from './equation.ts';

export type Equation = Awaited<ReturnType<Client['figures']['equation']>>;

interface Term {
  id: 'buyers' | 'ordersPerBuyer' | 'averageOrder' | 'anonymous' | 'unnamedReturns';
  sign: string;
  value: string;
  now: number | null;
  before: number | null;
  isBad?: boolean;
  formula: ReactNode;
  rows: ReactNode;
}

/** Sales as the product and sum of its measured factors, each with its trend, exact to the minor unit. */
export function EquationCard({ equation, months }: { equation: Equation; months: readonly MonthFactors[] }) {
  const { t } = useTranslation('analytics');
  const format = useFormat();
  const days = equation.period.from && equation.period.to ? `&from=${equation.period.from}&to=${equation.period.to}` : '';
  const before = equation.before;
  const ratio = (over: number, under: number) => (under === 0 ? null : over / under);
  const orderLink = (query: string, word: string) => <Go to={`orders?${query}${days}`}>{t(word)}</Go>;
  const terms: Term[] = [
    {
      id: 'buyers',
      sign: '=',
      value: format.count(equation.buyers),
      now: equation.buyers,
      before: before?.buyers ?? null,
      formula: <span>{t('equation.buyersFormula', { buyers: format.count(equation.buyers) })}</span>,
      rows: <Go to="people?minOrders=1&sort=lastOrder">{t('equation.buyersRows')}</Go>,
    },
    {
      id: 'ordersPerBuyer',
      sign: '×',
      value: equation.ordersPerBuyer === null ? '–' : format.decimal(equation.ordersPerBuyer, 2),
      now: ratio(equation.personOrders, equation.buyers),
      before: before ? ratio(before.personOrders, before.buyers) : null,
      formula: (
        <span>
          {t('equation.ordersFormula', {
            orders: format.count(equation.personOrders),
            buyers: format.count(equation.buyers),
            result: equation.ordersPerBuyer ?? '–',
          })}
        </span>
      ),
      rows: <Go to="people?sort=orders">{t('equation.ordersRows')}</Go>,
    },
    {
      id: 'averageOrder',
      sign: '×',
      value: equation.averageOrder === null ? '–' : format.money(equation.averageOrder),
      now: ratio(Number(equation.personSales.amount), equation.personOrders),
      before: before ? ratio(Number(before.personSales.amount), before.personOrders) : null,
      formula: (
        <span>
          {t('equation.averageFormula', {
            sales: format.money(equation.personSales),
            orders: format.count(equation.personOrders),
            result: equation.averageOrder ? format.money(equation.averageOrder) : '–',
          })}
        </span>
      ),
      rows: orderLink('', 'equation.averageRows'),
    },
    {
      id: 'anonymous',
      sign: '+',
      value: format.money(equation.anonymous, { style: 'short' }),
      now: Number(equation.anonymous.amount),
      before: before ? Number(before.anonymous.amount) : null,
      formula: <span>{format.money(equation.anonymous)}</span>,
      rows: orderLink('origin=anonymous', 'equation.anonymousRows'),
    },
    {
      id: 'unnamedReturns',
      sign: '−',
      value: format.money(equation.unnamedReturns, { style: 'short' }),
      now: Number(equation.unnamedReturns.amount),
      before: before ? Number(before.unnamedReturns.amount) : null,
      isBad: true,
      formula: <span>{format.money(equation.unnamedReturns)}</span>,
      rows: null,
    },
  ];
  return (
    <>
      <div className="zh-equation">
        <Figure
          id="sales"
          value={format.money(equation.sales, { style: 'short' })}
          change={<Moved now={Number(equation.sales.amount)} before={before ? Number(before.sales.amount) : null} />}
          formula={<Reconciled equation={equation} />}
          rows={orderLink('', 'equation.averageRows')}
        />
        {terms.map((term) => (
          <div key={term.id} className="zh-term">
            <span className="zh-sign" aria-label={t(`equation.sign.${term.sign}`)} role="img">
              {term.sign}
            </span>
            <Figure
              id={term.id}
              value={term.value}
              change={<Moved now={term.now} before={term.before} isBad={term.isBad ?? false} />}
              formula={term.formula}
              {...(term.rows ? { rows: term.rows } : {})}
              below={
                <Sparkline
                  points={months.map((month) => ({ value: month[term.id], isComplete: month.isComplete }))}
                  label={t('equation.trend', { name: t(`figures:${term.id}.name`) })}
                />
              }
            />
          </div>
        ))}
      </div>
      <Reconciled equation={equation} />
      <Rates rates={equation.rates} />
    </>
  );
}

function Moved({ now, before, isBad }: { now: number | null; before: number | null; isBad?: boolean }) {
  const { t } = useTranslation('analytics');
  const format = useFormat();
  if (now === null || before === null || before === 0) return <span>{t('equation.noBefore')}</span>;
  const change = now / before - 1;
  return (
    <Change value={Math.round(change * 1000)} isBad={isBad ?? false}>
      {format.change(change)}
    </Change>
  );
}

/** The sum written out with exact amounts, and whether it is the sales the orders add up to. */
function Reconciled({ equation }: { equation: Equation }) {
  const { t } = useTranslation('analytics');
  const format = useFormat();
  const isExact = isReconciled(equation);
  return (
    <p className={isExact ? 'zh-soft zh-number' : 'zh-harm zh-number'}>
      {t('equation.sum', {
        buyers: format.count(equation.buyers),
        orders: format.count(equation.personOrders),
        personSales: format.money(equation.personSales),
        anonymous: format.money(equation.anonymous),
        returns: format.money(equation.unnamedReturns),
        sales: format.money(equation.sales),
      })}{' '}
      {t(isExact ? 'equation.exact' : 'equation.off')}
    </p>
  );
}

/** The four rates before a purchase: what is known, and for the rest what would tell us. */
function Rates({ rates }: { rates: Equation['rates'] }) {
  const { t } = useTranslation('analytics');
  const format = useFormat();
  return (
    <ul className="zh-rates" aria-label={t('rates.title')}>
      {rates.map((rate) => (
        <li key={rate.id}>
          <Figure
            id={rate.id}
            size="plain"
            value={rate.value === null ? <span className="zh-soft">{t('rates.unknown')}</span> : format.share(rate.value)}
            change={rate.value === null && rate.needs ? t(`rates.needs.${rate.needs}`) : null}
          />
        </li>
      ))}
    </ul>
  );
}
