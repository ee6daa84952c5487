import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../../../ui/app/context.tsx';
import type { Client } from '../../../../../sdk/index.ts';
import { Change } from '../../../../../ui/figure/change.tsx';
import { Figure } from '../../../../../ui/figure/figure.tsx';
import { ShareBar } from '../../../../../ui/figure/share-bar.tsx';
import { sumMoney } from '../../../../../ui/format/money.ts';
import { Go } from '../../../../../ui/app/go.tsx';
import { origins } from '../../../../../ui/tokens/index.ts';
import type { Period } from '../../../../../ui/period/period.ts';
import { whyLoopMoved } from './equation.ts';

export type Loop = Awaited<ReturnType<Client['figures']['loop']>>;

/** The one number of the house, why it moved, and the ribbon of sales behind it. */
export function Hero({ now, before, period }: { now: Loop; before: Loop | null; period: Period }) {
  const { t } = useTranslation('analytics');
  const format = useFormat();
  const returned = sumMoney([now.byOrigin.repeat.sales, now.byOrigin.referred.sales], now.gross.currency);
  const difference = now.loopRate !== null && before?.loopRate ? Number(now.loopRate) - Number(before.loopRate) : null;
  const why = before ? whyLoopMoved(now, before) : null;
  const days = `from=${period.from}&to=${period.to}`;
  const parts = origins.map((origin) => ({
    origin,
    ...now.byOrigin[origin],
    to: `orders?origin=${origin}&${days}`,
  }));
  return (
    <section className="zh-hero" aria-label={t('home.heroLabel')}>
      <Figure
        id="loopRate"
        size="hero"
        value={now.loopRate === null ? t('home.noSales') : format.share(now.loopRate)}
        change={
          difference === null ? (
            t('home.noBefore')
          ) : (
            <>
              <Change value={Math.round(difference * 1000)}>{t('home.points', { points: format.points(difference) })}</Change>{' '}
              {t('home.sinceBefore')}
            </>
          )
        }
        formula={
          <>
            <span>
              {t('home.loopFormula', {
                repeat: format.money(now.byOrigin.repeat.sales),
                referred: format.money(now.byOrigin.referred.sales),
                gross: format.money(now.gross),
              })}
            </span>
            <strong>{now.loopRate === null ? '–' : `= ${format.share(now.loopRate, 4)}`}</strong>
          </>
        }
        rows={
          <ul className="zh-stack-tight">
            {parts.map((part) => (
              <li key={part.origin}>
                <Go to={part.to}>
                  {t('home.originRow', {
                    origin: t(`ui:origin.${part.origin}`),
                    orders: format.count(part.orders),
                    count: part.orders,
                    sales: format.money(part.sales),
                  })}
                </Go>
              </li>
            ))}
          </ul>
        }
      />
      <div className="zh-stack">
        <p className="zh-lead">
          {now.loopRate === null
            ? t('home.answerNone')
            : t('home.answer', { sales: format.money(now.gross), returned: format.money(returned) })}
          <br />
          {why ? <Why why={why} /> : null}
        </p>
        <ShareBar parts={parts} label={t('home.ribbon')} />
      </div>
    </section>
  );
}

/** Which share moved the rate, in a sentence; nothing when neither moved by a tenth of a point. */
function Why({ why }: { why: { repeat: number; referred: number } }) {
  const { t } = useTranslation('analytics');
  const format = useFormat();
  const moves = (['repeat', 'referred'] as const)
    .filter((origin) => Math.abs(why[origin]) >= 0.001)
    .sort((a, b) => Math.abs(why[b]) - Math.abs(why[a]));
  const said = moves.map((origin) => t('home.whyPart', { origin: t(`ui:origin.${origin}`), points: format.points(why[origin]) }));
  return said.length === 0 ? null : <span>{t('home.why', { parts: said.join(t('ui:listComma')) })}</span>;
}
