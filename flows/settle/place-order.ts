import { createHash } from 'node:crypto';
import { newId, parseId, publicId, type Uuid } from '../../kit/ids/index.ts';
import {
  earlyUntil,
  productNotFound,
  saleLines,
  skuForSale,
  type SaleLine,
  type SaleProduct,
  type SaleSku,
} from '../../rooms/catalog/index.ts';
import {
  baseOf,
  discountTooBig,
  giftAlone,
  orderExists,
  priceLines,
  priceMissing,
  productArchived,
  productEarly,
  shortOfStock,
  totalMoved,
  splitInstalments,
  type Acted,
  type InstalmentShare,
  type LinePrice,
  type LiveLine,
  type LiveOrder,
} from '../../rooms/orders/index.ts';
import type { CommissionSnapshot } from '../../rooms/partners/index.ts';
import { priceIn, type PriceAnswer } from '../../rooms/pricing/index.ts';
import { personNotFound } from '../../rooms/relations/index.ts';
import type { OrderedLine, Outcome, PlaceOrder } from './commands.ts';
import { drawBalance, payFromCards, type Drawn } from './balance.ts';
import { checkCards, orderCards } from './cards.ts';
import { giftCostOf, giftPrice, promisedBy, promisedOf, promiseGifts } from './gifts.ts';
import { fixPoints, takePoints } from './points.ts';
import { completePayment } from './record-payment.ts';
import { leaveTraces } from './traces.ts';
import type { OrderDraft, World } from './world.ts';

// An unpaid order keeps its pieces so long, by the brand's clock.
export const HELD_MS = 30 * 60_000;

/**
 * Makes an order and fixes what commissions will be computed from: prices, plan, attribution, upline, stages and levels as they
 * stand now (rules.md C1). Its pieces are kept for half an hour. What the buyer's cards pay is paid at once, and so is an order of zero. The same external id with the same
 * content answers with the first. Paid in instalments, it is one order per part, all under what the first fixed.
 * @throws `person.notFound`, `product.notFound`, `product.archived`, `product.early`, `product.unpriced`, `sku.notFound`, `sku.missing`, `discount.tooBig`,
 * `order.exists`, `stock.short`, `gift.costUnknown`, `gift.alone`, `instalments.sum`, `instalments.unsorted`,
 * `card.offSale`, `card.tooDear`, `card.tooMany`, `card.noInstalments`,
 * `order.totalMoved`, and what the coupon, the points and the balance are refused with
 */
export function placeOrder(world: World, command: PlaceOrder): Outcome {
  const person = world.people.get(command.person);
  if (!person) throw personNotFound('/person');
  const asked = command.lines.map((line, i) => askedLine(world.products.get(line.product), line, `/lines/${i}`));
  const requestHash = command.externalId === null ? null : hashOf(person.personId, command, asked);
  const first = command.externalId === null ? undefined : world.orderOf.get(`ext:${command.externalId}`);
  if (first !== undefined) return repeatOf(world, first, { requestHash, externalId: command.externalId ?? '' });
  const early = earlyAccess(world, person.personId, asked);
  const orderId = newId();
  const sold = asked.flatMap((line) => soldLines(world, person.personId, line));
  if (sold.every((line) => line.giftCost !== null)) throw giftAlone();
  checkCards(world, command, sold);
  keepPieces(world, sold, null);
  const coupon = couponOf(world, command, { orderId, personId: person.personId, sold });
  let lines: LiveLine[];
  let parts: readonly InstalmentShare[] = [];
  let drawn: Drawn;
  let sending: Sending;
  try {
    const spend = sold.reduce((sum, line) => sum + line.quantity * line.unitPrice - line.discount, -command.discount - coupon);
    const points = takePoints(world, command, { orderId, personId: person.personId, spend: spend < 0n ? 0n : spend });
    const off = command.discount + coupon + points;
    lines = priceLines(sold.map(lineInput), off);
    const goods = lines.reduce((sum, line) => sum + line.amount, 0n);
    sending = sendingOf(world, command, { personId: person.personId, lines });
    drawn = drawBalance(world, command, { personId: person.personId, goods, total: goods + sending.shipping, sold });
    if (drawn.bonus > 0n) lines = priceLines(sold.map(lineInput), off + drawn.bonus);
    if (command.instalments) parts = splitInstalments(lines, sending.shipping, command.instalments);
  } catch (error) {
    world.desk?.drop(orderId);
    world.points?.drop(orderId);
    throw error;
  }
  const placed = { orderId, externalId: command.externalId, personId: person.personId, requestHash };
  const order = newOrder(world, command, {
    ...placed,
    lines: parts[0]?.lines ?? lines,
    shipping: parts[0]?.shipping ?? sending.shipping,
    acted: [...sending.acted, ...early],
  });
  const whole = parts.length === 0 ? order : { ...order, lines };
  if (command.expect !== undefined && command.expect !== order.total) {
    world.desk?.drop(orderId);
    world.points?.drop(orderId);
    throw totalMoved(command.expect, order.total);
  }
  const later = parts.slice(1).map((part, i) =>
    newOrder(world, command, {
      ...placed,
      orderId: newId(),
      externalId: null,
      requestHash: null,
      // Its goods are those of the first order: nothing of it is delivered by itself.
      lines: part.lines.map((line) => ({ ...line, isInstant: false })),
      shipping: part.shipping,
      acted: [],
      follows: { orderId, nth: i + 1 },
    }),
  );
  const roles = sold.map((line) => line.product.ladderRole);
  const granted = [order, ...later].reduce((sum, one) => sum + fixPoints(world, one, roles), command.pointsValue ?? 0n);
  const taken = sold.reduce((sum, line) => sum + (line.giftCost ?? 0n), granted);
  const promised = promisedBy(whole.lines, taken + promiseGifts(world, order, whole, taken));
  const draft = newDraft(order, snapshotOf(world, { order, whole, sold, promised }));
  orderCards(world, order, sold);
  keepPieces(world, sold, order);
  for (const one of later) world.orders.set(one.orderId, newDraft(one, snapshotOf(world, { order: one, whole, sold, promised })));
  for (const { product, answer } of sold) {
    if (answer?.memberWouldPay != null) world.floors.push({ orderId, productId: product.productId, answer });
  }
  world.orders.set(order.orderId, draft);
  leaveTraces(world, person.personId, command);
  if (command.externalId !== null) world.orderOf.set(`ext:${command.externalId}`, order.orderId);
  world.drawn.set(order.orderId, drawn);
  const isPaid = payFromCards(world, draft, drawn.draws, world.now)?.isComplete ?? order.total === 0n;
  if (isPaid) {
    order.paidAt ??= world.now;
    completePayment(world, draft);
  }
  return { kind: 'order', orderId: order.orderId, isRepeat: false };
}

/**
 * What is not for everybody yet may be bought by whoever has early access.
 * @throws `product.early`
 */
function earlyAccess(world: World, personId: Uuid, asked: readonly AskedLine[]): Acted[] {
  for (const { product, line, pointer } of asked) {
    const until = line.gift === undefined ? earlyUntil(product, world.now) : null;
    if (until === null) continue;
    const by = world.acting.get(personId)?.earlyAccess;
    if (!by) throw productEarly(world.ctx, { name: product.name, until, pointer: `${pointer}/product` });
    return [{ acts: 'earlyAccess', ...by, saved: '0' }];
  }
  return [];
}

interface Sending {
  readonly shipping: bigint;
  readonly acted: readonly Acted[];
}

/** What sending costs, and the privilege that takes it over where one does. */
function sendingOf(world: World, command: PlaceOrder, of: { personId: Uuid; lines: readonly LiveLine[] }): Sending {
  const shipping = shippingOf(command, of.lines);
  const by = command.shippingBy && shipping > 0n ? world.acting.get(of.personId)?.freeShipping : undefined;
  return by ? { shipping: 0n, acted: [{ acts: 'freeShipping', ...by, saved: shipping.toString() }] } : { shipping, acted: [] };
}

// The limit looks at the goods before coupons: using one never costs more than it takes off.
function shippingOf({ shipping, shippingBy }: PlaceOrder, lines: readonly LiveLine[]): bigint {
  if (shippingBy === undefined) return shipping;
  const goods = lines.reduce((sum, line) => sum + line.amount + line.orderDiscount, 0n);
  return shippingBy.freeFrom !== null && goods >= shippingBy.freeFrom ? 0n : shippingBy.fee;
}

function newOrder(
  world: World,
  command: PlaceOrder,
  of: Pick<LiveOrder, 'orderId' | 'externalId' | 'personId' | 'requestHash' | 'lines' | 'shipping' | 'acted'> & {
    follows?: { orderId: Uuid; nth: number };
  },
): LiveOrder {
  const { follows = null, ...own } = { ...of };
  const nth = follows?.nth ?? 0;
  const asked = command.instalments?.[nth];
  return {
    ...own,
    followsId: follows?.orderId ?? null,
    instalment: asked ? { number: nth + 1, dueAt: asked.dueAt } : null,
    placedAt: command.placedAt ?? world.now,
    total: own.lines.reduce((sum, line) => sum + line.amount, own.shipping),
    scene: command.scene,
    method: command.method,
    channel: command.channel,
    origin: null,
    tendered: 0n,
    shippingRefunded: 0n,
    exchanged: 0n,
    paidAt: null,
    shippedAt: null,
    receivedAt: null,
    cancelledAt: null,
    cancelReason: null,
  };
}

function newDraft(order: LiveOrder, snapshot: CommissionSnapshot | null): OrderDraft {
  return {
    order,
    isNew: true,
    before: null,
    refundedBefore: [],
    wasReceived: false,
    isChanged: true,
    changedLines: new Set(),
    newLines: new Set(),
    isSnapshotChanged: false,
    snapshot,
  };
}

/** A line that was asked for, with the things it names. */
export interface AskedLine {
  readonly product: SaleProduct;
  readonly sku: SaleSku | null;
  readonly line: OrderedLine;
  readonly pointer: string;
}

/** A line as it is sold. */
export interface SoldLine extends SaleLine {
  readonly tax: bigint;
  readonly pointer: string;
  /** null: the price was agreed */
  readonly answer: PriceAnswer | null;
  /** what its pieces cost together; null: it is no gift */
  readonly giftCost: bigint | null;
}

/** @throws `product.notFound`, `product.archived`, `sku.notFound`, `sku.missing` */
export function askedLine(product: SaleProduct | undefined, line: OrderedLine, pointer: string): AskedLine {
  if (!product) throw productNotFound(`${pointer}/product`);
  if (product.isArchived) throw productArchived(product.name, `${pointer}/product`);
  const named = line.sku === null ? null : (parseId('sku', line.sku) ?? line.sku);
  return { product, sku: skuForSale(product, named, `${pointer}/sku`), line, pointer };
}

/** An agreed price is taken as it is, else the price is looked up; a bundle becomes its parts. */
export function soldLines(world: World, personId: Uuid, { product, sku, line, pointer }: AskedLine): SoldLine[] {
  const { quantity, discount, tax } = line;
  const giftCost = giftCostOf(line, { product, sku, pointer });
  const answer =
    giftCost === null && line.unitPrice === null && world.book ? priceIn(world.book, { personId, product, sku, quantity }) : null;
  const unitPrice = giftCost === null ? (line.unitPrice ?? answer?.unitPrice ?? null) : 0n;
  if (unitPrice === null) throw priceMissing(product.name, `${pointer}/product`);
  if (discount > quantity * unitPrice) throw discountTooBig(`${pointer}/discount`);
  const parts = saleLines({ product, sku, quantity, unitPrice, discount }, `${pointer}/product`);
  return parts.map((part, nth) => ({
    ...part,
    tax: nth === 0 ? tax : 0n,
    pointer,
    answer,
    giftCost: giftCost !== null && nth > 0 ? 0n : giftCost,
  }));
}

/** A sold line as it is priced. */
export function lineInput(line: SoldLine): Parameters<typeof priceLines>[0][number] {
  const { product, sku, quantity, unitPrice, discount, tax } = line;
  const isPrepaid = product.ladderRole === 'membership';
  return {
    productId: product.productId,
    skuId: sku?.skuId ?? null,
    quantity,
    unitPrice,
    discount,
    tax,
    // A membership is received when its card begins, which is when it is paid unless one of the same kind still runs.
    isInstant: product.kind === 'virtual' || isPrepaid,
    isPrepaid,
    price: line.giftCost === null ? line.answer && priceOf(line.answer) : giftPrice(line.giftCost),
  };
}

function priceOf({ kind, reasons }: PriceAnswer): LinePrice {
  return {
    kind,
    // A list price that stood alone needs no reasons.
    reasons:
      reasons.length === 1 && kind === 'list'
        ? []
        : reasons.map((reason) => ({
            kind: reason.kind,
            rule: reason.ruleId === null ? null : publicId('priceRule', reason.ruleId),
            name: reason.name,
            price: reason.price?.toString() ?? null,
            why: reason.why,
          })),
  };
}

/**
 * Whether every counted variant has its pieces, as the batch has left them; with an order (or an exchange), they are kept for it.
 * @throws `stock.short`
 */
export function keepPieces(world: World, sold: readonly SoldLine[], order: { readonly orderId: Uuid } | null): void {
  const wanted = new Map<Uuid, { quantity: number; pointer: string }>();
  for (const { sku, quantity, pointer } of sold) {
    if (!sku || sku.free === null) continue;
    wanted.set(sku.skuId, { quantity: (wanted.get(sku.skuId)?.quantity ?? 0) + Number(quantity), pointer });
  }
  for (const [skuId, { quantity, pointer }] of wanted) {
    const free = world.free.get(skuId) ?? 0;
    if (free < quantity) throw shortOfStock(free, quantity, `${pointer}/quantity`);
    if (!order) continue;
    world.free.set(skuId, free - quantity);
    world.wishes.push({ orderId: order.orderId, skuId, quantity, expiresAt: new Date(world.now + HELD_MS) });
  }
}

function couponOf(world: World, command: PlaceOrder, ask: { orderId: Uuid; personId: Uuid; sold: readonly SoldLine[] }): bigint {
  if (command.coupon === null || !world.desk) return 0n;
  const spend = ask.sold.reduce((sum, line) => sum + line.quantity * line.unitPrice - line.discount, 0n);
  return world.desk.take({ orderId: ask.orderId, code: command.coupon, personId: ask.personId, spend }).amount;
}

/**
 * null when no plan is active: nobody will ever earn on this order.
 * @param of.whole all instalments together: pay per piece is split over them
 * @param of.promised what gifts and points take of the cap of each line
 */
function snapshotOf(
  world: World,
  {
    order,
    whole,
    sold,
    promised,
  }: { order: LiveOrder; whole: Pick<LiveOrder, 'lines'>; sold: readonly SoldLine[]; promised: readonly bigint[] },
): CommissionSnapshot | null {
  const chain = world.chains.get(order.personId);
  if (!world.plan || !chain) return null;
  return {
    plan: world.plan.plan,
    limits: world.plan.limits,
    ...chain,
    lines: order.lines.map((line, i) => {
      const product = sold[i]?.product;
      return {
        line: line.line,
        productId: line.productId,
        category: product?.category ?? null,
        ladderRole: product?.ladderRole ?? null,
        quantity: line.quantity,
        base: baseOf(line),
        ...wholeBase(line, whole.lines[i]),
        ...promisedOf(line, whole.lines[i], promised[i] ?? 0n),
      };
    }),
  };
}

function wholeBase(line: LiveLine, whole: LiveLine | undefined): { wholeBase?: bigint } {
  return whole && whole !== line ? { wholeBase: baseOf(whole) } : {};
}

/** @throws `order.exists` when the first order of this external id was asked for in other words, or is a record */
function repeatOf(world: World, first: Uuid, { requestHash, externalId }: { requestHash: string | null; externalId: string }): Outcome {
  const known = world.orders.get(first)?.order;
  if (!known || known.requestHash !== requestHash) throw orderExists(externalId, publicId('order', first));
  return { kind: 'order', orderId: first, isRepeat: true };
}

/** What was asked for, whatever it costs by now: the things themselves, not the words for them. */
function hashOf(personId: Uuid, command: PlaceOrder, asked: readonly AskedLine[]): string {
  const text = JSON.stringify([
    personId,
    asked.map(({ product, sku, line }) => [
      product.productId,
      sku?.skuId ?? null,
      line.quantity.toString(),
      line.unitPrice?.toString() ?? null,
      line.discount.toString(),
      line.tax.toString(),
      ...(line.gift === undefined ? [] : ['gift', `${line.gift.cost}`]),
    ]),
    command.discount.toString(),
    command.shipping.toString(),
    command.coupon,
    ...(command.points ? ['points', command.points.toString()] : []),
    ...(command.balance ? ['balance', command.balance.toString()] : []),
    ...(command.instalments ?? []).map((part) => [part.dueAt, part.amount.toString()]),
  ]);
  return createHash('sha256').update(text).digest('hex');
}
