import { newId } from '../../kit/ids/index.ts';
import { move, netted, type Entry } from '../../rooms/ledger/index.ts';
import type { PaymentRecord } from '../../rooms/orders/index.ts';
import type { OrderDraft, World } from './world.ts';

/** Writes down a payment that the order has taken; what it pays for is another matter. @param entries where it comes from, where that is no provider */
export function keepPayment(
  world: World,
  draft: OrderDraft,
  what: Pick<PaymentRecord, 'externalId' | 'provider' | 'amount' | 'at'>,
  entries: readonly Entry[] = move(what.amount, { account: `provider:${what.provider}` }, { account: 'customer:unapplied' }),
): PaymentRecord {
  const { orderId } = draft.order;
  const payment = { paymentId: newId(), orderId, ...what };
  world.newPayments.push(payment);
  world.paymentsOf.set(orderId, [...(world.paymentsOf.get(orderId) ?? []), payment]);
  if (what.externalId !== null) world.payments.set(what.externalId, payment);
  draft.isChanged = true;
  world.postings.push({
    source: 'payment',
    sourceId: payment.paymentId,
    kind: 'received',
    seq: 0,
    at: world.ctx.now,
    entries: netted(entries),
  });
  return payment;
}
