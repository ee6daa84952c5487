import { move } from '../../rooms/ledger/index.ts';
import { cancel } from '../../rooms/orders/index.ts';
import type { CancelOrder, Outcome } from './commands.ts';
import { draftOf } from './drafts.ts';
import { sendBack } from './send-back.ts';
import type { World } from './world.ts';

/**
 * Calls an unpaid order off: its pieces are free again, its coupon too, and what was paid in part goes back. Told again it changes nothing.
 * @throws `order.notFound`, `order.isRecord`, `order.paid`
 */
export function cancelOrder(world: World, command: CancelOrder): Outcome {
  const draft = draftOf(world, command.order);
  const { order } = draft;
  const tendered = cancel(order, world.now, command.reason);
  if (tendered === null) return { kind: 'order', orderId: order.orderId, isRepeat: true };
  draft.isChanged = true;
  world.emptied.push(order.orderId);
  world.cancelled.push(order.orderId);
  if (tendered > 0n) {
    world.postings.push({
      source: 'order',
      sourceId: order.orderId,
      kind: 'cancelled',
      seq: 0,
      at: world.ctx.now,
      entries: move(tendered, { account: 'customer:unapplied' }, { account: 'refund:payable' }),
    });
    sendBack(world, order.orderId, { source: 'order', sourceId: order.orderId, cause: 'cancelled', before: 0n, amount: tendered });
  }
  return { kind: 'order', orderId: order.orderId, isRepeat: false };
}
