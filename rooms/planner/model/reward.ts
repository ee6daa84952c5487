/** What a referral reward is weighed against. Shares between 0 and 1, amounts in major units. */
export interface RewardCase {
  /** of those who come by referral, the share who would not have bought otherwise */
  readonly incrementalShare: number;
  /** margin of a referred buyer over their life */
  readonly lifetimeMargin: number;
  /** of that margin, how much may be given away; at most three tenths */
  readonly targetShare: number;
  /** gifts given with the referral anyway */
  readonly gifts: number;
}

/** No more of a lifetime's margin is given away. */
export const LARGEST_SHARE = 0.3;

/**
 * The largest reward a referral can bear: incremental share × lifetime margin × target share − gifts (domain.md §6). Never below
 * nought: then there is no room for a reward at all.
 */
export function maxAffordableReward({ incrementalShare, lifetimeMargin, targetShare, gifts }: RewardCase): number {
  return Math.max(0, incrementalShare * lifetimeMargin * Math.min(LARGEST_SHARE, targetShare) - gifts);
}

/** Until it is measured: in the worked test of domain.md §6 a third of those who came by a referral would not have bought otherwise. */
export const ASSUMED_INCREMENTAL = 1 / 3;

/** What one buyer who would not have come otherwise costs: everybody is rewarded, only some are new. Null when nobody is. */
export function costPerIncremental(reward: number, incrementalShare: number): number | null {
  return incrementalShare > 0 ? reward / incrementalShare : null;
}
