import type { Ctx } from '../../../kit/ctx.ts';
import { measuredIncrementalShare } from '../../analytics/index.ts';
import { ASSUMED_INCREMENTAL } from '../model/reward.ts';

/** Of friends who buy, the share who would not have bought otherwise; measured 1 of 1 with its standard error, or assumed. */
export interface IncrementalShare {
  readonly value: number;
  readonly measured: number;
  readonly of: number;
  readonly standardError: number | null;
}

/** As the last trial that ran to its end measured it; else a third, as in the worked test of the specification, and said to be assumed. */
export async function incrementalShare(ctx: Ctx): Promise<IncrementalShare> {
  const told = await measuredIncrementalShare(ctx);
  return told === null
    ? { value: ASSUMED_INCREMENTAL, measured: 0, of: 1, standardError: null }
    : { value: told.share, measured: 1, of: 1, standardError: told.standardError };
}
