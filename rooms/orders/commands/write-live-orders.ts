import type { Ctx } from '../../../kit/ctx.ts';
import { booleans, instants, int4s, int8s, texts, uuids } from '../../../kit/db/arrays.ts';
import { plainArray } from '../../../kit/db/index.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import { isRefundedInFull, refundedOf, type LiveLine, type LiveOrder } from '../model/live-order.ts';
import type { ClaimRecord, PaymentRecord, RefundRecord, ShipmentRecord } from '../queries/live-orders.ts';

/** Writes new orders with their lines: one statement per table, whatever their number. */
export async function insertLiveOrders(ctx: Ctx, orders: readonly LiveOrder[]): Promise<void> {
  if (orders.length === 0) return;
  const lines = orders.flatMap((order) => order.lines.map((line) => ({ orderId: order.orderId, line })));
  await Promise.all([
    ctx.sql.put`
      INSERT INTO orders.customer_order (tenant_id, order_id, external_id, person_id, placed_at, paid_at, charged_amount, refunded_amount,
                                         net_amount, currency, is_refunded, origin, total_from, scene, channel, created_at, is_live,
                                         shipping_amount, shipping_refunded, tendered_amount, method, received_at, request_hash, cancelled_at,
                                         cancel_reason, shipped_at, follows_id, instalment, due_at, exchanged_amount, acted)
      SELECT ${ctx.tenantId}, fresh.order_id, fresh.external_id, fresh.person_id, fresh.placed_at, fresh.paid_at, fresh.charged, fresh.refunded,
             fresh.charged - fresh.refunded, ${ctx.tenant.currency}, fresh.is_refunded, fresh.origin, 'lines', fresh.scene, fresh.channel,
             ${ctx.now}, true, fresh.shipping, fresh.shipping_refunded, fresh.tendered, fresh.method, fresh.received_at,
             fresh.request_hash, fresh.cancelled_at, fresh.cancel_reason, fresh.shipped_at, fresh.follows_id, fresh.instalment, fresh.due_at,
             fresh.exchanged, fresh.acted::jsonb
        FROM unnest(${uuids(orders, (order) => order.orderId)}::uuid[], ${texts(orders, (order) => order.externalId ?? `~${order.orderId}`)}::text[],
                    ${uuids(orders, (order) => order.personId)}::uuid[], ${instants(orders, (order) => order.placedAt)}::timestamptz[],
                    ${instants(orders, (order) => order.paidAt)}::timestamptz[], ${int8s(orders, (order) => order.total)}::bigint[],
                    ${int8s(orders, refundedOf)}::bigint[], ${booleans(orders, isRefundedInFull)}::boolean[],
                    ${texts(orders, (order) => order.origin)}::text[], ${texts(orders, (order) => order.scene)}::text[],
                    ${texts(orders, (order) => order.channel)}::text[], ${int8s(orders, (order) => order.shipping)}::bigint[],
                    ${int8s(orders, (order) => order.shippingRefunded)}::bigint[], ${int8s(orders, (order) => order.tendered)}::bigint[],
                    ${texts(orders, (order) => order.method)}::text[], ${instants(orders, (order) => order.receivedAt)}::timestamptz[],
                    ${texts(orders, (order) => order.requestHash)}::text[], ${instants(orders, (order) => order.cancelledAt)}::timestamptz[],
                    ${texts(orders, (order) => order.cancelReason)}::text[], ${instants(orders, (order) => order.shippedAt)}::timestamptz[],
                    ${uuids(orders, (order) => order.followsId)}::uuid[], ${int4s(orders, (order) => order.instalment?.number ?? null)}::int[],
                    ${instants(orders, (order) => order.instalment?.dueAt ?? null)}::timestamptz[],
                    ${int8s(orders, (order) => order.exchanged)}::bigint[],
                    ${texts(orders, ({ acted }) => (acted.length === 0 ? null : JSON.stringify(acted)))}::text[])
             AS fresh (order_id, external_id, person_id, placed_at, paid_at, charged, refunded, is_refunded, origin, scene, channel, shipping,
                       shipping_refunded, tendered, method, received_at, request_hash, cancelled_at, cancel_reason, shipped_at, follows_id,
                       instalment, due_at, exchanged, acted)`,
    insertLiveLines(ctx, lines),
  ]);
}

async function insertLiveLines(ctx: Ctx, lines: readonly { readonly orderId: Uuid; readonly line: LiveLine }[]): Promise<void> {
  if (lines.length === 0) return;
  await ctx.sql.put`
    INSERT INTO orders.line (tenant_id, order_id, line, product_id, quantity, amount, refunded_amount, is_total, unit_price, discount_amount,
                             order_discount, tax_amount, is_instant, received_at, sku_id, shipped_at, receive_due_at, claimed_at,
                             paused_ms, price, is_prepaid, deferred_amount, exchange_id)
    SELECT ${ctx.tenantId}, fresh.order_id, fresh.line, fresh.product_id, fresh.quantity, fresh.amount, fresh.refunded, false, fresh.unit_price,
           fresh.discount, fresh.order_discount, fresh.tax, fresh.is_instant, fresh.received_at, fresh.sku_id,
           fresh.shipped_at, fresh.receive_due_at, fresh.claimed_at, fresh.paused_ms, fresh.price::jsonb, fresh.is_prepaid,
           fresh.deferred, fresh.exchange_id
      FROM unnest(${uuids(lines, (row) => row.orderId)}::uuid[], ${int4s(lines, ({ line }) => line.line)}::int[],
                  ${uuids(lines, ({ line }) => line.productId)}::uuid[], ${int8s(lines, ({ line }) => line.quantity)}::bigint[],
                  ${int8s(lines, ({ line }) => line.amount)}::bigint[], ${int8s(lines, ({ line }) => line.refunded)}::bigint[],
                  ${int8s(lines, ({ line }) => line.unitPrice)}::bigint[], ${int8s(lines, ({ line }) => line.discount)}::bigint[],
                  ${int8s(lines, ({ line }) => line.orderDiscount)}::bigint[], ${int8s(lines, ({ line }) => line.tax)}::bigint[],
                  ${booleans(lines, ({ line }) => line.isInstant)}::boolean[],
                  ${instants(lines, ({ line }) => line.receivedAt)}::timestamptz[], ${uuids(lines, ({ line }) => line.skuId)}::uuid[],
                  ${instants(lines, ({ line }) => line.shippedAt)}::timestamptz[], ${instants(lines, ({ line }) => line.receiveDueAt)}::timestamptz[],
                  ${instants(lines, ({ line }) => line.claimedAt)}::timestamptz[], ${int8s(lines, ({ line }) => line.pausedMs)}::bigint[],
                  ${texts(lines, ({ line }) => (line.price === null ? null : JSON.stringify(line.price)))}::text[],
                  ${booleans(lines, ({ line }) => line.isPrepaid)}::boolean[], ${int8s(lines, ({ line }) => line.deferred)}::bigint[],
                  ${uuids(lines, ({ line }) => line.exchangeId)}::uuid[])
           AS fresh (order_id, line, product_id, quantity, amount, refunded, unit_price, discount, order_discount, tax, is_instant, received_at,
                     sku_id, shipped_at, receive_due_at, claimed_at, paused_ms, price, is_prepaid, deferred, exchange_id)`;
}

/** Writes what has changed about orders that were there before; `lines`: only those that changed, `newLines`: what an exchange added. */
export async function updateLiveOrders(
  ctx: Ctx,
  orders: readonly LiveOrder[],
  lines: readonly { readonly orderId: Uuid; readonly line: LiveLine }[],
  newLines: readonly { readonly orderId: Uuid; readonly line: LiveLine }[],
): Promise<void> {
  if (orders.length === 0) return;
  const ids = uuids(orders, (order) => order.orderId);
  await Promise.all([
    ctx.sql.exec`
      UPDATE orders.customer_order AS customer_order
         SET paid_at = changed.paid_at, refunded_amount = changed.refunded, net_amount = changed.charged - changed.refunded,
             charged_amount = changed.charged, exchanged_amount = changed.exchanged,
             is_refunded = changed.is_refunded, origin = changed.origin, shipping_refunded = changed.shipping_refunded,
             tendered_amount = changed.tendered, shipped_at = changed.shipped_at, received_at = changed.received_at,
             cancelled_at = changed.cancelled_at, cancel_reason = changed.cancel_reason
        FROM unnest(${ids}::uuid[], ${instants(orders, (order) => order.paidAt)}::timestamptz[],
                    ${int8s(orders, refundedOf)}::bigint[], ${booleans(orders, isRefundedInFull)}::boolean[],
                    ${texts(orders, (order) => order.origin)}::text[], ${int8s(orders, (order) => order.shippingRefunded)}::bigint[],
                    ${int8s(orders, (order) => order.tendered)}::bigint[], ${instants(orders, (order) => order.shippedAt)}::timestamptz[],
                    ${instants(orders, (order) => order.receivedAt)}::timestamptz[], ${instants(orders, (order) => order.cancelledAt)}::timestamptz[],
                    ${texts(orders, (order) => order.cancelReason)}::text[], ${int8s(orders, (order) => order.total)}::bigint[],
                    ${int8s(orders, (order) => order.exchanged)}::bigint[])
             AS changed (order_id, paid_at, refunded, is_refunded, origin, shipping_refunded, tendered, shipped_at, received_at, cancelled_at,
                         cancel_reason, charged, exchanged)
       WHERE customer_order.tenant_id = ${ctx.tenantId} AND customer_order.order_id = changed.order_id
         AND customer_order.order_id = ANY(${ids}::uuid[])`,
    updateLiveLines(ctx, lines),
    insertLiveLines(ctx, newLines),
  ]);
}

async function updateLiveLines(ctx: Ctx, lines: readonly { readonly orderId: Uuid; readonly line: LiveLine }[]): Promise<void> {
  if (lines.length === 0) return;
  await ctx.sql.exec`
    UPDATE orders.line AS line
       SET refunded_amount = changed.refunded, received_at = changed.received_at, shipped_at = changed.shipped_at,
           receive_due_at = changed.receive_due_at, claimed_at = changed.claimed_at, paused_ms = changed.paused_ms
      FROM unnest(${uuids(lines, (row) => row.orderId)}::uuid[], ${int4s(lines, ({ line }) => line.line)}::int[],
                  ${int8s(lines, ({ line }) => line.refunded)}::bigint[], ${instants(lines, ({ line }) => line.receivedAt)}::timestamptz[],
                  ${instants(lines, ({ line }) => line.shippedAt)}::timestamptz[], ${instants(lines, ({ line }) => line.receiveDueAt)}::timestamptz[],
                  ${instants(lines, ({ line }) => line.claimedAt)}::timestamptz[], ${int8s(lines, ({ line }) => line.pausedMs)}::bigint[])
           AS changed (order_id, line, refunded, received_at, shipped_at, receive_due_at, claimed_at, paused_ms)
     WHERE line.tenant_id = ${ctx.tenantId} AND line.order_id = changed.order_id AND line.line = changed.line
       AND line.order_id = ANY(${uuids([...new Set(lines.map((row) => row.orderId))], (orderId) => orderId)}::uuid[])`;
}

/** Writes payments as they were told. */
export async function insertPayments(ctx: Ctx, payments: readonly PaymentRecord[]): Promise<void> {
  if (payments.length === 0) return;
  await ctx.sql.put`
    INSERT INTO orders.payment (tenant_id, payment_id, order_id, external_id, provider, amount, at, recorded_at)
    SELECT ${ctx.tenantId}, fresh.payment_id, fresh.order_id, fresh.external_id, fresh.provider, fresh.amount, fresh.at, ${ctx.recordedAt}
      FROM unnest(${uuids(payments, (row) => row.paymentId)}::uuid[], ${uuids(payments, (row) => row.orderId)}::uuid[],
                  ${texts(payments, (row) => row.externalId)}::text[], ${texts(payments, (row) => row.provider)}::text[],
                  ${int8s(payments, (row) => row.amount)}::bigint[], ${instants(payments, (row) => row.at)}::timestamptz[])
           AS fresh (payment_id, order_id, external_id, provider, amount, at)`;
}

/** Writes refunds as they were accepted. */
export async function insertRefunds(ctx: Ctx, refunds: readonly RefundRecord[]): Promise<void> {
  if (refunds.length === 0) return;
  await ctx.sql.put`
    INSERT INTO orders.refund (tenant_id, refund_id, order_id, external_id, content, lines_amount, shipping_amount, cause, at, won_at,
                               recorded_at, kept_amount)
    SELECT ${ctx.tenantId}, fresh.refund_id, fresh.order_id, fresh.external_id, fresh.content::jsonb, fresh.lines_amount, fresh.shipping, fresh.cause,
           fresh.at, fresh.won_at, ${ctx.recordedAt}, fresh.kept
      FROM unnest(${uuids(refunds, (row) => row.refundId)}::uuid[], ${uuids(refunds, (row) => row.orderId)}::uuid[],
                  ${texts(refunds, (row) => row.externalId)}::text[], ${texts(refunds, (row) => row.content)}::text[],
                  ${int8s(refunds, (row) => row.lines.reduce((sum, part) => sum + part.amount, 0n))}::bigint[],
                  ${int8s(refunds, (row) => row.shipping)}::bigint[], ${texts(refunds, (row) => row.cause)}::text[],
                  ${instants(refunds, (row) => row.at)}::timestamptz[], ${instants(refunds, (row) => row.wonAt)}::timestamptz[],
                  ${int8s(refunds, (row) => row.kept)}::bigint[])
           AS fresh (refund_id, order_id, external_id, content, lines_amount, shipping, cause, at, won_at, kept)`;
}

/** Writes which chargebacks the bank gave back. */
export async function markWon(ctx: Ctx, refunds: readonly RefundRecord[]): Promise<void> {
  if (refunds.length === 0) return;
  const ids = uuids(refunds, (row) => row.refundId);
  await ctx.sql.exec`
    UPDATE orders.refund AS refund
       SET won_at = changed.won_at
      FROM unnest(${ids}::uuid[], ${instants(refunds, (row) => row.wonAt)}::timestamptz[]) AS changed (refund_id, won_at)
     WHERE refund.tenant_id = ${ctx.tenantId} AND refund.refund_id = changed.refund_id AND refund.refund_id = ANY(${ids}::uuid[])`;
}

/** Writes shipments as they were told. */
export async function insertShipments(ctx: Ctx, shipments: readonly ShipmentRecord[]): Promise<void> {
  if (shipments.length === 0) return;
  await ctx.sql.put`
    INSERT INTO orders.shipment (tenant_id, shipment_id, order_id, lines, carrier, number, at, recorded_at)
    SELECT ${ctx.tenantId}, fresh.shipment_id, fresh.order_id, fresh.lines::int[], fresh.carrier, fresh.number, fresh.at, ${ctx.recordedAt}
      FROM unnest(${uuids(shipments, (row) => row.shipmentId)}::uuid[], ${uuids(shipments, (row) => row.orderId)}::uuid[],
                  ${texts(shipments, (row) => plainArray(row.lines))}::text[], ${texts(shipments, (row) => row.carrier)}::text[],
                  ${texts(shipments, (row) => row.number)}::text[], ${instants(shipments, (row) => row.at)}::timestamptz[])
           AS fresh (shipment_id, order_id, lines, carrier, number, at)`;
}

/** Writes claims that were opened. */
export async function insertClaims(ctx: Ctx, claims: readonly ClaimRecord[]): Promise<void> {
  if (claims.length === 0) return;
  await ctx.sql.put`
    INSERT INTO orders.claim (tenant_id, claim_id, order_id, lines, reason, opened_at, closed_at, outcome, recorded_at)
    SELECT ${ctx.tenantId}, fresh.claim_id, fresh.order_id, fresh.lines::int[], fresh.reason, fresh.opened_at, fresh.closed_at, fresh.outcome,
           ${ctx.recordedAt}
      FROM unnest(${uuids(claims, (row) => row.claimId)}::uuid[], ${uuids(claims, (row) => row.orderId)}::uuid[],
                  ${texts(claims, (row) => plainArray(row.lines))}::text[], ${texts(claims, (row) => row.reason)}::text[],
                  ${instants(claims, (row) => row.openedAt)}::timestamptz[], ${instants(claims, (row) => row.closedAt)}::timestamptz[],
                  ${texts(claims, (row) => row.outcome)}::text[])
           AS fresh (claim_id, order_id, lines, reason, opened_at, closed_at, outcome)`;
}

/** Writes which claims were closed. */
export async function closeClaims(ctx: Ctx, claims: readonly ClaimRecord[]): Promise<void> {
  if (claims.length === 0) return;
  const ids = uuids(claims, (row) => row.claimId);
  await ctx.sql.exec`
    UPDATE orders.claim AS claim
       SET closed_at = changed.closed_at, outcome = changed.outcome
      FROM unnest(${ids}::uuid[], ${instants(claims, (row) => row.closedAt)}::timestamptz[], ${texts(claims, (row) => row.outcome)}::text[])
             AS changed (claim_id, closed_at, outcome)
     WHERE claim.tenant_id = ${ctx.tenantId} AND claim.claim_id = changed.claim_id AND claim.claim_id = ANY(${ids}::uuid[])`;
}
