import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import type { Origin } from '../../../kit/http/shapes.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import type { Acted, LinePrice, LiveLine, LiveOrder } from '../model/live-order.ts';
import { shownId } from './order-json.ts';

interface OrderRow {
  order_id: Uuid;
  external_id: string;
  person_id: Uuid | null;
  is_live: boolean;
  placed_ms: number;
  paid_ms: number | null;
  shipped_ms: number | null;
  received_ms: number | null;
  cancelled_ms: number | null;
  charged_amount: bigint;
  tendered_amount: bigint;
  shipping_amount: bigint;
  shipping_refunded: bigint;
  origin: Origin | null;
  scene: string | null;
  method: string | null;
  channel: string | null;
  cancel_reason: string | null;
  request_hash: string | null;
  follows_id: Uuid | null;
  instalment: number | null;
  due_ms: number | null;
  exchanged_amount: bigint;
  acted: Acted[] | null;
}

interface LineRow {
  order_id: Uuid;
  line: number;
  product_id: Uuid | null;
  sku_id: Uuid | null;
  quantity: string;
  unit_price: bigint;
  discount_amount: bigint;
  order_discount: bigint;
  deferred_amount: bigint;
  tax_amount: bigint;
  amount: bigint;
  is_instant: boolean;
  is_prepaid: boolean;
  price: LinePrice | null;
  exchange_id: Uuid | null;
  refunded_amount: bigint;
  shipped_ms: number | null;
  receive_due_ms: number | null;
  received_ms: number | null;
  claimed_ms: number | null;
  paused_ms: number;
}

/** Orders sold here, whole, for a writer under the lane; imported records and unknown ids are left out. */
export async function loadLiveOrders(ctx: Ctx, orderIds: readonly Uuid[]): Promise<Map<Uuid, LiveOrder>> {
  if (orderIds.length === 0) return new Map();
  const ids = plainArray(orderIds);
  const [orders, lines] = await Promise.all([
    ctx.sql<OrderRow>`
      SELECT customer_order.order_id, customer_order.external_id, customer_order.person_id, customer_order.is_live,
             (extract(epoch FROM customer_order.placed_at) * 1000)::float8 AS placed_ms,
             (extract(epoch FROM customer_order.paid_at) * 1000)::float8 AS paid_ms,
             (extract(epoch FROM customer_order.shipped_at) * 1000)::float8 AS shipped_ms,
             (extract(epoch FROM customer_order.received_at) * 1000)::float8 AS received_ms,
             (extract(epoch FROM customer_order.cancelled_at) * 1000)::float8 AS cancelled_ms,
             customer_order.charged_amount, customer_order.tendered_amount, customer_order.shipping_amount,
             customer_order.shipping_refunded, customer_order.origin, customer_order.scene, customer_order.method, customer_order.channel,
             customer_order.cancel_reason, customer_order.request_hash, customer_order.follows_id, customer_order.instalment,
             (extract(epoch FROM customer_order.due_at) * 1000)::float8 AS due_ms, customer_order.exchanged_amount, customer_order.acted
        FROM orders.customer_order AS customer_order
       WHERE customer_order.tenant_id = ${ctx.tenantId} AND customer_order.order_id = ANY(${ids}::uuid[])`,
    ctx.sql<LineRow>`
      SELECT line.order_id, line.line, line.product_id, line.sku_id, line.quantity::text AS quantity, line.unit_price, line.discount_amount,
             line.order_discount, line.deferred_amount, line.tax_amount, line.amount, line.is_instant, line.is_prepaid, line.price,
             line.exchange_id, line.refunded_amount,
             (extract(epoch FROM line.shipped_at) * 1000)::float8 AS shipped_ms,
             (extract(epoch FROM line.receive_due_at) * 1000)::float8 AS receive_due_ms,
             (extract(epoch FROM line.received_at) * 1000)::float8 AS received_ms,
             (extract(epoch FROM line.claimed_at) * 1000)::float8 AS claimed_ms, line.paused_ms::float8 AS paused_ms
        FROM orders.line AS line
       WHERE line.tenant_id = ${ctx.tenantId} AND line.order_id = ANY(${ids}::uuid[]) AND line.unit_price IS NOT NULL
       ORDER BY line.order_id, line.line`,
  ]);
  const linesOf = new Map<Uuid, LiveLine[]>();
  for (const row of lines) {
    const line: LiveLine = {
      line: row.line,
      productId: row.product_id,
      skuId: row.sku_id,
      quantity: BigInt(row.quantity),
      unitPrice: row.unit_price,
      discount: row.discount_amount,
      orderDiscount: row.order_discount,
      deferred: row.deferred_amount,
      tax: row.tax_amount,
      amount: row.amount,
      isInstant: row.is_instant,
      isPrepaid: row.is_prepaid,
      price: row.price,
      exchangeId: row.exchange_id,
      refunded: row.refunded_amount,
      shippedAt: row.shipped_ms,
      receiveDueAt: row.receive_due_ms,
      receivedAt: row.received_ms,
      claimedAt: row.claimed_ms,
      pausedMs: row.paused_ms,
    };
    const known = linesOf.get(row.order_id);
    if (known) known.push(line);
    else linesOf.set(row.order_id, [line]);
  }
  const found = new Map<Uuid, LiveOrder>();
  for (const row of orders) {
    if (!row.is_live || row.person_id === null) continue;
    found.set(row.order_id, {
      orderId: row.order_id,
      externalId: shownId(row.external_id),
      personId: row.person_id,
      placedAt: row.placed_ms,
      shipping: row.shipping_amount,
      acted: row.acted ?? [],
      total: row.charged_amount,
      scene: row.scene,
      method: row.method,
      channel: row.channel,
      lines: linesOf.get(row.order_id) ?? [],
      followsId: row.follows_id,
      instalment: row.instalment === null || row.due_ms === null ? null : { number: row.instalment, dueAt: row.due_ms },
      origin: row.origin,
      tendered: row.tendered_amount,
      shippingRefunded: row.shipping_refunded,
      exchanged: row.exchanged_amount,
      paidAt: row.paid_ms,
      shippedAt: row.shipped_ms,
      receivedAt: row.received_ms,
      cancelledAt: row.cancelled_ms,
      cancelReason: row.cancel_reason,
      requestHash: row.request_hash,
    });
  }
  return found;
}

/** Every order of the agreements these orders are part of, themselves among them; those paid at once are left out. */
export async function agreementsOf(ctx: Ctx, firstIds: readonly Uuid[]): Promise<Uuid[]> {
  if (firstIds.length === 0) return [];
  const rows = await ctx.sql<{ order_id: Uuid }>`
    SELECT customer_order.order_id
      FROM orders.customer_order AS customer_order
     WHERE customer_order.tenant_id = ${ctx.tenantId} AND customer_order.follows_id = ANY(${plainArray(firstIds)}::uuid[])
     ORDER BY customer_order.follows_id, customer_order.instalment`;
  return [...new Set([...firstIds, ...rows.map((row) => row.order_id)])];
}

/** The ids of orders by external id, imported records among them; unknown ones are left out. */
export async function orderIdsOf(ctx: Ctx, externalIds: readonly string[]): Promise<Map<string, Uuid>> {
  if (externalIds.length === 0) return new Map();
  const rows = await ctx.sql<{ external_id: string; order_id: Uuid }>`
    SELECT customer_order.external_id, customer_order.order_id
      FROM orders.customer_order AS customer_order
     WHERE customer_order.tenant_id = ${ctx.tenantId} AND customer_order.external_id = ANY(${externalIds}::text[])`;
  return new Map(rows.map((row) => [row.external_id, row.order_id]));
}

/** Which of these ids are orders of this brand. */
export async function knownOrderIds(ctx: Ctx, orderIds: readonly Uuid[]): Promise<Set<Uuid>> {
  if (orderIds.length === 0) return new Set();
  const rows = await ctx.sql<{ order_id: Uuid }>`
    SELECT customer_order.order_id
      FROM orders.customer_order AS customer_order
     WHERE customer_order.tenant_id = ${ctx.tenantId} AND customer_order.order_id = ANY(${plainArray(orderIds)}::uuid[])`;
  return new Set(rows.map((row) => row.order_id));
}

/** A payment as it was told. */
export interface PaymentRecord {
  readonly paymentId: Uuid;
  readonly orderId: Uuid;
  readonly externalId: string | null;
  readonly provider: string;
  readonly amount: bigint;
  readonly at: number;
}

export type RefundCause = 'refund' | 'chargeback' | 'exchange';

/** A refund as it was accepted; `content` is what a repeat must equal. */
export interface RefundRecord {
  readonly refundId: Uuid;
  readonly orderId: Uuid;
  readonly externalId: string | null;
  readonly content: string;
  readonly lines: readonly { readonly line: number; readonly amount: bigint }[];
  readonly shipping: bigint;
  readonly cause: RefundCause;
  /** of an exchange: what stayed as the price of the lines that replace the one refunded */
  readonly kept: bigint;
  readonly at: number;
  /** of a chargeback: when the bank gave it back */
  wonAt: number | null;
}

/** Payments by their external ids. */
export async function paymentsBy(ctx: Ctx, externalIds: readonly string[]): Promise<Map<string, PaymentRecord>> {
  if (externalIds.length === 0) return new Map();
  const rows = await ctx.sql<PaymentRow & { external_id: string }>`
    SELECT payment.payment_id, payment.order_id, payment.external_id, payment.provider, payment.amount,
           (extract(epoch FROM payment.at) * 1000)::float8 AS at_ms
      FROM orders.payment AS payment
     WHERE payment.tenant_id = ${ctx.tenantId} AND payment.external_id = ANY(${externalIds}::text[])`;
  return new Map(rows.map((row) => [row.external_id, paymentOf(row)]));
}

/** Payments by their own ids. */
export async function paymentsById(ctx: Ctx, paymentIds: readonly Uuid[]): Promise<PaymentRecord[]> {
  const rows = await ctx.sql<PaymentRow>`
    SELECT payment.payment_id, payment.order_id, payment.external_id, payment.provider, payment.amount,
           (extract(epoch FROM payment.at) * 1000)::float8 AS at_ms
      FROM orders.payment AS payment
     WHERE payment.tenant_id = ${ctx.tenantId} AND payment.payment_id = ANY(${plainArray(paymentIds)}::uuid[])`;
  return rows.map(paymentOf);
}

/** The payments of orders, oldest first. */
export async function paymentsOf(ctx: Ctx, orderIds: readonly Uuid[]): Promise<PaymentRecord[]> {
  if (orderIds.length === 0) return [];
  const rows = await ctx.sql<PaymentRow>`
    SELECT payment.payment_id, payment.order_id, payment.external_id, payment.provider, payment.amount,
           (extract(epoch FROM payment.at) * 1000)::float8 AS at_ms
      FROM orders.payment AS payment
     WHERE payment.tenant_id = ${ctx.tenantId} AND payment.order_id = ANY(${plainArray(orderIds)}::uuid[])
     ORDER BY payment.payment_id`;
  return rows.map(paymentOf);
}

interface PaymentRow {
  payment_id: Uuid;
  order_id: Uuid;
  external_id: string | null;
  provider: string;
  amount: bigint;
  at_ms: number;
}

function paymentOf(row: PaymentRow): PaymentRecord {
  return {
    paymentId: row.payment_id,
    orderId: row.order_id,
    externalId: row.external_id,
    provider: row.provider,
    amount: row.amount,
    at: row.at_ms,
  };
}

interface RefundRow {
  refund_id: Uuid;
  order_id: Uuid;
  external_id: string | null;
  content: string;
  shipping_amount: bigint;
  kept_amount: bigint;
  cause: RefundCause;
  at_ms: number;
  won_ms: number | null;
}

/** Refunds by their external ids. */
export async function refundsBy(ctx: Ctx, externalIds: readonly string[]): Promise<Map<string, RefundRecord>> {
  if (externalIds.length === 0) return new Map();
  const rows = await ctx.sql<RefundRow & { external_id: string }>`
    SELECT refund.refund_id, refund.order_id, refund.external_id, refund.content::text AS content, refund.shipping_amount, refund.kept_amount, refund.cause,
           (extract(epoch FROM refund.at) * 1000)::float8 AS at_ms, (extract(epoch FROM refund.won_at) * 1000)::float8 AS won_ms
      FROM orders.refund AS refund
     WHERE refund.tenant_id = ${ctx.tenantId} AND refund.external_id = ANY(${externalIds}::text[])`;
  return new Map(rows.map((row) => [row.external_id, refundOf(row)]));
}

/** Refunds by their own ids. */
export async function refundsById(ctx: Ctx, refundIds: readonly Uuid[]): Promise<RefundRecord[]> {
  const rows = await ctx.sql<RefundRow>`
    SELECT refund.refund_id, refund.order_id, refund.external_id, refund.content::text AS content, refund.shipping_amount, refund.kept_amount, refund.cause,
           (extract(epoch FROM refund.at) * 1000)::float8 AS at_ms, (extract(epoch FROM refund.won_at) * 1000)::float8 AS won_ms
      FROM orders.refund AS refund
     WHERE refund.tenant_id = ${ctx.tenantId} AND refund.refund_id = ANY(${plainArray(refundIds)}::uuid[])`;
  return rows.map(refundOf);
}

/** The refunds of an order, oldest first. */
export async function refundsOf(ctx: Ctx, orderIds: readonly Uuid[]): Promise<RefundRecord[]> {
  if (orderIds.length === 0) return [];
  const rows = await ctx.sql<RefundRow>`
    SELECT refund.refund_id, refund.order_id, refund.external_id, refund.content::text AS content, refund.shipping_amount, refund.kept_amount, refund.cause,
           (extract(epoch FROM refund.at) * 1000)::float8 AS at_ms, (extract(epoch FROM refund.won_at) * 1000)::float8 AS won_ms
      FROM orders.refund AS refund
     WHERE refund.tenant_id = ${ctx.tenantId} AND refund.order_id = ANY(${plainArray(orderIds)}::uuid[])
     ORDER BY refund.refund_id`;
  return rows.map(refundOf);
}

function refundOf(row: RefundRow): RefundRecord {
  const { lines, goods } = JSON.parse(row.content) as { lines: { line: number; amount: string }[]; goods?: string };
  return {
    refundId: row.refund_id,
    orderId: row.order_id,
    externalId: row.external_id,
    content: refundContent(
      lines.map((part) => ({ line: part.line, amount: BigInt(part.amount) })),
      row.shipping_amount,
      row.cause,
      goods,
    ),
    lines: lines.map((part) => ({ line: part.line, amount: BigInt(part.amount) })),
    shipping: row.shipping_amount,
    cause: row.cause,
    kept: row.kept_amount,
    at: row.at_ms,
    wonAt: row.won_ms,
  };
}

/** Lines on their way. */
export interface ShipmentRecord {
  readonly shipmentId: Uuid;
  readonly orderId: Uuid;
  readonly lines: readonly number[];
  readonly carrier: string | null;
  readonly number: string | null;
  readonly at: number;
}

/** The shipments of orders, oldest first. */
export async function shipmentsOf(ctx: Ctx, orderIds: readonly Uuid[]): Promise<ShipmentRecord[]> {
  if (orderIds.length === 0) return [];
  const rows = await ctx.sql<{
    shipment_id: Uuid;
    order_id: Uuid;
    lines: number[];
    carrier: string | null;
    number: string | null;
    at_ms: number;
  }>`
    SELECT shipment.shipment_id, shipment.order_id, to_jsonb(shipment.lines) AS lines, shipment.carrier, shipment.number,
           (extract(epoch FROM shipment.at) * 1000)::float8 AS at_ms
      FROM orders.shipment AS shipment
     WHERE shipment.tenant_id = ${ctx.tenantId} AND shipment.order_id = ANY(${plainArray(orderIds)}::uuid[])
     ORDER BY shipment.shipment_id`;
  return rows.map(({ shipment_id: shipmentId, order_id: orderId, at_ms: at, lines, carrier, number }) => ({
    shipmentId,
    orderId,
    lines,
    carrier,
    number,
    at,
  }));
}

/** An after-sale claim; open while `closedAt` is null. */
export interface ClaimRecord {
  readonly claimId: Uuid;
  readonly orderId: Uuid;
  readonly lines: readonly number[];
  readonly reason: string | null;
  readonly openedAt: number;
  closedAt: number | null;
  outcome: string | null;
}

interface ClaimRow {
  claim_id: Uuid;
  order_id: Uuid;
  lines: number[];
  reason: string | null;
  opened_ms: number;
  closed_ms: number | null;
  outcome: string | null;
}

/** Claims by their own ids. */
export async function claimsById(ctx: Ctx, claimIds: readonly Uuid[]): Promise<Map<Uuid, ClaimRecord>> {
  if (claimIds.length === 0) return new Map();
  const rows = await ctx.sql<ClaimRow>`
    SELECT claim.claim_id, claim.order_id, to_jsonb(claim.lines) AS lines, claim.reason, claim.outcome,
           (extract(epoch FROM claim.opened_at) * 1000)::float8 AS opened_ms, (extract(epoch FROM claim.closed_at) * 1000)::float8 AS closed_ms
      FROM orders.claim AS claim
     WHERE claim.tenant_id = ${ctx.tenantId} AND claim.claim_id = ANY(${plainArray(claimIds)}::uuid[])`;
  return new Map(rows.map((row) => [row.claim_id, claimOf(row)]));
}

/** The claims of orders, oldest first. */
export async function claimsOf(ctx: Ctx, orderIds: readonly Uuid[]): Promise<ClaimRecord[]> {
  if (orderIds.length === 0) return [];
  const rows = await ctx.sql<ClaimRow>`
    SELECT claim.claim_id, claim.order_id, to_jsonb(claim.lines) AS lines, claim.reason, claim.outcome,
           (extract(epoch FROM claim.opened_at) * 1000)::float8 AS opened_ms, (extract(epoch FROM claim.closed_at) * 1000)::float8 AS closed_ms
      FROM orders.claim AS claim
     WHERE claim.tenant_id = ${ctx.tenantId} AND claim.order_id = ANY(${plainArray(orderIds)}::uuid[])
     ORDER BY claim.claim_id`;
  return rows.map(claimOf);
}

function claimOf(row: ClaimRow): ClaimRecord {
  return {
    claimId: row.claim_id,
    orderId: row.order_id,
    lines: row.lines,
    reason: row.reason,
    openedAt: row.opened_ms,
    closedAt: row.closed_ms,
    outcome: row.outcome,
  };
}

/** Orders with lines that count as received by themselves by now, the longest due first. */
export async function ordersDueForReceipt(ctx: Ctx, now: Date, limit: number): Promise<Uuid[]> {
  const rows = await ctx.sql<{ order_id: Uuid }>`
    SELECT line.order_id
      FROM orders.line AS line
     WHERE line.tenant_id = ${ctx.tenantId} AND line.receive_due_at IS NOT NULL AND line.receive_due_at <= ${now}
     ORDER BY line.receive_due_at
     LIMIT ${limit}`;
  return [...new Set(rows.map((row) => row.order_id))];
}

/** Whether any line counts as received by itself by the brand's clock. */
export async function hasDueReceipts(ctx: Ctx): Promise<boolean> {
  const row = await ctx.sql.maybe`
    SELECT 1 AS one
      FROM orders.line AS line
     WHERE line.tenant_id = ${ctx.tenantId} AND line.receive_due_at IS NOT NULL AND line.receive_due_at <= ${ctx.now}
     LIMIT 1`;
  return row !== null;
}

/** What a refund says, as one text: a repeat must say the same. @param goods of an exchange: what was asked for, in one word */
export function refundContent(
  lines: readonly { readonly line: number; readonly amount: bigint }[],
  shipping: bigint,
  cause: RefundCause,
  goods?: string,
): string {
  return JSON.stringify({
    lines: lines.map((part) => ({ line: part.line, amount: part.amount.toString() })),
    shipping: shipping.toString(),
    cause,
    ...(goods === undefined ? {} : { goods }),
  });
}
