import type { Ctx } from '../../../kit/ctx.ts';
import { measuredIncrementalShare } from '../../analytics/index.ts';
import { ASSUMED_INCREMENTAL } from '../model/reward.ts';

/** Of friends who buy, the share who would not have bought otherwise, and of how many numbers behind it how many were measured. */
export interface IncrementalShare {
  readonly value: number;
  readonly measured: number;
  readonly of: number;
}

/** As the newest trial of referral offers measured it; before one told anything, a third, as in the worked test, and said to be assumed. */
export async function incrementalShare(ctx: Ctx): Promise<IncrementalShare> {
  const told = await measuredIncrementalShare(ctx);
  return told === null ? { value: ASSUMED_INCREMENTAL, measured: 0, of: 1 } : { value: told.share, measured: 1, of: 1 };
}
