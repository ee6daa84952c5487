import type { LiveLine, LiveOrder } from './live-order.ts';

/** What a buyer may do about a line after the purchase. */

/** Bought, received and kept: nothing else is reviewed (compliance P12). A gift was not bought. */
export function isReviewable(order: Pick<LiveOrder, 'paidAt' | 'cancelledAt'>, line: LiveLine): boolean {
  if (order.paidAt === null || order.cancelledAt !== null || line.receivedAt === null || isGift(line)) return false;
  return line.amount === 0n || line.refunded < line.amount;
}

/** What of a line a refund can still be asked for; 0 while a claim on it is open. */
export function refundableOf(order: Pick<LiveOrder, 'paidAt' | 'cancelledAt'>, line: LiveLine): bigint {
  return order.paidAt === null || order.cancelledAt !== null || line.claimedAt !== null ? 0n : line.amount - line.refunded;
}

/** Whether the buyer may say they have it: what was sent, and what is never sent and not handed over by itself. */
export function isConfirmable(line: LiveLine, isSent: boolean): boolean {
  return line.receivedAt === null && (line.shippedAt !== null || !isSent);
}

export function isGift(line: Pick<LiveLine, 'price'>): boolean {
  return line.price?.kind === 'gift';
}
