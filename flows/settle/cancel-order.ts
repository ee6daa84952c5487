import { move } from '../../rooms/ledger/index.ts';
import { cancel } from '../../rooms/orders/index.ts';
import { bookCardsOf, outOnOrder } from './balance.ts';
import { cancelCards } from './cards.ts';
import type { CancelOrder, Outcome } from './commands.ts';
import { draftOf } from './drafts.ts';
import { giftsOfEnd } from './gifts.ts';
import { agreementOf } from './instalments.ts';
import { pointsOfCancel } from './points.ts';
import { sendBack } from './send-back.ts';
import type { OrderDraft, World } from './world.ts';

/**
 * Calls an unpaid order off: its pieces are free again, its coupon too, and what was paid in part goes back. The instalments after it
 * that nobody has paid end with it. Told again it changes nothing.
 * @throws `order.notFound`, `order.isRecord`, `order.paid`
 */
export function cancelOrder(world: World, command: CancelOrder): Outcome {
  const draft = draftOf(world, command.order);
  return { kind: 'order', orderId: draft.order.orderId, isRepeat: !callOff(world, draft, command.reason) };
}

/** Orders that kept points, a coupon or money of a card and were not paid in their time; one that is paid in part waits for whoever decides about it. */
export function callOffLate(world: World): void {
  for (const orderId of world.late) {
    const draft = world.orders.get(orderId);
    const isOpen = draft?.order.paidAt === null && draft.order.cancelledAt === null;
    // What cards pay of it goes back by itself.
    const isUnpaid = isOpen && draft.order.tendered === outOnOrder(world, orderId);
    if (isUnpaid) callOff(world, draft, null);
  }
}

/** @returns whether it was not cancelled before */
function callOff(world: World, draft: OrderDraft, reason: string | null): boolean {
  const { instalment } = draft.order;
  const isFresh = cancelOne(world, draft, reason);
  for (const later of agreementOf(world, draft)) {
    const isLater = (later.order.instalment?.number ?? 0) > (instalment?.number ?? 0);
    if (isFresh && isLater && later.order.paidAt === null) cancelOne(world, later, reason);
  }
  return isFresh;
}

/** @returns whether it was not cancelled before */
function cancelOne(world: World, draft: OrderDraft, reason: string | null): boolean {
  const { order } = draft;
  const tendered = cancel(order, world.now, reason);
  if (tendered === null) return false;
  draft.isChanged = true;
  world.emptied.push(order.orderId);
  world.cancelled.push(order.orderId);
  cancelCards(world, order.orderId);
  pointsOfCancel(world, order.orderId);
  giftsOfEnd(world, order.orderId, 'cancelled');
  if (tendered > 0n) {
    bookCardsOf(world, order.orderId);
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
  return true;
}
