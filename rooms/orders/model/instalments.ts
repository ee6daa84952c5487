import { allocate } from '../../../kit/money/index.ts';
import { unsortedInstalments, wrongInstalments } from '../errors.ts';
import type { LiveLine, LiveOrder } from './live-order.ts';

/** One part of an agreement as it was asked for. */
export interface AskedInstalment {
  /** epoch ms */
  readonly dueAt: number;
  readonly amount: bigint;
}

/** What one instalment carries of the order. */
export interface InstalmentShare {
  readonly lines: LiveLine[];
  readonly shipping: bigint;
}

/**
 * Splits the lines and the shipping of an order over its instalments, each by largest remainder over what is left of them: every
 * instalment comes to its amount, every line to its price, and neither gains nor loses a unit. Tax follows its line.
 * @throws `instalments.sum` when they do not come to the total, `instalments.unsorted`
 */
export function splitInstalments(lines: readonly LiveLine[], shipping: bigint, asked: readonly AskedInstalment[]): InstalmentShare[] {
  const total = lines.reduce((sum, line) => sum + line.amount, shipping);
  if (asked.reduce((sum, part) => sum + part.amount, 0n) !== total) throw wrongInstalments(total);
  asked.forEach((part, i) => {
    if (part.dueAt < (asked[i - 1]?.dueAt ?? part.dueAt)) throw unsortedInstalments(i);
  });
  const left = [...lines.map((line) => line.amount), shipping];
  const taxLeft = lines.map((line) => line.tax);
  return asked.map(({ amount }) => {
    const shares = allocate(amount, left);
    const parts = lines.map((line, i): LiveLine => {
      const [share, had, taxed] = [shares[i] ?? 0n, left[i] ?? 0n, taxLeft[i] ?? 0n];
      const tax = had === 0n ? 0n : (taxed * share) / had;
      left[i] = had - share;
      taxLeft[i] = taxed - tax;
      return { ...line, amount: share, tax, deferred: line.amount - share };
    });
    const carried = shares[lines.length] ?? 0n;
    left[lines.length] = (left[lines.length] ?? 0n) - carried;
    return { lines: parts, shipping: carried };
  });
}

/** The order of an agreement that is a purchase: itself, or the one it follows. */
export function firstOf(order: Pick<LiveOrder, 'orderId' | 'followsId'>): LiveOrder['orderId'] {
  return order.followsId ?? order.orderId;
}

/** Whether an instalment should have been paid by now. */
export function isOverdue(order: Pick<LiveOrder, 'instalment' | 'paidAt' | 'cancelledAt'>, now: number): boolean {
  return order.instalment !== null && order.paidAt === null && order.cancelledAt === null && order.instalment.dueAt < now;
}

/**
 * The lines of a later instalment that the customer has: those of the goods they were delivered with, but never before the instalment
 * was paid. What is left of it is said like any receipt.
 */
export function deliveredWith(order: LiveOrder, first: LiveOrder): { line: number; at: number }[] {
  const { paidAt } = order;
  if (paidAt === null) return [];
  return order.lines.flatMap((line, i) => {
    const goods = first.lines[i];
    // What came in exchange was delivered by itself.
    if (goods === undefined || line.exchangeId !== null || goods.exchangeId !== null) return [];
    const { receivedAt } = goods;
    return line.receivedAt === null && receivedAt !== null ? [{ line: line.line, at: Math.max(receivedAt, paidAt) }] : [];
  });
}
