import type { Ctx } from '../../kit/ctx.ts';
import { lockLane } from '../../kit/db/lane.ts';
import type { DomainEvent } from '../../kit/events/index.ts';
import { publicId } from '../../kit/ids/index.ts';
import { openPaymentCase } from '../../rooms/partners/index.ts';
import type { PaymentMismatch, RefundEnded } from '../../rooms/payments/index.ts';

/** A genuine message that does not fit what was asked for is never silent: a case is opened in the transaction that decides it. */
export async function onPaymentMismatch(ctx: Ctx, { payload }: DomainEvent<PaymentMismatch>): Promise<void> {
  const { orderId, inboxId, ...facts } = payload;
  await lockLane(ctx);
  await openPaymentCase(ctx, { orderId, facts: { ...facts, event: publicId('providerEvent', inboxId) } });
}

/** Money that could not go back the way it came stays owed: somebody has to find another way. */
export async function onRefundEnded(ctx: Ctx, { payload }: DomainEvent<RefundEnded>): Promise<void> {
  if (payload.isDone) return;
  const { refundId, source, why } = payload;
  await lockLane(ctx);
  const facts = { reason: 'refund.failed', refund: publicId('providerRefund', refundId), source, why };
  await openPaymentCase(ctx, { orderId: null, facts });
}
