import { assert } from '../../kit/errors/index.ts';
import { publicId } from '../../kit/ids/index.ts';
import { firstInstalmentOpen, firstOf, instalmentOverdue, isOverdue } from '../../rooms/orders/index.ts';
import type { OrderDraft, World } from './world.ts';

/** Every order of the agreement an order is part of, in the order of their numbers; none where it is paid at once. */
export function agreementOf(world: World, { order }: OrderDraft): OrderDraft[] {
  if (order.instalment === null) return [];
  const first = firstOf(order);
  return [...world.orders.values()]
    .filter((draft) => draft.order.orderId === first || draft.order.followsId === first)
    .sort((a, b) => (a.order.instalment?.number ?? 0) - (b.order.instalment?.number ?? 0));
}

/**
 * A later instalment is paid after the first, which is the purchase.
 * @returns when the first was paid: no later one counts from before it; null where there is no first
 * @throws `instalment.firstOpen`
 */
export function firstPaidAt(world: World, { order }: OrderDraft): number | null {
  if (order.followsId === null) return null;
  const first = world.orders.get(order.followsId);
  assert(first, 'the first order of an agreement is loaded with it');
  if (first.order.paidAt === null) throw firstInstalmentOpen();
  return first.order.paidAt;
}

/** Nothing is delivered while an instalment is overdue. @throws `instalment.overdue` */
export function refuseDefault(world: World, draft: OrderDraft): void {
  const late = agreementOf(world, draft).find((one) => isOverdue(one.order, world.now));
  if (late) throw instalmentOverdue(publicId('order', late.order.orderId), late.order.instalment?.number ?? 0);
}
