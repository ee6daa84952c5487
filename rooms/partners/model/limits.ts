import type { PolicyPack } from '../../policy/index.ts';
import type { PayLimits } from './plan.ts';

/** Who took the risk of the pack's deepest level for a plan (CONTRACT §7). */
export interface Acknowledgement {
  readonly risk: true;
  readonly legalContact: string;
}

/** What of a pack the engine obeys for orders under a plan that was published with this acknowledgement (null: without). */
export function payLimitsOf({ commission }: Pick<PolicyPack, 'commission'>, acknowledgement: Acknowledgement | null): PayLimits {
  return {
    capPpm: commission.capPpm,
    maxDepth: acknowledgement ? commission.paidLevels.hardMax : commission.paidLevels.default,
    allowsRollUp: commission.allowsRollUp,
    allowsSelfBuy: commission.allowsSelfBuy,
    excludesJoiningFee: commission.excludeFromBase.includes('joiningFee'),
  };
}
