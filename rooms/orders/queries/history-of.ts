import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import type { Origin } from '../../../kit/http/shapes.ts';
import type { Uuid } from '../../../kit/ids/index.ts';

/** A paid order as history counts it. Instants in epoch ms, net in minor units. */
export interface HistoryOrder {
  readonly orderId: Uuid;
  readonly paidAt: number;
  readonly net: bigint;
  readonly isRefunded: boolean;
  readonly origin: Origin;
  /** of a later instalment: the order that is the purchase */
  readonly follows?: { readonly orderId: Uuid; readonly origin: null };
}

/** A return that names no order; amount is positive. */
export interface HistoryReturn {
  readonly returnId: Uuid;
  readonly at: number;
  readonly amount: bigint;
}

/** The paid orders of these people, by person, in no order. People without one are left out. */
export async function ordersOfPeople(ctx: Ctx, personIds: readonly Uuid[]): Promise<Map<Uuid, HistoryOrder[]>> {
  const found = new Map<Uuid, HistoryOrder[]>();
  if (personIds.length === 0) return found;
  const rows = await ctx.sql<{
    person_id: Uuid;
    order_id: Uuid;
    paid_ms: number;
    net_amount: bigint;
    is_refunded: boolean;
    origin: Origin;
    follows_id: Uuid | null;
  }>`
    SELECT customer_order.person_id, customer_order.order_id, (extract(epoch FROM customer_order.paid_at) * 1000)::float8 AS paid_ms,
           customer_order.net_amount, customer_order.is_refunded, customer_order.origin, customer_order.follows_id
      FROM orders.customer_order AS customer_order
     WHERE customer_order.tenant_id = ${ctx.tenantId}
       AND customer_order.person_id = ANY(${plainArray(personIds)}::uuid[]) AND customer_order.paid_at IS NOT NULL`;
  for (const row of rows) {
    const order = {
      orderId: row.order_id,
      paidAt: row.paid_ms,
      net: row.net_amount,
      isRefunded: row.is_refunded,
      origin: row.origin,
      ...(row.follows_id === null ? {} : { follows: { orderId: row.follows_id, origin: null } }),
    };
    const known = found.get(row.person_id);
    if (known) known.push(order);
    else found.set(row.person_id, [order]);
  }
  return found;
}

/** The returns that name one of these people and no order, by person, in no order. */
export async function returnsOfPeople(ctx: Ctx, personIds: readonly Uuid[]): Promise<Map<Uuid, HistoryReturn[]>> {
  const found = new Map<Uuid, HistoryReturn[]>();
  if (personIds.length === 0) return found;
  const rows = await ctx.sql<{ person_id: Uuid; return_id: Uuid; at_ms: number; amount: bigint }>`
    SELECT sales_return.person_id, sales_return.return_id, (extract(epoch FROM sales_return.at) * 1000)::float8 AS at_ms, sales_return.amount
      FROM orders.sales_return AS sales_return
     WHERE sales_return.tenant_id = ${ctx.tenantId}
       AND sales_return.person_id = ANY(${plainArray(personIds)}::uuid[]) AND sales_return.order_id IS NULL`;
  for (const row of rows) {
    const item = { returnId: row.return_id, at: row.at_ms, amount: row.amount };
    const known = found.get(row.person_id);
    if (known) known.push(item);
    else found.set(row.person_id, [item]);
  }
  return found;
}

/** One page of the paid orders that name nobody, oldest first. @param after the last one of the page before */
export async function anonymousOrders(ctx: Ctx, after: { at: number; id: Uuid } | null, limit: number): Promise<HistoryOrder[]> {
  const rows = await ctx.sql<{ order_id: Uuid; paid_ms: number; net_amount: bigint; is_refunded: boolean }>`
    SELECT customer_order.order_id, (extract(epoch FROM customer_order.paid_at) * 1000)::float8 AS paid_ms,
           customer_order.net_amount, customer_order.is_refunded
      FROM orders.customer_order AS customer_order
     WHERE customer_order.tenant_id = ${ctx.tenantId} AND customer_order.person_id IS NULL AND customer_order.paid_at IS NOT NULL
       AND (customer_order.paid_at, customer_order.order_id) > (${new Date(after?.at ?? -62_135_596_800_000)}, ${after?.id ?? NIL}::uuid)
     ORDER BY customer_order.paid_at, customer_order.order_id
     LIMIT ${limit}`;
  return rows.map((row) => ({
    orderId: row.order_id,
    paidAt: row.paid_ms,
    net: row.net_amount,
    isRefunded: row.is_refunded,
    origin: 'anonymous' as const,
  }));
}

/** One page of the returns that name neither a person nor an order, oldest first. */
export async function anonymousReturns(ctx: Ctx, after: { at: number; id: Uuid } | null, limit: number): Promise<HistoryReturn[]> {
  const rows = await ctx.sql<{ return_id: Uuid; at_ms: number; amount: bigint }>`
    SELECT sales_return.return_id, (extract(epoch FROM sales_return.at) * 1000)::float8 AS at_ms, sales_return.amount
      FROM orders.sales_return AS sales_return
     WHERE sales_return.tenant_id = ${ctx.tenantId} AND sales_return.person_id IS NULL AND sales_return.order_id IS NULL
       AND (sales_return.at, sales_return.return_id) > (${new Date(after?.at ?? -62_135_596_800_000)}, ${after?.id ?? NIL}::uuid)
     ORDER BY sales_return.at, sales_return.return_id
     LIMIT ${limit}`;
  return rows.map((row) => ({ returnId: row.return_id, at: row.at_ms, amount: row.amount }));
}

const NIL = '00000000-0000-0000-0000-000000000000';
