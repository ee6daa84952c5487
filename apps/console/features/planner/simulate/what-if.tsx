import { useDeferredValue, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { whatIfs } from '../../../../../rooms/planner/model/index.ts';
import { useFormat } from '../../../../../ui/app/context.tsx';
import { ChartRows } from '../../../../../ui/charts/chart.tsx';
import { Section } from '../../../../../ui/page/page.tsx';
import { sayGrowth, useSay } from './say.ts';
import type { Plan } from './use-plan.ts';

/** Large changes beside each other: sharing, basket, frequency, loyalty, those three at once, speed, and speed with sharing. */
export function WhatIf({ of: { plan, options, state } }: { of: Plan }) {
  const { t } = useTranslation('simulate');
  const format = useFormat();
  const say = useSay();
  const calm = useDeferredValue(plan);
  const { all, singleGains } = useMemo(() => whatIfs(calm, options), [calm, options]);
  const [base, ...changed] = all;
  const best = changed.toSorted((a, b) => b.gain - a.gain)[0];
  const together = changed.find(({ id }) => id === 'basketFrequencyLoyalty');
  if (!base || !best || !together) return null;
  const name = (id: (typeof all)[number]['id']) => (id === 'base' ? t('whatIf.base') : t(`plan:scenarios.${id}`));
  const most = Math.max(1, ...changed.map(({ gain }) => Math.abs(gain)));
  const title = best.gain > 0 ? t('whatIf.title', { name: name(best.id), gain: say.short(best.gain) }) : t('whatIf.none');
  const grown = changed.filter(({ isExplosive }) => isExplosive);
  return (
    <Section title={title} note={t('whatIf.how', { months: state.months, profit: say.short(base.profit) })} isCard>
      <ul className="zh-plan-bars zh-plan-bars-long" aria-label={title}>
        {changed.map(({ id, gain }) => (
          <li key={id} data-what-if={id}>
            <span>{name(id)}</span>
            <span className="zh-plan-bar-cell">
              <span
                className={gain < 0 ? 'zh-plan-bar zh-plan-bar-loss' : 'zh-plan-bar'}
                style={{ width: `${(Math.abs(gain) / most) * 100}%` }}
              />
            </span>
            <span className="zh-number zh-end">{say.change(gain)}</span>
          </li>
        ))}
      </ul>
      <p className="zh-read" data-answer="together">
        {t(together.gain > singleGains ? 'whatIf.together' : 'whatIf.apart', {
          together: say.short(together.gain),
          singles: say.short(singleGains),
          more: say.short(Math.abs(together.gain - singleGains)),
        })}
      </p>
      {grown.length > 0 ? (
        <p className="zh-note zh-note-warning">
          {t('whatIf.explodes', { names: grown.map(({ id }) => name(id)).join(t('ui:listComma')) })}
        </p>
      ) : null}
      <details className="zh-plan-parts">
        <summary>{t('whatIf.table')}</summary>
        <ChartRows
          label={t('whatIf.table')}
          table={{
            head: [
              t('whatIf.what'),
              t('figure.profitTotal.name'),
              t('tornado.gain'),
              t('whatIf.sales'),
              t('figure.r0.name'),
              t('figure.growthPerMonth.name'),
            ],
            rows: all.map(({ id, profit, gain, salesTimes, r0, growthPerMonth }) => [
              name(id),
              say.whole(profit),
              id === 'base' ? say.none : say.change(gain),
              salesTimes === null ? say.none : t('tornado.times', { times: say.number(salesTimes) }),
              say.number(r0),
              sayGrowth(growthPerMonth, t, format, say),
            ]),
          }}
        />
      </details>
    </Section>
  );
}
