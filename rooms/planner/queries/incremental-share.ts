import { ASSUMED_INCREMENTAL } from '../model/reward.ts';

/** Of friends who buy, the share who would not have bought otherwise, and of how many numbers behind it how many were measured. */
export interface IncrementalShare {
  readonly value: number;
  readonly measured: number;
  readonly of: number;
}

/** Nobody is held out of referral offers yet: a third, as in the worked test, and said to be assumed. */
export function incrementalShare(): IncrementalShare {
  return { value: ASSUMED_INCREMENTAL, measured: 0, of: 1 };
}
