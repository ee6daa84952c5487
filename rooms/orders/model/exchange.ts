import { exchangeDue, nothingToExchange, orderCancelled, overpaid, overRefunded, refundTooEarly, unknownLine } from '../errors.ts';
import type { LiveLine, LiveOrder } from './live-order.ts';

/** What goods that came back were worth, and what that becomes. */
export interface ExchangeTerms {
  /** refunded of the old line */
  readonly amount: bigint;
  /** of it, what stays as the price of the new lines */
  readonly kept: bigint;
  /** of it, what goes back to the customer: the new goods cost less */
  readonly back: bigint;
  /** what the customer paid on top: the new goods cost more */
  readonly due: bigint;
}

/**
 * The line of which goods come back, with what they were worth.
 * @param wanted null = everything that is left of the line
 * @throws `order.cancelled`, `order.unpaid`, `line.unknown`, `exchange.nothing`, `refund.tooMuch`
 */
export function exchanged(order: LiveOrder, number: number, wanted: bigint | null): { line: LiveLine; amount: bigint } {
  if (order.cancelledAt !== null) throw orderCancelled();
  if (order.paidAt === null) throw refundTooEarly();
  const line = order.lines[number - 1];
  if (!line) throw unknownLine(number, '/line');
  const left = line.amount - line.refunded;
  if (left === 0n) throw nothingToExchange(number);
  if (wanted !== null && wanted > left) throw overRefunded(left, '/amount');
  return { line, amount: wanted ?? left };
}

/** The price of each piece and what is off the whole, so that so many pieces come to exactly this amount. */
export function worthTheSame(amount: bigint, quantity: bigint): { unitPrice: bigint; discount: bigint } {
  const unitPrice = (amount + quantity - 1n) / quantity;
  return { unitPrice, discount: unitPrice * quantity - amount };
}

/** @throws `exchange.due` when the difference is not paid, `payment.tooMuch` when there is none to pay */
export function termsOf(amount: bigint, price: bigint, isPaid: boolean): ExchangeTerms {
  const kept = price < amount ? price : amount;
  const due = price - kept;
  if (due > 0n && !isPaid) throw exchangeDue(due);
  if (due === 0n && isPaid) throw overpaid(0n);
  return { amount, kept, back: amount - kept, due };
}

/** New lines as they follow those of the order; the tax inside is that of the line they replace, in proportion, never too little. */
export function replacing(order: LiveOrder, old: LiveLine, lines: readonly LiveLine[], exchangeId: LiveOrder['orderId']): LiveLine[] {
  return lines.map((line, i) => {
    const tax = old.amount === 0n ? 0n : (old.tax * line.amount + old.amount - 1n) / old.amount;
    return { ...line, tax, line: order.lines.length + i + 1, exchangeId };
  });
}

/** The order as it is after an exchange: the old line refunded, the new ones in, and goods on their way again. */
export function takeExchange(order: LiveOrder, old: LiveLine, lines: readonly LiveLine[], terms: ExchangeTerms): void {
  old.refunded += terms.amount;
  order.lines.push(...lines);
  order.total += lines.reduce((sum, line) => sum + line.amount, 0n);
  order.tendered += terms.kept + terms.due;
  order.exchanged += terms.kept;
  order.shippedAt = null;
  order.receivedAt = null;
}
