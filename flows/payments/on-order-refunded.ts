import type { Ctx } from '../../kit/ctx.ts';
import type { DomainEvent } from '../../kit/events/index.ts';
import { parseId } from '../../kit/ids/index.ts';
import { refundsOf } from '../../rooms/orders/index.ts';
import { ordersPaidThroughProviders, requestedRefunds, requestOrderRefund } from '../../rooms/payments/index.ts';

/** `order.refunded`: orders of which something was given back. */
export interface OrderRefunded {
  readonly orders: readonly string[];
}

/**
 * What a provider took in goes back through it: asked for in the transaction that accepts the refund, sent afterwards. A
 * chargeback is not: the provider has the money already.
 */
export async function onOrderRefunded(ctx: Ctx, { payload }: DomainEvent<OrderRefunded>): Promise<void> {
  const told = payload.orders.flatMap((id) => parseId('order', id) ?? []);
  const orderIds = await ordersPaidThroughProviders(ctx, told);
  if (orderIds.length === 0) return;
  const refunds = (await refundsOf(ctx, orderIds)).filter((refund) => refund.cause === 'refund');
  const known = await requestedRefunds(
    ctx,
    refunds.map((refund) => refund.refundId),
  );
  for (const { refundId, orderId, lines, shipping } of refunds) {
    if (known.has(refundId)) continue;
    const amount = lines.reduce((sum, line) => sum + line.amount, shipping);
    await requestOrderRefund(ctx, { refundId, orderId, amount });
  }
}
