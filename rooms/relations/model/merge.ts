/** A standing introduction of one of two records that turn out to be one person. */
export interface StandingReferral<Id> {
  readonly referralId: Id;
  /** epoch ms; null = known since always */
  readonly fromMs: number | null;
  /** the referrer is one of the two, or has one of them above */
  readonly leadsBack: 'self' | 'cycle' | null;
}

export interface MergedReferral<Id> {
  readonly kept: StandingReferral<Id> | null;
  readonly closed: { referral: StandingReferral<Id>; reason: 'self' | 'cycle' | 'second' }[];
}

/**
 * Which introduction the one person keeps (rules.md B10): the earliest of those that lead to neither of the two;
 * what would become self or a ring is closed, and so is the later one.
 */
export function mergeReferrals<Id extends string>(standing: readonly StandingReferral<Id>[]): MergedReferral<Id> {
  const byAge = [...standing].sort((a, b) => ageOf(a) - ageOf(b) || (a.referralId < b.referralId ? -1 : 1));
  const kept = byAge.find((referral) => referral.leadsBack === null) ?? null;
  const closed = byAge
    .filter((referral) => referral !== kept)
    .map((referral) => ({ referral, reason: referral.leadsBack ?? ('second' as const) }));
  return { kept, closed };
}

function ageOf(referral: { fromMs: number | null }): number {
  return referral.fromMs ?? Number.MIN_SAFE_INTEGER;
}
