import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Section } from '../../../../../ui/page/page.tsx';
import { Bars, type Bar } from './bars.tsx';

/** One formula: sliders beside its result, the popular form and why it misleads, and what its factors are made of. */
export function FormulaCard({
  id,
  title,
  sliders,
  result,
  picture,
  popular,
  parts,
}: {
  id: 'sales' | 'members' | 'lifetimeSpend' | 'factors';
  title: string;
  sliders: ReactNode;
  result: ReactNode;
  picture?: readonly Bar[];
  popular: ReactNode;
  parts: ReactNode;
}) {
  const { t } = useTranslation('simulate');
  return (
    <Section title={title} note={t(`plan:formulas.${id}.formula`)} isCard>
      <div className="zh-plan-calc">
        <div className="zh-plan-group-levers">{sliders}</div>
        <div className="zh-plan-picture">
          {result}
          {picture ? <Bars label={title} bars={picture} /> : null}
          <div className="zh-note zh-note-warning">
            <p className="zh-strong">
              {t('formulas.popular', { formula: t(`plan:formulas.${id}.popular`) })} {popular}
            </p>
            <p>{t(`plan:formulas.${id}.why`)}</p>
          </div>
          <details className="zh-plan-parts" open>
            <summary>{t('formulas.parts')}</summary>
            {parts}
          </details>
        </div>
      </div>
    </Section>
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

/** A table of what a result is made of. */
export function Parts({ head, rows }: { head: readonly string[]; rows: readonly (readonly string[])[] }) {
  return (
    <div className="zh-table-box" role="group" aria-label={head[0]} tabIndex={0}>
      <table className="zh-table">
        <thead>
          <tr>
            {head.map((title, at) => (
              <th key={title} scope="col" className={at > 0 ? 'zh-end' : ''}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row[0]}>
              {row.map((cell, at) => (
                <td key={head[at]} className={at > 0 ? 'zh-end zh-number' : ''}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
