import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import { parseId, type Uuid } from '../../../kit/ids/index.ts';
import type { OrderWithLines } from '../api.ts';
import { orderNotFound } from '../errors.ts';
import { agreementReplies } from './agreements.ts';
import type { Acted } from '../model/live-order.ts';
import { actedJson, lineJson, orderJson } from './order-json.ts';
import type { LineRow, OrderRow } from '../schema.ts';

/**
 * One order with its lines, by `ord_…` or `ext:<externalId>`. Ids the product made itself are not external ids.
 * @throws DomainError `order.notFound`
 */
export async function orderReply(ctx: Ctx, id: string): Promise<OrderWithLines> {
  const orderId = await orderIdOf(ctx, id);
  const reply = orderId === null ? undefined : (await orderReplies(ctx, [orderId])).get(orderId);
  if (!reply) throw orderNotFound();
  return reply;
}

/** Orders with their lines, by their own ids; unknown ones are left out. */
export async function orderReplies(ctx: Ctx, orderIds: readonly Uuid[]): Promise<Map<Uuid, OrderWithLines>> {
  if (orderIds.length === 0) return new Map();
  const [orders, lines] = await Promise.all([orderRows(ctx, orderIds), linesOf(ctx, orderIds)]);
  const byOrder = Map.groupBy(lines, (line) => line.order_id);
  const agreements = await agreementReplies(
    ctx,
    orders.flatMap((order) => (order.instalment === null ? [] : (order.follows_id ?? order.order_id))),
  );
  return new Map(
    orders.map((order) => {
      const ofOrder = byOrder.get(order.order_id) ?? [];
      return [
        order.order_id,
        {
          ...orderJson({ ...order, line_count: ofOrder.length }),
          lines: ofOrder.map((line) => lineJson(line, order.currency)),
          agreement: agreements.get(order.follows_id ?? order.order_id) ?? null,
          acted: actedJson(order.acted ?? [], order.currency),
        },
      ];
    }),
  );
}

/** The id of an order, by `ord_…` or `ext:<externalId>`. @throws DomainError `order.notFound` */
export async function findOrder(ctx: Ctx, id: string): Promise<Uuid> {
  return (await findOrderState(ctx, id)).orderId;
}

/** The id of an order and whether it is paid, by `ord_…` or `ext:<externalId>`. @throws DomainError `order.notFound` */
export async function findOrderState(ctx: Ctx, id: string): Promise<{ orderId: Uuid; isPaid: boolean }> {
  const externalId = externalIdOf(id);
  const orderId = externalId === null ? parseId('order', id) : null;
  if (orderId === null && externalId === null) throw orderNotFound();
  const found =
    orderId === null
      ? await ctx.sql.maybe<{ order_id: Uuid; is_paid: boolean }>`
        SELECT customer_order.order_id, customer_order.paid_at IS NOT NULL AS is_paid
          FROM orders.customer_order AS customer_order
         WHERE customer_order.tenant_id = ${ctx.tenantId} AND customer_order.external_id = ${externalId}`
      : await ctx.sql.maybe<{ order_id: Uuid; is_paid: boolean }>`
        SELECT customer_order.order_id, customer_order.paid_at IS NOT NULL AS is_paid
          FROM orders.customer_order AS customer_order
         WHERE customer_order.tenant_id = ${ctx.tenantId} AND customer_order.order_id = ${orderId}`;
  if (!found) throw orderNotFound();
  return { orderId: found.order_id, isPaid: found.is_paid };
}

/** What stands after `ext:`; null for ids of ours, for what the product made up itself and for what cannot be stored. */
function externalIdOf(id: string): string | null {
  const externalId = id.startsWith('ext:') ? id.slice(4) : null;
  return externalId === null || externalId.startsWith('~') || externalId.includes('\0') ? null : externalId;
}

async function orderIdOf(ctx: Ctx, id: string): Promise<Uuid | null> {
  const externalId = externalIdOf(id);
  if (externalId === null) return parseId('order', id);
  const row = await ctx.sql.maybe<{ order_id: Uuid }>`
    SELECT customer_order.order_id
      FROM orders.customer_order AS customer_order
     WHERE customer_order.tenant_id = ${ctx.tenantId} AND customer_order.external_id = ${externalId}`;
  return row?.order_id ?? null;
}

async function orderRows(ctx: Ctx, orderIds: readonly Uuid[]): Promise<(Omit<OrderRow, 'line_count'> & { acted: Acted[] | null })[]> {
  return await ctx.sql<Omit<OrderRow, 'line_count'> & { acted: Acted[] | null }>`
    SELECT customer_order.order_id, customer_order.external_id, customer_order.person_id, person.external_id AS person_external_id,
           person.name AS person_name, customer_order.placed_at, customer_order.paid_at, customer_order.charged_amount,
           customer_order.refunded_amount, customer_order.net_amount, customer_order.currency, customer_order.is_refunded,
           customer_order.origin, customer_order.scene, customer_order.channel, customer_order.status, customer_order.is_live, customer_order.shipping_amount,
           customer_order.tendered_amount, customer_order.method, customer_order.shipped_at, customer_order.received_at, customer_order.cancelled_at,
           customer_order.follows_id, customer_order.instalment, customer_order.due_at, customer_order.acted
      FROM orders.customer_order AS customer_order
      LEFT JOIN relations.person AS person ON person.tenant_id = ${ctx.tenantId} AND person.person_id = customer_order.person_id
     WHERE customer_order.tenant_id = ${ctx.tenantId} AND customer_order.order_id = ANY(${plainArray(orderIds)}::uuid[])`;
}

async function linesOf(ctx: Ctx, orderIds: readonly Uuid[]): Promise<(LineRow & { order_id: Uuid })[]> {
  return await ctx.sql<LineRow & { order_id: Uuid }>`
    SELECT line.order_id, line.line, line.quantity, line.amount, line.refunded_amount, line.product_id, line.unit_price, line.discount_amount,
           line.order_discount, line.tax_amount, line.shipped_at, line.received_at, line.claimed_at, line.price, line.deferred_amount,
           line.exchange_id,
           product.external_id AS product_external_id, product.name AS product_name, product.category,
           CASE WHEN line.is_instant AND line.received_at IS NOT NULL THEN product.delivery_kind END AS delivery_kind, product.delivery_text,
           (SELECT jsonb_agg(code.code ORDER BY code.code_id) FROM catalog.delivery_code AS code
             WHERE code.tenant_id = ${ctx.tenantId} AND code.order_id = line.order_id AND code.line = line.line) AS codes
      FROM orders.line AS line
      LEFT JOIN catalog.product AS product ON product.tenant_id = ${ctx.tenantId} AND product.product_id = line.product_id
     WHERE line.tenant_id = ${ctx.tenantId} AND line.order_id = ANY(${plainArray(orderIds)}::uuid[])
     ORDER BY line.order_id, line.line`;
}

/** How many orders and returns name a person. */
export async function countRecords(ctx: Ctx, personId: Uuid): Promise<{ orders: number; returns: number }> {
  return await ctx.sql.one`
    SELECT (SELECT count(*)::int FROM orders.customer_order AS customer_order
             WHERE customer_order.tenant_id = ${ctx.tenantId} AND customer_order.person_id = ${personId}) AS orders,
           (SELECT count(*)::int FROM orders.sales_return AS sales_return
             WHERE sales_return.tenant_id = ${ctx.tenantId} AND sales_return.person_id = ${personId}) AS returns`;
}
