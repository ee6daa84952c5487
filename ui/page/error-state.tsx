import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { ApiProblem } from '../../sdk/index.ts';

/** What happened, what is safe, what to do, and a code to quote. No permission and not found have words of their own. */
export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation('ui');
  const problem = error instanceof ApiProblem ? error : null;
  const kind = kindOf(error);
  return (
    <div className={`zh-state zh-state-${kind === 'forbidden' || kind === 'missing' ? 'calm' : 'harm'}`} role="alert">
      <h2 className="zh-state-title">{t(`error.${kind}.title`)}</h2>
      <p>{problem && kind === 'refused' ? problem.message : t(`error.${kind}.text`)}</p>
      {problem?.problem.hint && kind !== 'missing' ? <p>{problem.problem.hint}</p> : null}
      <p className="zh-soft">{t(`error.${kind}.safe`)}</p>
      <div className="zh-row">
        {onRetry && kind !== 'forbidden' && kind !== 'missing' ? <Button onClick={onRetry}>{t('error.retry')}</Button> : null}
        <code className="zh-code">{codeOf(error)}</code>
      </div>
    </div>
  );
}

/** One line for a form: what the server said, or that it could not be reached. */
export function ErrorLine({ error }: { error: unknown }) {
  const { t } = useTranslation('ui');
  if (!error) return null;
  const problem = error instanceof ApiProblem ? error : null;
  return (
    <div className="zh-error-line" role="alert">
      <span>{problem ? problem.message : t(`error.${kindOf(error)}.text`)}</span>
      {problem?.problem.errors?.map((one) => (
        <span key={one.pointer + one.detail}>{one.detail}</span>
      ))}
      <code className="zh-code">{codeOf(error)}</code>
    </div>
  );
}

/** What was asked for is not there, or belongs to another brand. */
export function isMissing(error: unknown): boolean {
  return error instanceof ApiProblem && error.status === 404;
}

type Kind = 'offline' | 'forbidden' | 'missing' | 'busy' | 'refused' | 'broken';

function kindOf(error: unknown): Kind {
  if (!(error instanceof ApiProblem)) return error instanceof TypeError ? 'offline' : 'broken';
  // Another 403 is no matter of roles: a request from elsewhere, a brand that is closed. It says itself what to do.
  if (error.status === 403 && error.code === 'permission.denied') return 'forbidden';
  if (isMissing(error)) return 'missing';
  if (error.status === 429 || error.status === 503) return 'busy';
  return error.status >= 500 ? 'broken' : 'refused';
}

function codeOf(error: unknown): string {
  if (error instanceof ApiProblem) return [error.code, error.problem.requestId].filter(Boolean).join(' · ');
  return error instanceof TypeError ? 'network' : 'screen';
}
