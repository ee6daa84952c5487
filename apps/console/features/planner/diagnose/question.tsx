import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Go } from '../../../../../ui/app/go.tsx';
import { LongField } from '../../../../../ui/page/controls.tsx';
import { scores } from './checklist.ts';

export interface Evidence {
  readonly score: number;
  readonly said: { readonly text: string };
  readonly screen: string;
}

/** One question with its five answers in words; what the data say stands above, and an owner who knows better may say so and why. */
export function Question({
  id,
  answer,
  note,
  evidence,
  silent,
  isOff,
  onAnswer,
  onNote,
}: {
  id: string;
  answer: number | null;
  note: string;
  evidence: Evidence | null;
  /** why the data could not say */
  silent: string | null;
  isOff: boolean;
  onAnswer: (score: number | null) => void;
  onNote: (note: string) => void;
}) {
  const { t, i18n } = useTranslation('diagnose');
  const name = useId();
  const shown = answer ?? evidence?.score ?? null;
  const isOverruled = evidence !== null && answer !== null && answer !== evidence.score;
  const [isNoted, setNoted] = useState(note !== '');
  const anchors = i18n.exists(`diagnosis:questions.${id}.anchors.0`) ? `diagnosis:questions.${id}.anchors` : 'diagnosis:anchors';
  return (
    <fieldset className="zh-question" disabled={isOff}>
      <legend className="zh-question-asks">
        <span className="zh-question-id zh-number">{id}</span>
        {t(`diagnosis:questions.${id}.ask`)}
      </legend>
      {evidence ? (
        <p className="zh-question-evidence">
          <span className="zh-question-data">{t('evidence.data')}</span> {evidence.said.text}{' '}
          <Go className="zh-link" to={evidence.screen}>
            {t('evidence.look')}
          </Go>
        </p>
      ) : silent ? (
        <p className="zh-soft zh-small">{silent}</p>
      ) : null}
      <div className="zh-anchors">
        {scores.map((score) => (
          <label key={score} className={shown === score && answer === null ? 'zh-anchor zh-anchor-data' : 'zh-anchor'}>
            <input type="radio" name={name} checked={shown === score} onChange={() => onAnswer(score)} onClick={() => onAnswer(score)} />
            <span className="zh-anchor-number zh-number" aria-hidden="true">
              {score}
            </span>
            <span className="zh-anchor-words">{t(`${anchors}.${score}`)}</span>
          </label>
        ))}
      </div>
      {isOverruled || isNoted ? (
        <LongField
          label={isOverruled ? t('evidence.why') : t('question.note')}
          rows={2}
          value={note}
          onChange={(text) => {
            setNoted(true);
            onNote(text);
          }}
        />
      ) : null}
      {answer === null ? null : (
        <div className="zh-row zh-small">
          {isOverruled || isNoted ? null : (
            <button type="button" className="zh-text-button" onClick={() => setNoted(true)}>
              {t('question.addNote')}
            </button>
          )}
          <button type="button" className="zh-text-button" onClick={() => onAnswer(null)}>
            {t(evidence ? 'evidence.follow' : 'question.clear')}
          </button>
        </div>
      )}
    </fieldset>
  );
}
