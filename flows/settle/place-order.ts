import { newId } from '../../kit/ids/index.ts';
import { listPriceOf, productNotFound, saleLines, skuForSale, type SaleLine, type SaleProduct } from '../../rooms/catalog/index.ts';
import { baseOf, orderExists, priceLines, priceMissing, productArchived, type LiveOrder } from '../../rooms/orders/index.ts';
import type { CommissionSnapshot } from '../../rooms/partners/index.ts';
import { personNotFound } from '../../rooms/relations/index.ts';
import type { OrderedLine, Outcome, PlaceOrder } from './commands.ts';
import { completePayment } from './record-payment.ts';
import type { OrderDraft, World } from './world.ts';

/**
 * Makes an order and fixes what commissions will be computed from: prices, plan, attribution, upline, stages and levels as they
 * stand now (rules.md C1). An order of zero is paid at once. The same external id with the same content answers with the first.
 * @throws `person.notFound`, `product.notFound`, `product.archived`, `price.missing`, `sku.notFound`, `discount.tooBig`, `order.exists`
 */
export function placeOrder(world: World, command: PlaceOrder): Outcome {
  const person = world.people.get(command.person);
  if (!person) throw personNotFound('/person');
  const sold = command.lines.flatMap((line, i) => soldLines(world.products.get(line.product), line, i));
  const lines = priceLines(
    sold.map((line) => ({ ...line, productId: line.product.productId, isInstant: line.product.kind === 'virtual' })),
    command.discount,
  );
  const order: LiveOrder = {
    orderId: newId(),
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
  };
  const first = command.externalId === null ? undefined : world.orderOf.get(`ext:${command.externalId}`);
  if (first !== undefined) return repeatOf(world, first, order);
  const draft: OrderDraft = {
    order,
    isNew: true,
    before: null,
    isChanged: true,
    changedLines: new Set(),
    snapshot: snapshotOf(world, order, sold),
  };
  world.orders.set(order.orderId, draft);
  if (command.externalId !== null) world.orderOf.set(`ext:${command.externalId}`, order.orderId);
  if (order.total === 0n) {
    order.paidAt = world.now;
    completePayment(world, draft);
  }
  return { kind: 'order', orderId: order.orderId, isRepeat: false };
}

interface SoldLine extends SaleLine {
  readonly tax: bigint;
}

function soldLines(product: SaleProduct | undefined, line: OrderedLine, i: number): SoldLine[] {
  const pointer = `/lines/${i}`;
  if (!product) throw productNotFound(`${pointer}/product`);
  if (product.isArchived) throw productArchived(product.name, `${pointer}/product`);
  const sku = skuForSale(product, line.sku, `${pointer}/sku`);
  const unitPrice = line.unitPrice ?? listPriceOf(product, sku);
  if (unitPrice === null) throw priceMissing(product.name, `${pointer}/product`);
  const parts = saleLines({ product, sku, quantity: line.quantity, unitPrice, discount: line.discount }, `${pointer}/product`);
  return parts.map((part, nth) => ({ ...part, tax: nth === 0 ? line.tax : 0n }));
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

/** @throws `order.exists` when the first order of this external id says something else */
function repeatOf(world: World, first: string, order: LiveOrder): Outcome {
  const known = world.orders.get(first)?.order;
  if (!known || known.personId !== order.personId || contentOf(known) !== contentOf(order)) {
    throw orderExists(order.externalId ?? '', first);
  }
  return { kind: 'order', orderId: first, isRepeat: true };
}

function contentOf(order: LiveOrder): string {
  return JSON.stringify([
    order.shipping.toString(),
    order.lines.map((line) => [
      line.productId,
      line.quantity.toString(),
      line.unitPrice.toString(),
      line.discount.toString(),
      line.orderDiscount.toString(),
      line.tax.toString(),
    ]),
  ]);
}
