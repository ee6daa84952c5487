import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import { isRefundedInFull, refundedOf, type LiveLine, type LiveOrder } from '../model/live-order.ts';
import type { ClaimRecord, PaymentRecord, RefundRecord, ShipmentRecord } from '../queries/live-orders.ts';

/** Writes new orders with their lines: one statement per table, whatever their number. */
export async function insertLiveOrders(ctx: Ctx, orders: readonly LiveOrder[]): Promise<void> {
  if (orders.length === 0) return;
  const lines = orders.flatMap((order) => order.lines.map((line) => ({ orderId: order.orderId, line })));
  await Promise.all([
    ctx.sql.exec`
      INSERT INTO orders.customer_order (tenant_id, order_id, external_id, person_id, placed_at, paid_at, charged_amount, refunded_amount,
                                         net_amount, currency, is_refunded, origin, total_from, scene, channel, created_at, is_live,
                                         shipping_amount, shipping_refunded, tendered_amount, method, received_at, request_hash, cancelled_at,
                                         cancel_reason, shipped_at)
      SELECT ${ctx.tenantId}, fresh.order_id, fresh.external_id, fresh.person_id, fresh.placed_at, fresh.paid_at, fresh.charged, fresh.refunded,
             fresh.charged - fresh.refunded, ${ctx.tenant.currency}, fresh.is_refunded, fresh.origin, 'lines', fresh.scene, fresh.channel,
             ${ctx.now}, true, fresh.shipping, fresh.shipping_refunded, fresh.tendered, fresh.method, fresh.received_at,
             fresh.request_hash, fresh.cancelled_at, fresh.cancel_reason, fresh.shipped_at
        FROM unnest(${plainArray(orders.map((order) => order.orderId))}::uuid[], ${orders.map((order) => order.externalId ?? `~${order.orderId}`)}::text[],
                    ${plainArray(orders.map((order) => order.personId))}::uuid[], ${instants(orders.map((order) => order.placedAt))}::timestamptz[],
                    ${instants(orders.map((order) => order.paidAt))}::timestamptz[], ${plainArray(orders.map((order) => order.total))}::bigint[],
                    ${plainArray(orders.map(refundedOf))}::bigint[], ${plainArray(orders.map((order) => (isRefundedInFull(order) ? 't' : 'f')))}::boolean[],
                    ${plainArray(orders.map((order) => order.origin))}::text[], ${orders.map((order) => order.scene)}::text[],
                    ${orders.map((order) => order.channel)}::text[], ${plainArray(orders.map((order) => order.shipping))}::bigint[],
                    ${plainArray(orders.map((order) => order.shippingRefunded))}::bigint[], ${plainArray(orders.map((order) => order.tendered))}::bigint[],
                    ${orders.map((order) => order.method)}::text[], ${instants(orders.map((order) => order.receivedAt))}::timestamptz[],
                    ${plainArray(orders.map((order) => order.requestHash))}::text[], ${instants(orders.map((order) => order.cancelledAt))}::timestamptz[],
                    ${orders.map((order) => order.cancelReason)}::text[], ${instants(orders.map((order) => order.shippedAt))}::timestamptz[])
             AS fresh (order_id, external_id, person_id, placed_at, paid_at, charged, refunded, is_refunded, origin, scene, channel, shipping,
                       shipping_refunded, tendered, method, received_at, request_hash, cancelled_at, cancel_reason, shipped_at)`,
    ctx.sql.exec`
      INSERT INTO orders.line (tenant_id, order_id, line, product_id, quantity, amount, refunded_amount, is_total, unit_price, discount_amount,
                               order_discount, tax_amount, is_instant, received_at, sku_id, shipped_at, receive_due_at, claimed_at,
                               paused_ms, price, is_prepaid)
      SELECT ${ctx.tenantId}, fresh.order_id, fresh.line, fresh.product_id, fresh.quantity, fresh.amount, fresh.refunded, false, fresh.unit_price,
             fresh.discount, fresh.order_discount, fresh.tax, fresh.is_instant, fresh.received_at, fresh.sku_id,
             fresh.shipped_at, fresh.receive_due_at, fresh.claimed_at, fresh.paused_ms, fresh.price::jsonb, fresh.is_prepaid
        FROM unnest(${plainArray(lines.map((row) => row.orderId))}::uuid[], ${plainArray(lines.map(({ line }) => line.line))}::int[],
                    ${plainArray(lines.map(({ line }) => line.productId))}::uuid[], ${plainArray(lines.map(({ line }) => line.quantity))}::numeric[],
                    ${plainArray(lines.map(({ line }) => line.amount))}::bigint[], ${plainArray(lines.map(({ line }) => line.refunded))}::bigint[],
                    ${plainArray(lines.map(({ line }) => line.unitPrice))}::bigint[], ${plainArray(lines.map(({ line }) => line.discount))}::bigint[],
                    ${plainArray(lines.map(({ line }) => line.orderDiscount))}::bigint[], ${plainArray(lines.map(({ line }) => line.tax))}::bigint[],
                    ${plainArray(lines.map(({ line }) => (line.isInstant ? 't' : 'f')))}::boolean[],
                    ${instants(lines.map(({ line }) => line.receivedAt))}::timestamptz[], ${plainArray(lines.map(({ line }) => line.skuId))}::uuid[],
                    ${instants(lines.map(({ line }) => line.shippedAt))}::timestamptz[], ${instants(lines.map(({ line }) => line.receiveDueAt))}::timestamptz[],
                    ${instants(lines.map(({ line }) => line.claimedAt))}::timestamptz[], ${plainArray(lines.map(({ line }) => line.pausedMs))}::bigint[],
                    ${lines.map(({ line }) => (line.price === null ? null : JSON.stringify(line.price)))}::text[],
                    ${plainArray(lines.map(({ line }) => (line.isPrepaid ? 't' : 'f')))}::boolean[])
             AS fresh (order_id, line, product_id, quantity, amount, refunded, unit_price, discount, order_discount, tax, is_instant, received_at,
                       sku_id, shipped_at, receive_due_at, claimed_at, paused_ms, price, is_prepaid)`,
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
             cancelled_at = changed.cancelled_at, cancel_reason = changed.cancel_reason
        FROM unnest(${ids}::uuid[], ${instants(orders.map((order) => order.paidAt))}::timestamptz[],
                    ${plainArray(orders.map(refundedOf))}::bigint[], ${plainArray(orders.map((order) => (isRefundedInFull(order) ? 't' : 'f')))}::boolean[],
                    ${plainArray(orders.map((order) => order.origin))}::text[], ${plainArray(orders.map((order) => order.shippingRefunded))}::bigint[],
                    ${plainArray(orders.map((order) => order.tendered))}::bigint[], ${instants(orders.map((order) => order.shippedAt))}::timestamptz[],
                    ${instants(orders.map((order) => order.receivedAt))}::timestamptz[], ${instants(orders.map((order) => order.cancelledAt))}::timestamptz[],
                    ${orders.map((order) => order.cancelReason)}::text[])
             AS changed (order_id, paid_at, refunded, is_refunded, origin, shipping_refunded, tendered, shipped_at, received_at, cancelled_at,
                         cancel_reason)
       WHERE customer_order.tenant_id = ${ctx.tenantId} AND customer_order.order_id = changed.order_id
         AND customer_order.order_id = ANY(${ids}::uuid[])`,
    updateLiveLines(ctx, lines),
  ]);
}

async function updateLiveLines(ctx: Ctx, lines: readonly { readonly orderId: Uuid; readonly line: LiveLine }[]): Promise<void> {
  if (lines.length === 0) return;
  await ctx.sql.exec`
    UPDATE orders.line AS line
       SET refunded_amount = changed.refunded, received_at = changed.received_at, shipped_at = changed.shipped_at,
           receive_due_at = changed.receive_due_at, claimed_at = changed.claimed_at, paused_ms = changed.paused_ms
      FROM unnest(${plainArray(lines.map((row) => row.orderId))}::uuid[], ${plainArray(lines.map(({ line }) => line.line))}::int[],
                  ${plainArray(lines.map(({ line }) => line.refunded))}::bigint[], ${instants(lines.map(({ line }) => line.receivedAt))}::timestamptz[],
                  ${instants(lines.map(({ line }) => line.shippedAt))}::timestamptz[], ${instants(lines.map(({ line }) => line.receiveDueAt))}::timestamptz[],
                  ${instants(lines.map(({ line }) => line.claimedAt))}::timestamptz[], ${plainArray(lines.map(({ line }) => line.pausedMs))}::bigint[])
           AS changed (order_id, line, refunded, received_at, shipped_at, receive_due_at, claimed_at, paused_ms)
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
    INSERT INTO orders.refund (tenant_id, refund_id, order_id, external_id, content, lines_amount, shipping_amount, cause, at, won_at,
                               recorded_at)
    SELECT ${ctx.tenantId}, fresh.refund_id, fresh.order_id, fresh.external_id, fresh.content::jsonb, fresh.lines_amount, fresh.shipping, fresh.cause,
           fresh.at, fresh.won_at, ${ctx.recordedAt}
      FROM unnest(${plainArray(refunds.map((row) => row.refundId))}::uuid[], ${plainArray(refunds.map((row) => row.orderId))}::uuid[],
                  ${refunds.map((row) => row.externalId)}::text[], ${refunds.map((row) => row.content)}::text[],
                  ${plainArray(refunds.map((row) => row.lines.reduce((sum, part) => sum + part.amount, 0n)))}::bigint[],
                  ${plainArray(refunds.map((row) => row.shipping))}::bigint[], ${plainArray(refunds.map((row) => row.cause))}::text[],
                  ${instants(refunds.map((row) => row.at))}::timestamptz[], ${instants(refunds.map((row) => row.wonAt))}::timestamptz[])
           AS fresh (refund_id, order_id, external_id, content, lines_amount, shipping, cause, at, won_at)`;
}

/** Writes which chargebacks the bank gave back. */
export async function markWon(ctx: Ctx, refunds: readonly RefundRecord[]): Promise<void> {
  if (refunds.length === 0) return;
  const ids = plainArray(refunds.map((row) => row.refundId));
  await ctx.sql.exec`
    UPDATE orders.refund AS refund
       SET won_at = changed.won_at
      FROM unnest(${ids}::uuid[], ${instants(refunds.map((row) => row.wonAt))}::timestamptz[]) AS changed (refund_id, won_at)
     WHERE refund.tenant_id = ${ctx.tenantId} AND refund.refund_id = changed.refund_id AND refund.refund_id = ANY(${ids}::uuid[])`;
}

/** Writes shipments as they were told. */
export async function insertShipments(ctx: Ctx, shipments: readonly ShipmentRecord[]): Promise<void> {
  if (shipments.length === 0) return;
  await ctx.sql.exec`
    INSERT INTO orders.shipment (tenant_id, shipment_id, order_id, lines, carrier, number, at, recorded_at)
    SELECT ${ctx.tenantId}, fresh.shipment_id, fresh.order_id, fresh.lines::int[], fresh.carrier, fresh.number, fresh.at, ${ctx.recordedAt}
      FROM unnest(${plainArray(shipments.map((row) => row.shipmentId))}::uuid[], ${plainArray(shipments.map((row) => row.orderId))}::uuid[],
                  ${shipments.map((row) => plainArray(row.lines))}::text[], ${shipments.map((row) => row.carrier)}::text[],
                  ${shipments.map((row) => row.number)}::text[], ${instants(shipments.map((row) => row.at))}::timestamptz[])
           AS fresh (shipment_id, order_id, lines, carrier, number, at)`;
}

/** Writes claims that were opened. */
export async function insertClaims(ctx: Ctx, claims: readonly ClaimRecord[]): Promise<void> {
  if (claims.length === 0) return;
  await ctx.sql.exec`
    INSERT INTO orders.claim (tenant_id, claim_id, order_id, lines, reason, opened_at, closed_at, outcome, recorded_at)
    SELECT ${ctx.tenantId}, fresh.claim_id, fresh.order_id, fresh.lines::int[], fresh.reason, fresh.opened_at, fresh.closed_at, fresh.outcome,
           ${ctx.recordedAt}
      FROM unnest(${plainArray(claims.map((row) => row.claimId))}::uuid[], ${plainArray(claims.map((row) => row.orderId))}::uuid[],
                  ${claims.map((row) => plainArray(row.lines))}::text[], ${claims.map((row) => row.reason)}::text[],
                  ${instants(claims.map((row) => row.openedAt))}::timestamptz[], ${instants(claims.map((row) => row.closedAt))}::timestamptz[],
                  ${claims.map((row) => row.outcome)}::text[])
           AS fresh (claim_id, order_id, lines, reason, opened_at, closed_at, outcome)`;
}

/** Writes which claims were closed. */
export async function closeClaims(ctx: Ctx, claims: readonly ClaimRecord[]): Promise<void> {
  if (claims.length === 0) return;
  const ids = plainArray(claims.map((row) => row.claimId));
  await ctx.sql.exec`
    UPDATE orders.claim AS claim
       SET closed_at = changed.closed_at, outcome = changed.outcome
      FROM unnest(${ids}::uuid[], ${instants(claims.map((row) => row.closedAt))}::timestamptz[], ${claims.map((row) => row.outcome)}::text[])
             AS changed (claim_id, closed_at, outcome)
     WHERE claim.tenant_id = ${ctx.tenantId} AND claim.claim_id = changed.claim_id AND claim.claim_id = ANY(${ids}::uuid[])`;
}

function instants(values: readonly (number | null)[]): string {
  return plainArray(values.map((ms) => (ms === null ? null : new Date(ms).toISOString())));
}
