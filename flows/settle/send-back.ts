import type { Uuid } from '../../kit/ids/index.ts';
import { move, type Entry } from '../../rooms/ledger/index.ts';
import { legsOf, type PaymentRecord } from '../../rooms/orders/index.ts';
import { backOnCards, BALANCE, giveBackToCards, outOnOrder } from './balance.ts';
import type { OwedBack, World } from './world.ts';

/**
 * Sends money that is owed to a customer back the way it came: to the cards that paid first, but what a bank takes back was never on a card.
 * What was taken by hand, or from a card, is back with this very step; for the rest the payments room is told, and it stays owed until the
 * provider says it is done.
 * @param back.before what was given back of the order earlier
 */
export function sendBack(
  world: World,
  orderId: Uuid,
  back: { source: 'order' | 'refund'; sourceId: Uuid; cause: OwedBack['cause']; before: bigint; amount: bigint },
): void {
  if (back.amount === 0n) return;
  const out = back.cause === 'chargeback' ? 0n : outOnOrder(world, orderId);
  const toCards = back.amount < out ? back.amount : out;
  const rest = { before: back.before - backOnCards(world, orderId), amount: back.amount - toCards };
  const legs = legsOf(moneyOf(world, orderId), rest);
  const returned = (seq: number, entries: readonly Entry[]): void => {
    world.postings.push({ source: back.source, sourceId: back.sourceId, kind: 'returned', seq, at: world.ctx.now, entries });
  };
  legs.forEach((leg, seq) => {
    if (leg.provider === 'manual') returned(seq, move(leg.amount, { account: 'refund:payable' }, { account: 'provider:manual' }));
  });
  giveBackToCards(world, orderId, toCards).forEach((entries, i) => returned(legs.length + i, entries));
  const owed = legs.filter((leg) => leg.provider !== 'manual');
  if (owed.length === 0) return;
  const { source, sourceId, cause } = back;
  world.owedBack.push({ orderId, source, sourceId, cause, legs: owed });
}

/** The payments of an order that brought money. */
export function moneyOf(world: World, orderId: Uuid): readonly PaymentRecord[] {
  return (world.paymentsOf.get(orderId) ?? []).filter((payment) => payment.provider !== BALANCE);
}
