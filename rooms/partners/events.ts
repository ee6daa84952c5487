import type { Lane } from '../../kit/db/lane.ts';
import type { Uuid } from '../../kit/ids/index.ts';

/** When somebody was a partner; epoch ms, to null = is one now. */
export interface PartnershipSpan {
  readonly from: number;
  readonly to: number | null;
}

/**
 * `partnership.changed`, version 1, handed over inside the house: a stage depends on it, so histories are derived anew in this
 * transaction. `before` and `after` are all partnerships of the person, oldest first; from and to those of the one that changed.
 */
export interface PartnershipChanged extends PartnershipSpan {
  /** the write lane the announcing command holds */
  readonly lane: Lane;
  readonly personId: Uuid;
  readonly before: readonly PartnershipSpan[];
  readonly after: readonly PartnershipSpan[];
}

export const PARTNERSHIP_CHANGED = 'partnership.changed';
