import type { Lane } from '../../kit/db/lane.ts';
import type { Uuid } from '../../kit/ids/index.ts';
import type { MemberSpan } from './model/card.ts';

/**
 * `cards.changed`, version 1, handed over inside the house: somebody became a member or is one no more by something that moved no money, so
 * their history is derived anew in this transaction. `before` and `after` are all times they were one.
 */
export interface CardsChanged {
  /** the write lane the announcing command holds */
  readonly lane: Lane;
  readonly personId: Uuid;
  readonly before: readonly MemberSpan[];
  readonly after: readonly MemberSpan[];
}

export const CARDS_CHANGED = 'cards.changed';
