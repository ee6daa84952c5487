import { move, netted, type Entry, type Posting } from '../../ledger/index.ts';
import { worthOf, type Lot, type Movement } from '../model/lots.ts';

/** What a posting is about. */
export type Source = Pick<Posting, 'source' | 'sourceId'>;

/** A movement and the lot it is of. */
export interface Part {
  readonly lot: Lot;
  readonly movement: Movement;
}

const AGAINST = {
  granted: 'points:expense',
  restored: 'points:expense',
  reversed: 'points:expense',
  netted: 'points:expense',
  adjusted: 'points:expense',
  redeemed: 'points:redeemed',
  retaken: 'points:redeemed',
  returned: 'points:redeemed',
  expired: 'points:breakage',
} as const;

/** What one movement posts, from what the lot held before it and after. */
export function entriesBetween(
  lot: Pick<Lot, 'personId' | 'worth'>,
  kind: Movement['kind'],
  left: { before: bigint; after: bigint },
): Entry[] {
  const amount = worthOf(left.after, lot.worth) - worthOf(left.before, lot.worth);
  const [theirs, ours] = [{ account: 'points', personId: lot.personId } as const, { account: AGAINST[kind] } as const];
  return amount >= 0n ? move(amount, ours, theirs) : move(-amount, theirs, ours);
}

/** Movements as they are posted: by how much each changes what its lot is worth. */
export function posting(by: Source, kind: string, seq: number, at: Date, parts: readonly Part[]): Posting {
  return { ...by, kind, seq, at, entries: netted(parts.flatMap(entriesOf)) };
}

function entriesOf({ lot, movement: { kind, points, leftAfter } }: Part): Entry[] {
  return entriesBetween(lot, kind, { before: leftAfter - points, after: leftAfter });
}
