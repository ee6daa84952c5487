import type { Ctx } from '../../kit/ctx.ts';
import type { DomainEvent } from '../../kit/events/index.ts';
import { move, post } from '../../rooms/ledger/index.ts';
import { paymentsOf, type RefundAccepted } from '../../rooms/orders/index.ts';
import { requestOrderRefund } from '../../rooms/payments/index.ts';

/**
 * What a provider took in goes back through it: asked for in the transaction that accepts the refund (or cancels the order),
 * sent afterwards; until the provider says it is done it stays owed. A chargeback it has taken back already. The writer holds
 * the brand's lane.
 */
export async function onRefundAccepted(ctx: Ctx, { payload }: DomainEvent<RefundAccepted>): Promise<void> {
  const { orderId, sourceId, source, cause, legs } = payload;
  if (cause === 'chargeback') {
    const taken = legs.map((leg, seq) => ({
      source,
      sourceId,
      kind: 'chargedBack',
      seq,
      at: ctx.now,
      entries: move(leg.amount, { account: 'refund:payable' }, { account: `provider:${leg.provider}` as const }),
    }));
    return await post(ctx, taken);
  }
  const payments = new Map((await paymentsOf(ctx, [orderId])).map((payment) => [payment.paymentId, payment]));
  for (const leg of legs) {
    const payment = payments.get(leg.paymentId);
    if (payment) await requestOrderRefund(ctx, { sourceId, payment, amount: leg.amount });
  }
}
