import type { Ctx } from '../../kit/ctx.ts';
import { emit } from '../../kit/events/index.ts';
import type { Uuid } from '../../kit/ids/index.ts';
import type { Leg } from './model/live-order.ts';

export const REFUND_ACCEPTED = 'refund.accepted';

/**
 * `refund.accepted`: money is owed to a customer and a provider has to send it back; what came in by hand is not in it.
 * `source` says what made it owed: a refund, or an order that was cancelled when it was paid in part. A chargeback is back already.
 */
export interface RefundAccepted {
  readonly orderId: Uuid;
  readonly source: 'order' | 'refund';
  /** id of the refund, or of the order */
  readonly sourceId: Uuid;
  readonly cause: 'refund' | 'chargeback' | 'exchange' | 'cancelled';
  readonly legs: readonly Leg[];
}

/** Hands what providers have to send back to whoever talks to them, inside the transaction that made it owed. */
export async function announceRefunds(ctx: Ctx, refunds: readonly RefundAccepted[]): Promise<void> {
  for (const payload of refunds) await emit(ctx, { kind: REFUND_ACCEPTED, version: 1, payload }, { isInternal: true });
}
