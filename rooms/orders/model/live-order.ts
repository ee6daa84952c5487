import { assert } from '../../../kit/errors/index.ts';
import type { Origin } from '../../../kit/http/shapes.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import { allocate } from '../../../kit/money/index.ts';
import type { PrivilegeActs } from '../../membership/index.ts';
import {
  claimOpen,
  discountTooBig,
  nothingToClaim,
  nothingToShip,
  orderCancelled,
  orderPaid,
  orderTooBig,
  overpaid,
  overRefunded,
  refundTooEarly,
  unknownLine,
} from '../errors.ts';

/** A line sold live. Amounts in minor units; `amount` is what is charged for it after all discounts. */
export interface LiveLine {
  readonly line: number;
  readonly productId: Uuid | null;
  readonly skuId: Uuid | null;
  readonly quantity: bigint;
  readonly unitPrice: bigint;
  readonly discount: bigint;
  readonly orderDiscount: bigint;
  /** the part of its price that other instalments of the agreement carry */
  readonly deferred: bigint;
  /** sales tax inside the price: it leaves the base of commissions */
  readonly tax: bigint;
  readonly amount: bigint;
  /** delivered the moment it is paid: a virtual good */
  readonly isInstant: boolean;
  /** owed to the buyer until it is used: a membership */
  readonly isPrepaid: boolean;
  /** why it costs what it does; null where the price was agreed */
  readonly price: LinePrice | null;
  /** the exchange that brought it: the refund of the goods it replaces */
  readonly exchangeId: Uuid | null;
  refunded: bigint;
  shippedAt: number | null;
  /** when it counts as received by itself; null until it is shipped and after it is received */
  receiveDueAt: number | null;
  /** epoch ms; null = not yet at the customer */
  receivedAt: number | null;
  /** a claim on it is open since then: the hold stands still; null without */
  claimedAt: number | null;
  /** how long closed claims stopped the hold */
  pausedMs: number;
}

/** Which price won and which others were looked at. */
export interface LinePrice {
  readonly kind: 'list' | 'stage' | 'tier' | 'referral' | 'campaign' | 'quantity' | 'gift';
  readonly reasons: readonly {
    readonly kind: string;
    readonly rule: string | null;
    readonly name: string | null;
    readonly price: string | null;
    readonly why: string;
  }[];
}

/** What a privilege did to an order by itself, by public ids; `name`: the tier or card that gave it; `saved` in minor units. */
export interface Acted {
  readonly acts: PrivilegeActs;
  readonly privilege: string;
  readonly holder: string;
  readonly name: string;
  readonly saved: string;
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
  readonly acted: readonly Acted[];
  /** grows only by an exchange: what was given back for the old line stays refunded */
  total: bigint;
  readonly scene: string | null;
  readonly method: string | null;
  readonly channel: string | null;
  readonly lines: LiveLine[];
  /** the first order of the agreement of which this is a later part: it adds sales and is no purchase of its own */
  readonly followsId: Uuid | null;
  /** which part of an agreement this is, from 1, and when it is due; null where it is paid at once */
  readonly instalment: { readonly number: number; readonly dueAt: number } | null;
  origin: Origin | null;
  tendered: bigint;
  shippingRefunded: bigint;
  /** of `tendered` and of what was refunded: what stayed as the price of other goods */
  exchanged: bigint;
  paidAt: number | null;
  shippedAt: number | null;
  receivedAt: number | null;
  cancelledAt: number | null;
  cancelReason: string | null;
  /** what a repeat of the external id must equal; null without one */
  readonly requestHash: string | null;
}

/** An order comes to at most so many minor units: sums of many orders then still fit a column. */
const MOST = 10n ** 16n;

export interface LineInput {
  readonly productId: Uuid | null;
  readonly skuId: Uuid | null;
  readonly quantity: bigint;
  readonly unitPrice: bigint;
  readonly discount: bigint;
  readonly tax: bigint;
  readonly isInstant: boolean;
  readonly isPrepaid: boolean;
  readonly price: LinePrice | null;
}

/**
 * The lines of an order with its discount split over them: in proportion to quantity × unit price − line discount, by largest
 * remainder, ties to the earlier line (CONTRACT §7).
 * @throws `discount.tooBig` when a discount exceeds what it is taken from, `order.tooBig`
 */
export function priceLines(lines: readonly LineInput[], orderDiscount: bigint): LiveLine[] {
  const before = lines.map((line, i) => {
    const gross = line.quantity * line.unitPrice;
    if (line.discount > gross) throw discountTooBig(`/lines/${i}/discount`);
    if (gross > MOST) throw orderTooBig(`/lines/${i}/quantity`);
    return gross - line.discount;
  });
  const sum = before.reduce((total, part) => total + part, 0n);
  if (sum > MOST) throw orderTooBig('/lines');
  if (orderDiscount > sum) throw discountTooBig('/discount');
  const shares = allocate(orderDiscount, before);
  return lines.map((line, i) => {
    const share = shares[i] ?? 0n;
    const amount = (before[i] ?? 0n) - share;
    if (line.tax > amount) throw discountTooBig(`/lines/${i}/tax`);
    const { productId, skuId, quantity, unitPrice, discount, tax, isInstant, isPrepaid, price } = line;
    return {
      line: i + 1,
      productId,
      skuId,
      quantity,
      unitPrice,
      discount,
      orderDiscount: share,
      deferred: 0n,
      tax,
      amount,
      isInstant,
      isPrepaid,
      price,
      exchangeId: null,
      refunded: 0n,
      shippedAt: null,
      receiveDueAt: null,
      receivedAt: null,
      claimedAt: null,
      pausedMs: 0,
    };
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

/** What has gone back to the customer: what was refunded without what stayed as the price of other goods. */
export function sentBackOf(order: LiveOrder): bigint {
  return refundedOf(order) - order.exchanged;
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
  assertPaid(order);
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
  assertPaid(order);
  const wanted = lines === null ? order.lines : lines.map((number, i) => lineAt(order, number, `/lines/${i}`));
  const fresh = wanted.filter((line) => line.receivedAt === null);
  for (const line of fresh) {
    line.receivedAt = at;
    line.receiveDueAt = null;
  }
  if (order.receivedAt === null && order.lines.every((line) => line.receivedAt !== null)) {
    order.receivedAt = order.lines.reduce((latest, line) => Math.max(latest, line.receivedAt ?? 0), 0);
  }
  return fresh;
}

/**
 * Nothing will be sold: what was paid so far goes back.
 * @returns what had been paid; null when it was cancelled before
 * @throws `order.paid`: a paid order is refunded
 */
export function cancel(order: LiveOrder, at: number, reason: string | null): bigint | null {
  if (order.cancelledAt !== null) return null;
  if (order.paidAt !== null) throw orderPaid();
  order.cancelledAt = at;
  order.cancelReason = reason;
  return order.tendered;
}

/**
 * Lines leave for the customer: those named, or everything that is not delivered by itself. A line shipped before keeps its time; what
 * was received before it was said to be shipped stays received. The order is shipped when all such lines are.
 * @returns the lines that became shipped; none: it was told before
 * @throws `order.unpaid`, `line.unknown`, `shipment.nothing`
 */
export function ship(order: LiveOrder, at: number, lines: readonly number[] | null, receivedByItselfMs: number): LiveLine[] {
  assertPaid(order);
  const goods = order.lines.filter((line) => !line.isInstant);
  const wanted = lines === null ? goods : lines.map((number, i) => lineAt(order, number, `/lines/${i}`));
  if (wanted.length === 0) throw nothingToShip();
  const fresh = wanted.filter((line) => line.shippedAt === null);
  for (const line of fresh) {
    line.shippedAt = at;
    if (line.receivedAt === null) line.receiveDueAt = at + receivedByItselfMs;
  }
  if (order.shippedAt === null && goods.every((line) => line.shippedAt !== null)) {
    order.shippedAt = order.lines.reduce((latest, line) => Math.max(latest, line.shippedAt ?? 0), 0);
  }
  return fresh;
}

/**
 * The customer is not content with lines: their hold stands still until the claim is closed.
 * @returns the lines it is about
 * @throws `order.unpaid`, `line.unknown`, `claim.open` (one at a time per line), `claim.nothing` (nothing of the line remains)
 */
export function openClaim(order: LiveOrder, at: number, lines: readonly number[]): LiveLine[] {
  assertPaid(order);
  const wanted = [...new Set(lines)].map((number, i) => lineAt(order, number, `/lines/${i}`));
  wanted.forEach((line, i) => {
    if (line.claimedAt !== null) throw claimOpen(line.line, `/lines/${i}`);
    if (line.amount > 0n && line.refunded === line.amount) throw nothingToClaim(line.line, `/lines/${i}`);
  });
  for (const line of wanted) line.claimedAt = at;
  return wanted;
}

/** The claim is over: the time it stopped the hold is added. @returns the lines it was about */
export function closeClaim(order: LiveOrder, at: number, lines: readonly number[]): LiveLine[] {
  const wanted = lines.flatMap((number) => order.lines[number - 1] ?? []);
  for (const line of wanted) {
    if (line.claimedAt === null) continue;
    if (line.receivedAt !== null) line.pausedMs += Math.max(0, at - Math.max(line.claimedAt, line.receivedAt));
    line.claimedAt = null;
  }
  return wanted;
}

/** When the hold of a line is over; null while it has not begun or stands still. */
export function holdEndsAt(line: Pick<LiveLine, 'receivedAt' | 'claimedAt' | 'pausedMs'>, holdMs: number): number | null {
  return line.receivedAt === null || line.claimedAt !== null ? null : line.receivedAt + holdMs + line.pausedMs;
}

/** The bank gave a chargeback back: what it took counts as sold again. */
export function takeRefundBack(order: LiveOrder, parts: RefundParts): void {
  for (const part of parts.lines) {
    const line = order.lines[part.line - 1];
    if (line) line.refunded -= part.amount;
  }
  order.shippingRefunded -= parts.shipping;
}

/** A part of money given back, and the payment it came from. */
export interface Leg {
  readonly paymentId: Uuid;
  readonly provider: string;
  readonly amount: bigint;
}

/**
 * Which payments money goes back to: the oldest first, each at most what it brought and has not given back.
 * @param before what was given back of the order earlier
 */
export function legsOf(
  payments: readonly { readonly paymentId: Uuid; readonly provider: string; readonly amount: bigint }[],
  { before, amount }: { before: bigint; amount: bigint },
): Leg[] {
  const legs: Leg[] = [];
  let [skip, left] = [before, amount];
  for (const payment of payments) {
    const gone = skip < payment.amount ? skip : payment.amount;
    skip -= gone;
    const held = payment.amount - gone;
    const part = held < left ? held : left;
    if (part > 0n) legs.push({ paymentId: payment.paymentId, provider: payment.provider, amount: part });
    left -= part;
  }
  assert(left === 0n, 'no more goes back than came in');
  return legs;
}

function assertPaid(order: LiveOrder): void {
  if (order.cancelledAt !== null) throw orderCancelled();
  if (order.paidAt === null) throw refundTooEarly();
}

function lineAt(order: LiveOrder, number: number, pointer: string): LiveLine {
  const line = order.lines[number - 1];
  if (!line) throw unknownLine(number, pointer);
  return line;
}
