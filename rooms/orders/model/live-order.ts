import { assert } from '../../../kit/errors/index.ts';
import type { Origin } from '../../../kit/http/shapes.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import { allocate } from '../../../kit/money/index.ts';
import { discountTooBig, orderCancelled, overpaid, overRefunded, refundTooEarly, unknownLine } from '../errors.ts';

/** A line sold live. Amounts in minor units; `amount` is what is charged for it after all discounts. */
export interface LiveLine {
  readonly line: number;
  readonly productId: Uuid | null;
  readonly quantity: bigint;
  readonly unitPrice: bigint;
  readonly discount: bigint;
  readonly orderDiscount: bigint;
  /** sales tax inside the price: it leaves the base of commissions */
  readonly tax: bigint;
  readonly amount: bigint;
  /** delivered the moment it is paid: a virtual good */
  readonly isInstant: boolean;
  refunded: bigint;
  /** epoch ms; null = not yet at the customer */
  receivedAt: number | null;
}

/**
 * An order sold through the product, while one batch decides about it. Instants in epoch ms.
 * Each verb below checks everything before it changes anything: a refusal leaves the order as it was.
 */
export interface LiveOrder {
  readonly orderId: Uuid;
  readonly externalId: string | null;
  readonly personId: Uuid;
  readonly placedAt: number;
  readonly shipping: bigint;
  readonly total: bigint;
  readonly scene: string | null;
  readonly method: string | null;
  readonly channel: string | null;
  readonly lines: readonly LiveLine[];
  origin: Origin | null;
  tendered: bigint;
  shippingRefunded: bigint;
  paidAt: number | null;
  shippedAt: number | null;
  receivedAt: number | null;
  cancelledAt: number | null;
}

export interface LineInput {
  readonly productId: Uuid | null;
  readonly quantity: bigint;
  readonly unitPrice: bigint;
  readonly discount: bigint;
  readonly tax: bigint;
  readonly isInstant: boolean;
}

/**
 * The lines of an order with its discount split over them: in proportion to quantity × unit price − line discount, by largest
 * remainder, ties to the earlier line (CONTRACT §7).
 * @throws `discount.tooBig` when a discount exceeds what it is taken from
 */
export function priceLines(lines: readonly LineInput[], orderDiscount: bigint): LiveLine[] {
  const before = lines.map((line, i) => {
    const gross = line.quantity * line.unitPrice;
    if (line.discount > gross) throw discountTooBig(`/lines/${i}/discount`);
    return gross - line.discount;
  });
  const sum = before.reduce((total, part) => total + part, 0n);
  if (orderDiscount > sum) throw discountTooBig('/discount');
  const shares = allocate(orderDiscount, before);
  return lines.map((line, i) => {
    const share = shares[i] ?? 0n;
    const amount = (before[i] ?? 0n) - share;
    if (line.tax > amount) throw discountTooBig(`/lines/${i}/tax`);
    return { ...line, line: i + 1, orderDiscount: share, amount, refunded: 0n, receivedAt: null };
  });
}

/** What commissions of a line are computed from: its price after discounts without the tax it carries. */
export function baseOf(line: Pick<LiveLine, 'amount' | 'tax'>): bigint {
  return line.amount - line.tax;
}

/** The base that is left after refunds; tax goes back in proportion, rounded so that the base is never too high. */
export function remainingBase(line: Pick<LiveLine, 'amount' | 'tax' | 'refunded'>): bigint {
  const left = line.amount - line.refunded;
  return line.tax === 0n || line.amount === 0n ? left : (baseOf(line) * left) / line.amount;
}

export function refundedOf(order: LiveOrder): bigint {
  return order.lines.reduce((sum, line) => sum + line.refunded, order.shippingRefunded);
}

/** Nothing of its lines remains, whatever became of the shipping; an order of zero is never refunded in full (CONTRACT §7). */
export function isRefundedInFull(order: LiveOrder): boolean {
  let charged = 0n;
  let refunded = 0n;
  for (const line of order.lines) {
    charged += line.amount;
    refunded += line.refunded;
  }
  return charged > 0n && charged === refunded;
}

export type LiveState = 'unpaid' | 'paid' | 'shipped' | 'received' | 'refunded' | 'cancelled';

export function stateOf(order: LiveOrder): LiveState {
  if (order.cancelledAt !== null) return 'cancelled';
  if (order.paidAt === null) return 'unpaid';
  if (isRefundedInFull(order)) return 'refunded';
  if (order.receivedAt !== null) return 'received';
  return order.shippedAt !== null ? 'shipped' : 'paid';
}

/**
 * Takes a payment. The order is paid when payments reach its total.
 * @returns whether this payment completed it
 * @throws `payment.tooMuch` beyond the total, `order.cancelled`
 */
export function pay(order: LiveOrder, amount: bigint, at: number): boolean {
  assert(amount > 0n, 'a payment is above zero');
  if (order.cancelledAt !== null) throw orderCancelled();
  if (order.tendered + amount > order.total) throw overpaid(order.total - order.tendered);
  order.tendered += amount;
  if (order.tendered < order.total) return false;
  order.paidAt = at;
  return true;
}

export interface RefundParts {
  readonly lines: readonly { readonly line: number; readonly amount: bigint }[];
  readonly shipping: bigint;
}

/**
 * Gives money back on lines and shipping.
 * @throws `order.unpaid` (refunds may be told again after the payment), `line.unknown`, `refund.tooMuch`
 */
export function refund(order: LiveOrder, parts: RefundParts): void {
  if (order.paidAt === null) throw refundTooEarly();
  const wanted = new Map<number, bigint>();
  parts.lines.forEach((part, i) => {
    const line = order.lines[part.line - 1];
    if (!line) throw unknownLine(part.line, `/lines/${i}/line`);
    const sum = (wanted.get(part.line) ?? 0n) + part.amount;
    const left = line.amount - line.refunded;
    if (sum > left) throw overRefunded(left, `/lines/${i}/amount`);
    wanted.set(part.line, sum);
  });
  const shippingLeft = order.shipping - order.shippingRefunded;
  if (parts.shipping > shippingLeft) throw overRefunded(shippingLeft, '/shipping');
  for (const [number, amount] of wanted) {
    const line = order.lines[number - 1];
    if (line) line.refunded += amount;
  }
  order.shippingRefunded += parts.shipping;
}

/**
 * The customer has it: the whole order, or some of its lines. A line received before keeps its first time.
 * @returns the lines that became received
 * @throws `order.unpaid`, `line.unknown`
 */
export function receive(order: LiveOrder, at: number, lines: readonly number[] | null): LiveLine[] {
  if (order.paidAt === null) throw refundTooEarly();
  const wanted = lines === null ? order.lines : lines.map((number, i) => lineAt(order, number, `/lines/${i}`));
  const fresh = wanted.filter((line) => line.receivedAt === null);
  for (const line of fresh) line.receivedAt = at;
  if (order.receivedAt === null && order.lines.every((line) => line.receivedAt !== null)) {
    order.receivedAt = order.lines.reduce((latest, line) => Math.max(latest, line.receivedAt ?? 0), 0);
  }
  return fresh;
}

function lineAt(order: LiveOrder, number: number, pointer: string): LiveLine {
  const line = order.lines[number - 1];
  if (!line) throw unknownLine(number, pointer);
  return line;
}
