import type { Ctx } from '../../kit/ctx.ts';
import { emit } from '../../kit/events/index.ts';
import type { Uuid } from '../../kit/ids/index.ts';

/**
 * `payment.mismatch`: a genuine message of a provider does not fit what was asked for, or comes too late. Inside the house a
 * case is opened from it; `isUnapplied`: the money is in customer:unapplied and goes back by itself.
 */
export interface PaymentMismatch {
  readonly reason: MismatchReason;
  readonly inboxId: Uuid;
  readonly provider: string;
  readonly eventId: string;
  readonly orderId: Uuid | null;
  /** minor units as text */
  readonly amount: string;
  readonly currency: string;
  readonly merchantId: string;
  readonly expected: Readonly<Record<string, string>>;
  readonly isUnapplied: boolean;
}

export type MismatchReason =
  | 'amount'
  | 'currency'
  | 'merchant'
  | 'reference'
  | 'order.notFound'
  | 'order.isRecord'
  | 'order.cancelled'
  | 'payment.tooMuch'
  | 'payment.exists'
  | 'refund.unknown'
  | 'dispute.unknown';

export const PAYMENT_MISMATCH = 'payment.mismatch';
export const PAYOUT_ENDED = 'payout.ended';
export const REFUND_ENDED = 'providerRefund.ended';

/** `payout.ended`: the provider paid a withdrawal out, or finally did not. */
export interface PayoutEnded {
  readonly payoutId: Uuid;
  readonly isPaid: boolean;
  readonly why: string | null;
}

/** `providerRefund.ended`: money is back with the customer, or finally could not go the way it came. */
export interface RefundEnded {
  readonly refundId: Uuid;
  readonly source: 'order' | 'unapplied';
  readonly sourceId: Uuid;
  readonly isDone: boolean;
  readonly why: string | null;
}

export async function announceMismatch(ctx: Ctx, payload: PaymentMismatch): Promise<void> {
  await emit(ctx, { kind: PAYMENT_MISMATCH, version: 1, payload }, { isInternal: true });
}

export async function announcePayout(ctx: Ctx, payload: PayoutEnded): Promise<void> {
  await emit(ctx, { kind: PAYOUT_ENDED, version: 1, payload }, { isInternal: true });
}

export async function announceRefund(ctx: Ctx, payload: RefundEnded): Promise<void> {
  await emit(ctx, { kind: REFUND_ENDED, version: 1, payload }, { isInternal: true });
}
