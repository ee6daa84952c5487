import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Gate, VerdictId } from '../../../../../rooms/planner/model/index.ts';
import { useFormat } from '../../../../../ui/app/context.tsx';
import { StateTag } from '../../../../../ui/tags/tags.tsx';
import { sayerOf } from '../simulate/say.ts';

const moods = { scale: 'good', pilot: 'good', repair: 'warning', redesign: 'harm' } as const satisfies Record<VerdictId, string>;

/** The total of a hundred, and what it says should be done. */
export function Verdict({ total, verdict, isGated }: { total: number | null; verdict: VerdictId | null; isGated: boolean }) {
  const { t } = useTranslation('diagnose');
  const format = useFormat();
  return (
    <div className="zh-verdict">
      <span className="zh-verdict-score zh-number">{total === null ? '–' : format.decimal(total, 0)}</span>
      <span className="zh-verdict-words">
        <span className="zh-soft zh-small">{t('score.of')}</span>
        {verdict === null ? null : <StateTag mood={moods[verdict]}>{t(`diagnosis:verdicts.${verdict}`)}</StateTag>}
        {isGated && total !== null ? <span className="zh-warning zh-small">{t('diagnosis:gated')}</span> : null}
      </span>
    </div>
  );
}

/** Red lines that one answer decides, and from which score on it is met. */
const decidedBy = { entryFee: { question: 'I1', needed: 4 }, capacity: { question: 'H2', needed: 3 } } as const;

/** The red lines, each with the figure or the answer that decides it. */
export function Gates({ of, answers }: { of: readonly Gate[]; answers: Readonly<Record<string, number>> }) {
  const { t } = useTranslation('diagnose');
  const format = useFormat();
  const say = useMemo(() => sayerOf(format, '–'), [format]);
  const told = ({ id, isMet, value, needed }: Gate): string | null => {
    if (value !== null) {
      const figure = (of: number) => (id === 'contribution' ? say.amount(of) : id === 'capacity' ? say.people(of) : format.decimal(of, 1));
      return t(`gate.now.${id}`, { value: figure(value), needed: needed === null ? '' : figure(needed) });
    }
    if (isMet || (id !== 'entryFee' && id !== 'capacity')) return null;
    const { question, needed: least } = decidedBy[id];
    const score = answers[question];
    return score === undefined ? t('gate.open', { question }) : t('gate.scored', { question, score, least });
  };
  return (
    <ul className="zh-gates">
      {of.map((gate) => {
        const figure = told(gate);
        return (
          <li key={gate.id} className={gate.isMet ? 'zh-gate zh-gate-met' : 'zh-gate'}>
            <span className="zh-gate-sign" aria-hidden="true">
              {gate.isMet ? '✓' : '!'}
            </span>
            <span>
              {t(`diagnosis:gates.${gate.id}`)}
              <span className="zh-hidden">{t(gate.isMet ? 'gate.met' : 'gate.unmet')}</span>
              {figure === null ? null : <span className="zh-gate-figure zh-soft zh-small zh-number">{figure}</span>}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
