import type { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { assert } from '../../../kit/errors/index.ts';
import { parseId, publicId, type Uuid } from '../../../kit/ids/index.ts';
import { moneyJson } from '../../../kit/money/index.ts';
import type { claim as claimShape, payment as paymentShape, refund as refundShape, shipment as shipmentShape } from '../api.ts';
import { stateOf } from '../model/live-order.ts';
import { claimNotFound, refundNotFound } from '../errors.ts';
import {
  claimsById,
  claimsOf,
  loadLiveOrders,
  paymentsById,
  paymentsOf,
  refundsBy,
  refundsById,
  refundsOf,
  shipmentsOf,
  type ClaimRecord,
  type PaymentRecord,
  type RefundRecord,
  type ShipmentRecord,
} from './live-orders.ts';

type PaymentJson = z.input<typeof paymentShape>;
type RefundJson = z.input<typeof refundShape>;
type ShipmentJson = z.input<typeof shipmentShape>;
type ClaimJson = z.input<typeof claimShape>;

/** Payments of orders sold here as the API shows them, by their ids, with the state their orders are in now. */
export async function paymentReplies(ctx: Ctx, payments: readonly { paymentId: Uuid; orderId: Uuid }[]): Promise<Map<Uuid, PaymentJson>> {
  if (payments.length === 0) return new Map();
  const [found, stateOfOrder] = await Promise.all([
    paymentsById(
      ctx,
      payments.map((payment) => payment.paymentId),
    ),
    statesNow(ctx, payments),
  ]);
  return new Map(found.map((payment) => [payment.paymentId, { ...paymentJson(ctx, payment), orderState: stateOfOrder(payment.orderId) }]));
}

/** The payments of an order, oldest first. */
export async function listPayments(ctx: Ctx, orderId: Uuid): Promise<{ data: Omit<PaymentJson, 'orderState'>[]; next: null }> {
  return { data: (await paymentsOf(ctx, [orderId])).map((payment) => paymentJson(ctx, payment)), next: null };
}

function paymentJson(ctx: Ctx, payment: PaymentRecord): Omit<PaymentJson, 'orderState'> {
  return {
    id: publicId('payment', payment.paymentId),
    externalId: payment.externalId,
    order: publicId('order', payment.orderId),
    provider: payment.provider,
    amount: moneyJson(payment.amount, ctx.tenant.currency),
    at: new Date(payment.at).toISOString(),
  };
}

/** Refunds as the API shows them, by their ids, with the state their orders are in now. */
export async function refundReplies(ctx: Ctx, refundIds: readonly Uuid[]): Promise<Map<Uuid, RefundJson>> {
  if (refundIds.length === 0) return new Map();
  const found = await refundsById(ctx, refundIds);
  const stateOfOrder = await statesNow(ctx, found);
  return new Map(found.map((refund) => [refund.refundId, { ...refundJson(ctx, refund), orderState: stateOfOrder(refund.orderId) }]));
}

/** A refund as the API shows it, by `rfd_…` or `ext:…`, with the state its order is in now. @throws DomainError `refund.notFound` */
export async function refundReply(ctx: Ctx, id: string): Promise<RefundJson> {
  const { refundId } = await findRefund(ctx, id);
  const reply = (await refundReplies(ctx, [refundId])).get(refundId);
  assert(reply, 'the refund was just found');
  return reply;
}

/** The refunds of an order, oldest first. */
export async function listRefunds(ctx: Ctx, orderId: Uuid): Promise<{ data: Omit<RefundJson, 'orderState'>[]; next: null }> {
  return { data: (await refundsOf(ctx, [orderId])).map((refund) => refundJson(ctx, refund)), next: null };
}

/** A refund, by `rfd_…` or `ext:…`. @throws DomainError `refund.notFound` */
async function findRefund(ctx: Ctx, id: string): Promise<RefundRecord> {
  const refundId = parseId('refund', id);
  const [refund] =
    refundId !== null
      ? await refundsById(ctx, [refundId])
      : [...(await refundsBy(ctx, id.startsWith('ext:') ? [id.slice(4)] : [])).values()];
  if (!refund) throw refundNotFound();
  return refund;
}

function refundJson(ctx: Ctx, refund: RefundRecord): Omit<RefundJson, 'orderState'> {
  const { currency } = ctx.tenant;
  const sum = refund.lines.reduce((total, part) => total + part.amount, refund.shipping);
  return {
    id: publicId('refund', refund.refundId),
    externalId: refund.externalId,
    order: publicId('order', refund.orderId),
    lines: refund.lines.map((part) => ({ line: part.line, amount: moneyJson(part.amount, currency) })),
    shipping: moneyJson(refund.shipping, currency),
    amount: moneyJson(sum, currency),
    cause: refund.cause,
    kept: moneyJson(refund.kept, currency),
    at: new Date(refund.at).toISOString(),
    wonAt: timeOf(refund.wonAt),
  };
}

/** The shipments of orders as the API shows them, by their ids, with the state their orders are in now. */
export async function shipmentReplies(ctx: Ctx, orderIds: readonly Uuid[]): Promise<Map<Uuid, ShipmentJson>> {
  if (orderIds.length === 0) return new Map();
  const [found, stateOfOrder] = await Promise.all([
    shipmentsOf(ctx, orderIds),
    statesNow(
      ctx,
      orderIds.map((orderId) => ({ orderId })),
    ),
  ]);
  return new Map(found.map((shipment) => [shipment.shipmentId, { ...shipmentJson(shipment), orderState: stateOfOrder(shipment.orderId) }]));
}

/** The shipments of an order, oldest first. */
export async function listShipments(ctx: Ctx, orderId: Uuid): Promise<{ data: Omit<ShipmentJson, 'orderState'>[]; next: null }> {
  return { data: (await shipmentsOf(ctx, [orderId])).map(shipmentJson), next: null };
}

function shipmentJson(shipment: ShipmentRecord): Omit<ShipmentJson, 'orderState'> {
  return {
    id: publicId('shipment', shipment.shipmentId),
    order: publicId('order', shipment.orderId),
    lines: [...shipment.lines],
    carrier: shipment.carrier,
    number: shipment.number,
    at: new Date(shipment.at).toISOString(),
  };
}

/** An after-sale claim. @throws DomainError `claim.notFound` */
export async function claimReply(ctx: Ctx, id: string): Promise<ClaimJson> {
  const claimId = parseId('claim', id);
  const reply = claimId === null ? undefined : (await claimReplies(ctx, [claimId])).get(claimId);
  if (!reply) throw claimNotFound();
  return reply;
}

/** After-sale claims, by their ids; unknown ones are left out. */
export async function claimReplies(ctx: Ctx, claimIds: readonly Uuid[]): Promise<Map<Uuid, ClaimJson>> {
  return new Map([...(await claimsById(ctx, claimIds))].map(([claimId, claim]) => [claimId, claimJson(claim)]));
}

/** The claims of an order, oldest first. */
export async function listClaims(ctx: Ctx, orderId: Uuid): Promise<{ data: ClaimJson[]; next: null }> {
  return { data: (await claimsOf(ctx, [orderId])).map(claimJson), next: null };
}

function claimJson(claim: ClaimRecord): ClaimJson {
  return {
    id: publicId('claim', claim.claimId),
    order: publicId('order', claim.orderId),
    lines: [...claim.lines],
    reason: claim.reason,
    openedAt: new Date(claim.openedAt).toISOString(),
    closedAt: timeOf(claim.closedAt),
    outcome: claim.outcome,
  };
}

function timeOf(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}

async function statesNow(ctx: Ctx, of: readonly { orderId: Uuid }[]): Promise<(orderId: Uuid) => string> {
  const orders = await loadLiveOrders(ctx, [...new Set(of.map((one) => one.orderId))]);
  return (orderId) => {
    const order = orders.get(orderId);
    assert(order, 'money moves on orders sold here');
    return stateOf(order);
  };
}
