import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import { beforeId, pageOf } from '../../../kit/http/cursor.ts';
import { parseId, publicId, type Uuid } from '../../../kit/ids/index.ts';
import { moneyJson } from '../../../kit/money/index.ts';
import { firstPictures, saleProductsById, shopThings, type SaleProduct } from '../../catalog/index.ts';
import { spendsOf, type CardSpend } from '../../membership/index.ts';
import type { ShopOrder, ShopOrderSummary } from '../api.ts';
import { orderNotFound } from '../errors.ts';
import { isConfirmable, isGift, isReviewable, refundableOf } from '../model/after-purchase.ts';
import { refundedOf, stateOf, type LiveLine, type LiveOrder } from '../model/live-order.ts';
import { destinationsOf } from './destinations.ts';
import { loadLiveOrders, paymentsOf, refundsOf, shipmentsOf } from './live-orders.ts';
import { orderSettingsOf } from './order-settings.ts';
import { actedJson } from './order-json.ts';
import { orderReplies } from './order-reply.ts';
import { requestsOfOrders } from './refund-requests.ts';
import { reviewsOfOrders } from './reviews.ts';

const NAMED = 3;

/**
 * The buyer's own order behind an id.
 * @throws DomainError `order.notFound`: also for orders of others, records of an import and ids of other brands
 */
export async function orderOfBuyer(ctx: Ctx, personId: Uuid, id: string): Promise<LiveOrder> {
  const orderId = parseId('order', id);
  const order = orderId === null ? undefined : (await loadLiveOrders(ctx, [orderId])).get(orderId);
  if (!order || order.personId !== personId) throw orderNotFound();
  return order;
}

/** A buyer's own orders, the newest first. */
export async function ordersOfBuyer(
  ctx: Ctx,
  personId: Uuid,
  page: { limit: number; cursor?: string | undefined },
): Promise<{ data: ShopOrderSummary[]; next: string | null }> {
  const before = beforeId(page.cursor);
  const rows = await ctx.sql<{ order_id: Uuid }>`
    SELECT customer_order.order_id
      FROM orders.customer_order AS customer_order
     WHERE customer_order.tenant_id = ${ctx.tenantId} AND customer_order.person_id = ${personId} AND customer_order.is_live
       AND customer_order.order_id < ${before}
     ORDER BY customer_order.order_id DESC
     LIMIT ${page.limit + 1}`;
  const { shown, next } = pageOf(rows, page.limit, (row) => [row.order_id]);
  const ids = shown.map((row) => row.order_id);
  const [orders, requests] = await Promise.all([loadLiveOrders(ctx, ids), requestsOfOrders(ctx, ids)]);
  const names = await shopThings(
    ctx,
    [...orders.values()].flatMap((order) => order.lines.slice(0, NAMED).flatMap((line) => line.productId ?? [])),
  );
  const money = (amount: bigint) => moneyJson(amount, ctx.tenant.currency);
  const data = ids.flatMap((orderId) => {
    const order = orders.get(orderId);
    if (!order) return [];
    return [
      {
        id: publicId('order', orderId),
        state: stateOf(order),
        total: money(order.total),
        refunded: money(refundedOf(order)),
        placedAt: new Date(order.placedAt).toISOString(),
        products: order.lines.slice(0, NAMED).flatMap((line) => {
          const product = names.get(line.productId ?? '');
          return product ? [{ product, quantity: Number(line.quantity) }] : [];
        }),
        lineCount: order.lines.length,
        hasOpenRequest: (requests.get(orderId) ?? []).some((request) => request.state === 'open'),
      },
    ];
  });
  return { data, next };
}

/** Orders as their buyers see them, by id, in a fixed number of statements. */
export async function ordersForBuyers(ctx: Ctx, orderIds: readonly Uuid[]): Promise<Map<Uuid, ShopOrder>> {
  if (orderIds.length === 0) return new Map();
  const [orders, replies, destinations, payments, refunds, shipments, requests, reviews, settings, kept, paidByCards] = await Promise.all([
    loadLiveOrders(ctx, orderIds),
    orderReplies(ctx, orderIds),
    destinationsOf(ctx, orderIds),
    paymentsOf(ctx, orderIds),
    refundsOf(ctx, orderIds),
    shipmentsOf(ctx, orderIds),
    requestsOfOrders(ctx, orderIds),
    reviewsOfOrders(ctx, orderIds),
    orderSettingsOf(ctx),
    keptUntil(ctx, orderIds),
    spendsOf(ctx, orderIds),
  ]);
  const spends = Map.groupBy(paidByCards, (spend) => spend.orderId);
  const sold = [...orders.values()].flatMap((order) => order.lines.flatMap((line) => line.productId ?? []));
  const [products, pictures] = await Promise.all([saleProductsById(ctx, sold), firstPictures(ctx, sold)]);
  const money = (amount: bigint) => moneyJson(amount, ctx.tenant.currency);
  const instantOf = (at: number | null) => (at === null ? null : new Date(at).toISOString());
  return new Map(
    [...orders].map(([orderId, order]): [Uuid, ShopOrder] => {
      const told = replies.get(orderId)?.lines ?? [];
      const { address = null, note = null } = destinations.get(orderId) ?? {};
      const discount = order.lines.reduce((sum, line) => sum + line.discount + line.orderDiscount, 0n);
      return [
        orderId,
        {
          id: publicId('order', orderId),
          state: stateOf(order),
          placedAt: new Date(order.placedAt).toISOString(),
          paidAt: instantOf(order.paidAt),
          shippedAt: instantOf(order.shippedAt),
          receivedAt: instantOf(order.receivedAt),
          cancelledAt: instantOf(order.cancelledAt),
          keptUntil: order.paidAt === null && order.cancelledAt === null ? (kept.get(orderId)?.toISOString() ?? null) : null,
          goods: money(order.lines.reduce((sum, line) => sum + line.quantity * line.unitPrice, 0n)),
          discount: money(discount),
          shipping: money(order.shipping),
          acted: actedJson(order.acted, ctx.tenant.currency),
          total: money(order.total),
          paid: money(order.tendered),
          due: money(order.cancelledAt === null ? order.total - order.tendered : 0n),
          refunded: money(refundedOf(order)),
          lines: order.lines.map((line, i) => {
            const product = products.get(line.productId ?? '');
            return {
              line: line.line,
              product: product
                ? { id: publicId('product', product.productId), name: product.name, picture: pictures.get(product.productId) ?? null }
                : null,
              sku: skuName(product, line),
              quantity: Number(line.quantity),
              unitPrice: money(line.unitPrice),
              discount: money(line.discount + line.orderDiscount),
              amount: money(line.amount),
              refunded: money(line.refunded),
              isGift: isGift(line),
              shippedAt: instantOf(line.shippedAt),
              receivedAt: instantOf(line.receivedAt),
              receivedByItselfAt: instantOf(line.receiveDueAt),
              delivered: told[i]?.delivered ?? null,
              review: reviews.get(`${orderId}:${line.line}`) ?? null,
            };
          }),
          shipments: shipments
            .filter((shipment) => shipment.orderId === orderId)
            .map(({ shipmentId, at, carrier, number, lines }) => ({
              id: publicId('shipment', shipmentId),
              at: new Date(at).toISOString(),
              carrier,
              number,
              lines: [...lines],
            })),
          deliverTo: address,
          note,
          payments: payments
            .filter((payment) => payment.orderId === orderId)
            .map(({ at, amount, provider }) => ({ at: new Date(at).toISOString(), amount: money(amount), provider })),
          balance: balanceOf(ctx, spends.get(orderId) ?? []),
          refunds: refunds
            .filter((refund) => refund.orderId === orderId && refund.wonAt === null)
            .map(({ refundId, at, lines, shipping, kept: stayed }) => ({
              id: publicId('refund', refundId),
              at: new Date(at).toISOString(),
              amount: money(lines.reduce((sum, line) => sum + line.amount, shipping) - stayed),
            })),
          requests: requests.get(orderId) ?? [],
          can: {
            pay: order.cancelledAt === null && order.tendered < order.total,
            cancel: order.cancelledAt === null && order.paidAt === null,
            confirmReceipt: order.paidAt !== null && order.lines.some((line) => canConfirm(products.get(line.productId ?? ''), line)),
            askRefund: order.lines.flatMap((line) => {
              const most = refundableOf(order, line);
              return most > 0n ? [{ line: line.line, most: money(most) }] : [];
            }),
            review: order.lines.flatMap((line) =>
              isReviewable(order, line) && line.productId !== null && !reviews.has(`${orderId}:${line.line}`) ? [line.line] : [],
            ),
          },
          adviser: order.paidAt === null ? null : settings.adviser,
        },
      ];
    }),
  );
}

function balanceOf(ctx: Ctx, spends: readonly CardSpend[]): ShopOrder['balance'] {
  if (spends.length === 0) return null;
  const sum = (of: (spend: CardSpend) => bigint) =>
    moneyJson(
      spends.reduce((total, spend) => total + of(spend), 0n),
      ctx.tenant.currency,
    );
  return { used: sum((one) => one.units), bonus: sum((one) => one.units - one.amount), back: sum((one) => one.unitsBack) };
}

/** Whose orders these are, and the lines of each that its buyer may say they have; what is no order sold here is left out. */
export async function confirmableLines(
  ctx: Ctx,
  orderIds: readonly Uuid[],
): Promise<Map<Uuid, { order: LiveOrder; lines: readonly number[] }>> {
  const orders = await loadLiveOrders(ctx, [...new Set(orderIds)]);
  const products = await saleProductsById(
    ctx,
    [...orders.values()].flatMap((order) => order.lines.flatMap((line) => line.productId ?? [])),
  );
  return new Map(
    [...orders].map(([orderId, order]) => [
      orderId,
      { order, lines: order.lines.flatMap((line) => (canConfirm(products.get(line.productId ?? ''), line) ? [line.line] : [])) },
    ]),
  );
}

function canConfirm(product: SaleProduct | undefined, line: LiveLine): boolean {
  return isConfirmable(line, (product?.kind ?? 'goods') === 'goods');
}

function skuName(product: SaleProduct | undefined, line: LiveLine): string | null {
  if (!product || product.skus.length <= 1) return null;
  return product.skus.find((sku) => sku.skuId === line.skuId)?.name ?? null;
}

async function keptUntil(ctx: Ctx, orderIds: readonly Uuid[]): Promise<Map<Uuid, Date>> {
  const rows = await ctx.sql<{ order_id: Uuid; until: Date }>`
    SELECT reservation.order_id, min(reservation.expires_at) AS until
      FROM catalog.reservation AS reservation
     WHERE reservation.tenant_id = ${ctx.tenantId} AND reservation.order_id = ANY(${plainArray(orderIds)}::uuid[])
       AND reservation.state = 'held' AND reservation.expires_at IS NOT NULL
     GROUP BY reservation.order_id`;
  return new Map(rows.map((row) => [row.order_id, row.until]));
}
