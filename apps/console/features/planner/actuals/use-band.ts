import { useEffect, useState } from 'react';
import type { PlanParameters } from '../../../../../rooms/planner/model/index.ts';
import type { Client } from '../../../../../sdk/index.ts';
import type { BandQuestion } from './band-worker.ts';

const RUNS = 1000;
const SEED = 1;

export type Band = readonly { p10: number; p90: number }[];
type Adoption = NonNullable<Awaited<ReturnType<Client['designs']['actuals']>>['adoption']>;

/** Between what the sales of an adopted plan may lie (P10 to P90): a thousand lives of it, beside the page. Null while they are lived. */
export function useBand(plan: PlanParameters, { months, start, adsOffAfter }: Adoption): Band | null {
  const [band, setBand] = useState<Band | null>(null);
  useEffect(() => {
    const worker = new Worker(new URL('band-worker.ts', import.meta.url), { type: 'module' });
    worker.addEventListener('message', ({ data }: MessageEvent<Band>) => setBand(data));
    const question: BandQuestion = {
      plan,
      options: { months, runs: RUNS, seed: SEED, start, ...(adsOffAfter === null ? {} : { adsOffAfter }) },
    };
    worker.postMessage(question);
    return () => worker.terminate();
  }, [plan, months, start, adsOffAfter]);
  return band?.length === months ? band : null;
}
