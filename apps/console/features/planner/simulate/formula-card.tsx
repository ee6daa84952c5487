import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ChartRows, type ChartTable } from '../../../../../ui/charts/chart.tsx';
import { Bars, type Bar } from './bars.tsx';
import { Calculator } from './calculator.tsx';

/** The formulas in the order in which they build on each other. */
export const formulaIds = ['sales', 'members', 'lifetimeSpend', 'factors', 'cohort', 'viral', 'worth'] as const;
type FormulaId = (typeof formulaIds)[number];

/** One formula: sliders beside its result, the popular form and why it misleads, and what its factors are made of. */
export function FormulaCard({
  id,
  title,
  sliders,
  result,
  picture,
  popular,
  made,
  more,
}: {
  id: FormulaId;
  title: string;
  sliders: ReactNode;
  result: ReactNode;
  picture?: readonly Bar[];
  popular: ReactNode;
  /** what the result is made of */
  made?: ChartTable;
  more?: ReactNode;
}) {
  const { t } = useTranslation('simulate');
  return (
    <div id={id} className="zh-plan-sum">
      <Calculator title={title} note={t(`plan:formulas.${id}.formula`)} sliders={sliders}>
        {result}
        {picture && picture.length > 0 ? <Bars label={title} bars={picture} /> : null}
        <div className="zh-note zh-note-warning">
          <p className="zh-strong">
            {t('formulas.popular', { formula: t(`plan:formulas.${id}.popular`) })} {popular}
          </p>
          <p>{t(`plan:formulas.${id}.why`)}</p>
        </div>
        <details className="zh-plan-parts" open>
          <summary>{t('formulas.parts')}</summary>
          {made ? <ChartRows label={t('formulas.parts')} table={made} /> : null}
          {more}
        </details>
      </Calculator>
    </div>
  );
}

export function Result({ id, name, value, note }: { id: string; name: string; value: string; note?: string }) {
  return (
    <div className="zh-plan-result" data-answer={id}>
      <span className="zh-figure-name">{name}</span>
      <span className="zh-figure-value zh-number">{value}</span>
      {note ? <span className="zh-soft zh-small">{note}</span> : null}
    </div>
  );
}
