import type { Uuid } from '../../kit/ids/index.ts';
import { move } from '../../rooms/ledger/index.ts';
import { legsOf } from '../../rooms/orders/index.ts';
import type { OwedBack, World } from './world.ts';

/**
 * Sends money that is owed to a customer back the way it came. What was taken by hand is back with this very step; for the rest the
 * payments room is told, and it stays owed until the provider says it is done.
 * @param back.before what was given back of the order earlier
 */
export function sendBack(
  world: World,
  orderId: Uuid,
  back: { source: 'order' | 'refund'; sourceId: Uuid; cause: OwedBack['cause']; before: bigint; amount: bigint },
): void {
  if (back.amount === 0n) return;
  const legs = legsOf(world.paymentsOf.get(orderId) ?? [], back);
  legs.forEach((leg, seq) => {
    if (leg.provider !== 'manual') return;
    world.postings.push({
      source: back.source,
      sourceId: back.sourceId,
      kind: 'returned',
      seq,
      at: world.ctx.now,
      entries: move(leg.amount, { account: 'refund:payable' }, { account: 'provider:manual' }),
    });
  });
  const owed = legs.filter((leg) => leg.provider !== 'manual');
  if (owed.length === 0) return;
  const { source, sourceId, cause } = back;
  world.owedBack.push({ orderId, source, sourceId, cause, legs: owed });
}
