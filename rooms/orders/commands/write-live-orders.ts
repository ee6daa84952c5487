import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import { isRefundedInFull, refundedOf, type LiveLine, type LiveOrder } from '../model/live-order.ts';
import type { PaymentRecord, RefundRecord } from '../queries/live-orders.ts';

/** Writes new orders with their lines: one statement per table, whatever their number. */
export async function insertLiveOrders(ctx: Ctx, orders: readonly LiveOrder[]): Promise<void> {
  if (orders.length === 0) return;
  const lines = orders.flatMap((order) => order.lines.map((line) => ({ orderId: order.orderId, line })));
  await Promise.all([
    ctx.sql.exec`
      INSERT INTO orders.customer_order (tenant_id, order_id, external_id, person_id, placed_at, paid_at, charged_amount, refunded_amount,
                                         net_amount, currency, is_refunded, origin, total_from, scene, channel, created_at, is_live,
                                         shipping_amount, shipping_refunded, tendered_amount, method, received_at)
      SELECT ${ctx.tenantId}, fresh.order_id, fresh.external_id, fresh.person_id, fresh.placed_at, fresh.paid_at, fresh.charged, fresh.refunded,
             fresh.charged - fresh.refunded, ${ctx.tenant.currency}, fresh.is_refunded, fresh.origin, 'lines', fresh.scene, fresh.channel,
             ${ctx.now}, true, fresh.shipping, fresh.shipping_refunded, fresh.tendered, fresh.method, fresh.received_at
        FROM unnest(${plainArray(orders.map((order) => order.orderId))}::uuid[], ${orders.map((order) => order.externalId ?? `~${order.orderId}`)}::text[],
                    ${plainArray(orders.map((order) => order.personId))}::uuid[], ${instants(orders.map((order) => order.placedAt))}::timestamptz[],
                    ${instants(orders.map((order) => order.paidAt))}::timestamptz[], ${plainArray(orders.map((order) => order.total))}::bigint[],
                    ${plainArray(orders.map(refundedOf))}::bigint[], ${plainArray(orders.map((order) => (isRefundedInFull(order) ? 't' : 'f')))}::boolean[],
                    ${plainArray(orders.map((order) => order.origin))}::text[], ${orders.map((order) => order.scene)}::text[],
                    ${orders.map((order) => order.channel)}::text[], ${plainArray(orders.map((order) => order.shipping))}::bigint[],
                    ${plainArray(orders.map((order) => order.shippingRefunded))}::bigint[], ${plainArray(orders.map((order) => order.tendered))}::bigint[],
                    ${orders.map((order) => order.method)}::text[], ${instants(orders.map((order) => order.receivedAt))}::timestamptz[])
             AS fresh (order_id, external_id, person_id, placed_at, paid_at, charged, refunded, is_refunded, origin, scene, channel, shipping,
                       shipping_refunded, tendered, method, received_at)`,
    ctx.sql.exec`
      INSERT INTO orders.line (tenant_id, order_id, line, product_id, quantity, amount, refunded_amount, is_total, unit_price, discount_amount,
                               order_discount, tax_amount, is_instant, received_at)
      SELECT ${ctx.tenantId}, fresh.order_id, fresh.line, fresh.product_id, fresh.quantity, fresh.amount, fresh.refunded, false, fresh.unit_price,
             fresh.discount, fresh.order_discount, fresh.tax, fresh.is_instant, fresh.received_at
        FROM unnest(${plainArray(lines.map((row) => row.orderId))}::uuid[], ${plainArray(lines.map(({ line }) => line.line))}::int[],
                    ${plainArray(lines.map(({ line }) => line.productId))}::uuid[], ${plainArray(lines.map(({ line }) => line.quantity))}::numeric[],
                    ${plainArray(lines.map(({ line }) => line.amount))}::bigint[], ${plainArray(lines.map(({ line }) => line.refunded))}::bigint[],
                    ${plainArray(lines.map(({ line }) => line.unitPrice))}::bigint[], ${plainArray(lines.map(({ line }) => line.discount))}::bigint[],
                    ${plainArray(lines.map(({ line }) => line.orderDiscount))}::bigint[], ${plainArray(lines.map(({ line }) => line.tax))}::bigint[],
                    ${plainArray(lines.map(({ line }) => (line.isInstant ? 't' : 'f')))}::boolean[],
                    ${instants(lines.map(({ line }) => line.receivedAt))}::timestamptz[])
             AS fresh (order_id, line, product_id, quantity, amount, refunded, unit_price, discount, order_discount, tax, is_instant, received_at)`,
  ]);
}

/** Writes what has changed about orders that were there before; `lines`: only those that changed. */
export async function updateLiveOrders(
  ctx: Ctx,
  orders: readonly LiveOrder[],
  lines: readonly { readonly orderId: Uuid; readonly line: LiveLine }[],
): Promise<void> {
  if (orders.length === 0) return;
  const ids = plainArray(orders.map((order) => order.orderId));
  await Promise.all([
    ctx.sql.exec`
      UPDATE orders.customer_order AS customer_order
         SET paid_at = changed.paid_at, refunded_amount = changed.refunded, net_amount = customer_order.charged_amount - changed.refunded,
             is_refunded = changed.is_refunded, origin = changed.origin, shipping_refunded = changed.shipping_refunded,
             tendered_amount = changed.tendered, shipped_at = changed.shipped_at, received_at = changed.received_at,
             cancelled_at = changed.cancelled_at
        FROM unnest(${ids}::uuid[], ${instants(orders.map((order) => order.paidAt))}::timestamptz[],
                    ${plainArray(orders.map(refundedOf))}::bigint[], ${plainArray(orders.map((order) => (isRefundedInFull(order) ? 't' : 'f')))}::boolean[],
                    ${plainArray(orders.map((order) => order.origin))}::text[], ${plainArray(orders.map((order) => order.shippingRefunded))}::bigint[],
                    ${plainArray(orders.map((order) => order.tendered))}::bigint[], ${instants(orders.map((order) => order.shippedAt))}::timestamptz[],
                    ${instants(orders.map((order) => order.receivedAt))}::timestamptz[], ${instants(orders.map((order) => order.cancelledAt))}::timestamptz[])
             AS changed (order_id, paid_at, refunded, is_refunded, origin, shipping_refunded, tendered, shipped_at, received_at, cancelled_at)
       WHERE customer_order.tenant_id = ${ctx.tenantId} AND customer_order.order_id = changed.order_id
         AND customer_order.order_id = ANY(${ids}::uuid[])`,
    updateLiveLines(ctx, lines),
  ]);
}

async function updateLiveLines(ctx: Ctx, lines: readonly { readonly orderId: Uuid; readonly line: LiveLine }[]): Promise<void> {
  if (lines.length === 0) return;
  await ctx.sql.exec`
    UPDATE orders.line AS line
       SET refunded_amount = changed.refunded, received_at = changed.received_at
      FROM unnest(${plainArray(lines.map((row) => row.orderId))}::uuid[], ${plainArray(lines.map(({ line }) => line.line))}::int[],
                  ${plainArray(lines.map(({ line }) => line.refunded))}::bigint[], ${instants(lines.map(({ line }) => line.receivedAt))}::timestamptz[])
           AS changed (order_id, line, refunded, received_at)
     WHERE line.tenant_id = ${ctx.tenantId} AND line.order_id = changed.order_id AND line.line = changed.line
       AND line.order_id = ANY(${plainArray([...new Set(lines.map((row) => row.orderId))])}::uuid[])`;
}

/** Writes payments as they were told. */
export async function insertPayments(ctx: Ctx, payments: readonly PaymentRecord[]): Promise<void> {
  if (payments.length === 0) return;
  await ctx.sql.exec`
    INSERT INTO orders.payment (tenant_id, payment_id, order_id, external_id, provider, amount, at, recorded_at)
    SELECT ${ctx.tenantId}, fresh.payment_id, fresh.order_id, fresh.external_id, fresh.provider, fresh.amount, fresh.at, ${ctx.recordedAt}
      FROM unnest(${plainArray(payments.map((row) => row.paymentId))}::uuid[], ${plainArray(payments.map((row) => row.orderId))}::uuid[],
                  ${payments.map((row) => row.externalId)}::text[], ${payments.map((row) => row.provider)}::text[],
                  ${plainArray(payments.map((row) => row.amount))}::bigint[], ${instants(payments.map((row) => row.at))}::timestamptz[])
           AS fresh (payment_id, order_id, external_id, provider, amount, at)`;
}

/** Writes refunds as they were accepted. */
export async function insertRefunds(ctx: Ctx, refunds: readonly RefundRecord[]): Promise<void> {
  if (refunds.length === 0) return;
  await ctx.sql.exec`
    INSERT INTO orders.refund (tenant_id, refund_id, order_id, external_id, content, lines_amount, shipping_amount, cause, at, recorded_at)
    SELECT ${ctx.tenantId}, fresh.refund_id, fresh.order_id, fresh.external_id, fresh.content::jsonb, fresh.lines_amount, fresh.shipping, fresh.cause,
           fresh.at, ${ctx.recordedAt}
      FROM unnest(${plainArray(refunds.map((row) => row.refundId))}::uuid[], ${plainArray(refunds.map((row) => row.orderId))}::uuid[],
                  ${refunds.map((row) => row.externalId)}::text[], ${refunds.map((row) => row.content)}::text[],
                  ${plainArray(refunds.map((row) => row.lines.reduce((sum, part) => sum + part.amount, 0n)))}::bigint[],
                  ${plainArray(refunds.map((row) => row.shipping))}::bigint[], ${plainArray(refunds.map((row) => row.cause))}::text[],
                  ${instants(refunds.map((row) => row.at))}::timestamptz[])
           AS fresh (refund_id, order_id, external_id, content, lines_amount, shipping, cause, at)`;
}

function instants(values: readonly (number | null)[]): string {
  return plainArray(values.map((ms) => (ms === null ? null : new Date(ms).toISOString())));
}
