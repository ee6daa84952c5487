import { createHash } from 'node:crypto';
import { newId, parseId, publicId, type Uuid } from '../../kit/ids/index.ts';
import { productNotFound, saleLines, skuForSale, type SaleLine, type SaleProduct, type SaleSku } from '../../rooms/catalog/index.ts';
import {
  baseOf,
  discountTooBig,
  orderExists,
  priceLines,
  priceMissing,
  productArchived,
  shortOfStock,
  type LinePrice,
  type LiveOrder,
} from '../../rooms/orders/index.ts';
import type { CommissionSnapshot } from '../../rooms/partners/index.ts';
import { priceIn, type PriceAnswer } from '../../rooms/pricing/index.ts';
import { personNotFound } from '../../rooms/relations/index.ts';
import type { OrderedLine, Outcome, PlaceOrder } from './commands.ts';
import { completePayment } from './record-payment.ts';
import type { OrderDraft, World } from './world.ts';

// An unpaid order keeps its pieces so long, by the brand's clock.
const HELD_MS = 30 * 60_000;

/**
 * Makes an order and fixes what commissions will be computed from: prices, plan, attribution, upline, stages and levels as they
 * stand now (rules.md C1). Its pieces are kept for half an hour. An order of zero is paid at once. The same external id with the same
 * content answers with the first.
 * @throws `person.notFound`, `product.notFound`, `product.archived`, `product.unpriced`, `sku.notFound`, `sku.missing`, `discount.tooBig`,
 * `order.exists`, `stock.short`, and what the coupon is refused with
 */
export function placeOrder(world: World, command: PlaceOrder): Outcome {
  const person = world.people.get(command.person);
  if (!person) throw personNotFound('/person');
  const asked = command.lines.map((line, i) => askedLine(world.products.get(line.product), line, i));
  const requestHash = command.externalId === null ? null : hashOf(person.personId, command, asked);
  const first = command.externalId === null ? undefined : world.orderOf.get(`ext:${command.externalId}`);
  if (first !== undefined) return repeatOf(world, first, { requestHash, externalId: command.externalId ?? '' });
  const orderId = newId();
  const sold = asked.flatMap((line) => soldLines(world, person.personId, line));
  keepPieces(world, sold, null);
  const coupon = couponOf(world, command, { orderId, personId: person.personId, sold });
  let lines;
  try {
    lines = priceLines(sold.map(lineInput), command.discount + coupon);
  } catch (error) {
    world.desk?.drop(orderId);
    throw error;
  }
  const order: LiveOrder = {
    orderId,
    externalId: command.externalId,
    personId: person.personId,
    placedAt: command.placedAt ?? world.now,
    shipping: command.shipping,
    total: lines.reduce((sum, line) => sum + line.amount, command.shipping),
    scene: command.scene,
    method: command.method,
    channel: command.channel,
    lines,
    origin: null,
    tendered: 0n,
    shippingRefunded: 0n,
    paidAt: null,
    shippedAt: null,
    receivedAt: null,
    cancelledAt: null,
    cancelReason: null,
    requestHash,
  };
  const draft: OrderDraft = {
    order,
    isNew: true,
    before: null,
    wasReceived: false,
    isChanged: true,
    changedLines: new Set(),
    snapshot: snapshotOf(world, order, sold),
  };
  keepPieces(world, sold, order);
  for (const { product, answer } of sold) {
    if (answer?.memberWouldPay != null) world.floors.push({ orderId, productId: product.productId, answer });
  }
  world.orders.set(order.orderId, draft);
  if (command.externalId !== null) world.orderOf.set(`ext:${command.externalId}`, order.orderId);
  if (order.total === 0n) {
    order.paidAt = world.now;
    completePayment(world, draft);
  }
  return { kind: 'order', orderId: order.orderId, isRepeat: false };
}

interface AskedLine {
  readonly product: SaleProduct;
  readonly sku: SaleSku | null;
  readonly line: OrderedLine;
  readonly pointer: string;
}

interface SoldLine extends SaleLine {
  readonly tax: bigint;
  readonly pointer: string;
  /** null: the price was agreed */
  readonly answer: PriceAnswer | null;
}

function askedLine(product: SaleProduct | undefined, line: OrderedLine, i: number): AskedLine {
  const pointer = `/lines/${i}`;
  if (!product) throw productNotFound(`${pointer}/product`);
  if (product.isArchived) throw productArchived(product.name, `${pointer}/product`);
  const named = line.sku === null ? null : (parseId('sku', line.sku) ?? line.sku);
  return { product, sku: skuForSale(product, named, `${pointer}/sku`), line, pointer };
}

/** An agreed price is taken as it is, else the price is looked up; a bundle becomes its parts. */
function soldLines(world: World, personId: Uuid, { product, sku, line, pointer }: AskedLine): SoldLine[] {
  const { quantity, discount, tax } = line;
  const answer = line.unitPrice === null && world.book ? priceIn(world.book, { personId, product, sku, quantity }) : null;
  const unitPrice = line.unitPrice ?? answer?.unitPrice ?? null;
  if (unitPrice === null) throw priceMissing(product.name, `${pointer}/product`);
  if (discount > quantity * unitPrice) throw discountTooBig(`${pointer}/discount`);
  const parts = saleLines({ product, sku, quantity, unitPrice, discount }, `${pointer}/product`);
  return parts.map((part, nth) => ({ ...part, tax: nth === 0 ? tax : 0n, pointer, answer }));
}

function lineInput(line: SoldLine): Parameters<typeof priceLines>[0][number] {
  const { product, sku, quantity, unitPrice, discount, tax } = line;
  const isPrepaid = product.ladderRole === 'membership';
  return {
    productId: product.productId,
    skuId: sku?.skuId ?? null,
    quantity,
    unitPrice,
    discount,
    tax,
    // A membership is received when its card is activated; until there are cards, when it is paid.
    isInstant: product.kind === 'virtual' || isPrepaid,
    isPrepaid,
    price: line.answer && priceOf(line.answer),
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
 * Whether every counted variant has its pieces, as the batch has left them; with an order, they are kept for it.
 * @throws `stock.short`
 */
function keepPieces(world: World, sold: readonly SoldLine[], order: LiveOrder | null): void {
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

/** null when no plan is active: nobody will ever earn on this order. */
function snapshotOf(world: World, order: LiveOrder, sold: readonly SoldLine[]): CommissionSnapshot | null {
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
      };
    }),
  };
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
    ]),
    command.discount.toString(),
    command.shipping.toString(),
    command.coupon,
  ]);
  return createHash('sha256').update(text).digest('hex');
}
