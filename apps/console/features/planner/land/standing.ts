import type { Client } from '../../../../../sdk/index.ts';

export type Roadmap = Awaited<ReturnType<Client['designs']['roadmap']>>;
export type RoadStep = Roadmap['data'][number];

/**
 * `passed` every part of the test is seen to hold · `asFarAsSeen` what can be seen holds, the rest is the owner's to judge · `said` the same,
 * and the owner says so · `claimed` the owner says so and the data do not · `open` not yet · `yours` nothing can be seen
 */
export type Standing = 'passed' | 'asFarAsSeen' | 'said' | 'claimed' | 'open' | 'yours';

/** How a step stands between what the data show and what its owner says. */
export function standingOf({
  met,
  doneAt,
  evidence,
}: Pick<RoadStep, 'met' | 'doneAt'> & { evidence: readonly { met: boolean | null }[] }): Standing {
  if (met) return 'passed';
  if (evidence.some((one) => one.met === false)) return doneAt === null ? 'open' : 'claimed';
  if (doneAt !== null) return 'said';
  return evidence.every((one) => one.met === null) ? 'yours' : 'asFarAsSeen';
}

/** A step is behind whoever counts it as passed, as the server does: what cannot be seen waits for its owner's word. */
export function isBehind(standing: Standing): boolean {
  return standing === 'passed' || standing === 'said';
}
