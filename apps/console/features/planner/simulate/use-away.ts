import { useEffect, useRef, useState } from 'react';
import type { PlanQuestion } from './plan-worker.ts';

/** A slider in motion asks nothing yet. */
const RESTS_MS = 150;

export type AwayState = 'idle' | 'running' | 'done' | 'stopped' | 'failed';

export interface Away<Answer> {
  /** the newest answer, to the question before while a newer one is awaited */
  readonly answer: Answer | null;
  readonly state: AwayState;
  readonly stop: () => void;
  readonly again: () => void;
}

/**
 * A question that is worked on beside the page. The newest is the only one: an answer to an older one never arrives, because its worker is
 * ended. Null asks nothing.
 */
export function useAway<Answer>(question: PlanQuestion | null): Away<Answer> {
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [state, setState] = useState<AwayState>('running');
  const [asked, setAsked] = useState(0);
  const end = useRef<() => void>(() => undefined);
  useEffect(() => {
    if (question === null) {
      setState('idle');
      return;
    }
    setState('running');
    let worker: Worker | null = null;
    const timer = setTimeout(() => {
      worker = new Worker(new URL('plan-worker.ts', import.meta.url), { type: 'module' });
      worker.addEventListener('message', ({ data }: MessageEvent<Answer>) => {
        setAnswer(data);
        setState('done');
        worker?.terminate();
      });
      worker.addEventListener('error', () => setState('failed'));
      worker.postMessage(question);
    }, RESTS_MS);
    end.current = () => {
      clearTimeout(timer);
      worker?.terminate();
    };
    return end.current;
  }, [question, asked]);
  return {
    answer,
    state,
    stop: () => {
      end.current();
      setState('stopped');
    },
    again: () => setAsked((times) => times + 1),
  };
}
