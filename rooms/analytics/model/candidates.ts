import type { Candidate } from '../api.ts';

/** What is known of a person when somebody asks whom to invite next. Buckets 1 to 5, 0 without an order. */
export interface CandidateFacts {
  readonly r: number;
  readonly f: number;
  readonly m: number;
  readonly orders: number;
  /** whole days since the last order */
  readonly sinceDays: number;
  /** whole days from the first order to the last */
  readonly tenureDays: number;
  /** own net in minor units */
  readonly own: bigint;
  readonly directs: number;
  /** directs with at least one order */
  readonly directsBuy: number;
  /** everybody below, directs included */
  readonly downline: number;
  /** direct + indirect worth in minor units */
  readonly brought: bigint;
}

type Reason = Candidate['reasons'][number];

/**
 * How much somebody already behaves like a member: at most 100 points. They come often (30), lately (25), spend well
 * (20), have been coming for long (15) and in a rhythm (10). Somebody with fewer than two orders is no candidate.
 */
export function membershipReasons(facts: CandidateFacts): Reason[] {
  if (facts.orders < 2) return [];
  const meanPause = facts.tenureDays / (facts.orders - 1);
  return earned([
    { id: 'frequency', points: [0, 0, 4, 12, 22, 30][facts.f] ?? 0, value: String(facts.orders) },
    { id: 'recency', points: [0, 0, 3, 8, 18, 25][facts.r] ?? 0, value: String(facts.sinceDays) },
    { id: 'spend', points: [0, 0, 3, 6, 14, 20][facts.m] ?? 0, value: facts.own.toString() },
    {
      id: 'tenure',
      points: facts.tenureDays >= 365 ? 15 : facts.tenureDays >= 180 ? 10 : facts.tenureDays >= 90 ? 5 : 0,
      value: String(facts.tenureDays),
    },
    {
      id: 'rhythm',
      points: facts.orders < 4 ? 0 : meanPause <= 30 ? 10 : meanPause <= 60 ? 5 : 0,
      value: String(Math.round(meanPause)),
    },
  ]);
}

/**
 * How much somebody already behaves like a partner: at most 100 points. They brought people (32), people who buy (24),
 * who brought others in turn (14), their people spend (10), and they come themselves (10 + 10). Somebody who brought
 * nobody is no candidate.
 */
export function partnershipReasons(facts: CandidateFacts): Reason[] {
  if (facts.directs === 0) return [];
  return earned([
    { id: 'directs', points: Math.min(32, facts.directs * 8), value: String(facts.directs) },
    { id: 'directsBuy', points: Math.min(24, facts.directsBuy * 6), value: String(facts.directsBuy) },
    {
      id: 'downline',
      points: Math.min(14, (facts.downline - facts.directs) * 2),
      value: String(facts.downline),
    },
    {
      id: 'influence',
      points: facts.brought > facts.own ? 10 : facts.brought > 0n ? 5 : 0,
      value: facts.brought.toString(),
    },
    { id: 'frequency', points: [0, 0, 2, 4, 7, 10][facts.f] ?? 0, value: String(facts.orders) },
    { id: 'recency', points: [0, 0, 2, 4, 7, 10][facts.r] ?? 0, value: String(facts.sinceDays) },
  ]);
}

export function scoreOf(reasons: readonly Reason[]): number {
  return reasons.reduce((sum, reason) => sum + reason.points, 0);
}

function earned(reasons: Reason[]): Reason[] {
  return reasons.filter((reason) => reason.points > 0).sort((a, b) => b.points - a.points);
}
