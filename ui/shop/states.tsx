import { useEffect, useState } from 'react';
import { useLocation } from 'wouter';
import { Button } from './button.tsx';
import { ApiProblem } from '../../sdk/shop.ts';
import { useShop } from './shop.tsx';
import { Go } from './go.tsx';

export { EmptyState } from '../page/empty-state.tsx';

type Kind = 'offline' | 'signIn' | 'missing' | 'busy' | 'refused' | 'broken';

/** What happened, what is safe, what to do, and a code to quote. Whoever has to sign in first is led there and back. */
export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { words } = useShop();
  const [path] = useLocation();
  const kind = kindOf(error);
  const said = words.error[kind];
  const problem = error instanceof ApiProblem ? error : null;
  const isCalm = kind === 'signIn' || kind === 'missing';
  return (
    <div className={`zh-state zh-state-${isCalm ? 'calm' : 'harm'}`} role="alert">
      <h2 className="zh-state-title">{said.title}</h2>
      <p>{problem && kind === 'refused' ? problem.message : said.text}</p>
      {kind === 'refused' && problem?.problem.hint ? <p>{problem.problem.hint}</p> : null}
      {said.safe ? <p className="zh-soft">{said.safe}</p> : null}
      <div className="zh-row">
        {kind === 'signIn' ? (
          <Go to={`/sign-in?back=${encodeURIComponent(path)}`} className="zh-go">
            {words.signIn}
          </Go>
        ) : null}
        {kind === 'missing' ? (
          <Go to="/" className="zh-go">
            {words.toShop}
          </Go>
        ) : null}
        {onRetry && !isCalm ? <Button onClick={onRetry}>{words.retry}</Button> : null}
        {isCalm ? null : <code className="zh-code">{codeOf(error)}</code>}
      </div>
    </div>
  );
}

/** What went wrong with an act, under its button: what the server said, or that it could not be asked. */
export function ErrorLine({ error }: { error: unknown }) {
  const { words } = useShop();
  if (!error) return null;
  const problem = error instanceof ApiProblem ? error : null;
  return (
    <div className="zh-error-line" role="alert">
      <span>{problem ? problem.message : words.error[kindOf(error)].text}</span>
      {problem?.problem.errors?.map((one) => (
        <span key={one.pointer + one.detail}>{one.detail}</span>
      ))}
      {problem?.problem.hint ? <span>{problem.problem.hint}</span> : null}
      <code className="zh-code">{codeOf(error)}</code>
    </div>
  );
}

/** Grey shapes where something will stand. After 300 ms a sentence says what is awaited. */
export function Bones({ shape, count = 4 }: { shape: 'rows' | 'goods' | 'page' | 'text'; count?: number }) {
  const { words } = useShop();
  const [isLong, setLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), 300);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className={`zh-bones zh-bones-${shape}`} aria-busy="true">
      {Array.from({ length: count }, (_, at) => (
        <span key={at} className="zh-bone" />
      ))}
      <span className={isLong ? 'zh-soft zh-small' : 'zh-hidden'} role="status">
        {words.loading}
      </span>
    </div>
  );
}

function kindOf(error: unknown): Kind {
  if (!(error instanceof ApiProblem)) return error instanceof TypeError ? 'offline' : 'broken';
  if (error.status === 401) return 'signIn';
  if (error.status === 404) return 'missing';
  if (error.status === 429 || error.status === 503) return 'busy';
  return error.status >= 500 ? 'broken' : 'refused';
}

function codeOf(error: unknown): string {
  if (error instanceof ApiProblem) return [error.code, error.problem.requestId].filter(Boolean).join(' · ');
  return error instanceof TypeError ? 'network' : 'page';
}
