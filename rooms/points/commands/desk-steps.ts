import type { Uuid } from '../../../kit/ids/index.ts';
import type { Posting } from '../../ledger/index.ts';
import { isHeld, moveLot, type CaseOutcome } from '../model/lots.ts';
import { growthAt } from '../model/rule.ts';
import type { PointsDesk } from './points-desk.ts';
import { posting } from './points-posting.ts';

/** Buyers of orders that may be placed or paid, with whoever would be rewarded for them. @param buyerOf of an order that is not paid */
export function rewardedPairs(desk: PointsDesk, buyerOf: (orderId: Uuid) => Uuid | undefined): { buyerId: Uuid; payeeIds: Uuid[] }[] {
  const known = [...desk.terms.values()].flatMap(({ orderId, referrerId }) => {
    const buyerId = buyerOf(orderId);
    return referrerId === null || buyerId === undefined ? [] : { buyerId, payeeIds: [referrerId] };
  });
  return [...known, ...[...desk.referrers].map(([buyerId, referrerId]) => ({ buyerId, payeeIds: [referrerId] }))];
}

/** A person decided about rewards that a case held: they are their owner's when their hold is over, or they never were. */
export function decideHeld(desk: PointsDesk, caseId: Uuid, outcome: CaseOutcome, at: Date): Posting[] {
  return [...desk.lots.values()].flatMap((lot) => {
    if (lot.caseId !== caseId || !isHeld(lot)) return [];
    lot.caseOutcome = outcome;
    desk.changedLots.add(lot);
    if (outcome === 'release' || lot.left === 0n) return [];
    lot.takenBack = lot.granted;
    const movement = moveLot(lot, { kind: 'reversed', points: -lot.left });
    desk.movements.push(movement);
    return [posting({ source: 'points', sourceId: lot.lotId }, movement.kind, movement.nth, at, [{ lot, movement }])];
  });
}

/** What the buyer has grown by an order: whole growth of what was paid and not given back. */
export function growBy(
  desk: PointsDesk,
  { orderId, personId, paid, causeId }: { orderId: Uuid; personId: Uuid; paid: bigint; causeId: Uuid },
): void {
  const terms = desk.terms.get(orderId);
  if (!terms) return;
  const amount = growthAt(terms.rule.growthAmount, paid) - terms.growth;
  if (amount === 0n) return;
  terms.growth += amount;
  desk.changedTerms.add(terms);
  desk.grown.push({ personId, orderId, causeId, amount });
}
