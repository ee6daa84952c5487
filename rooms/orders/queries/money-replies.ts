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

/** A payment as the API shows it, with the state its order is in now. */
export async function paymentReply(ctx: Ctx, paymentId: Uuid): Promise<PaymentJson> {
  const payment = (await paymentsById(ctx, [paymentId]))[0];
  assert(payment, 'the payment was just recorded');
  return { ...paymentJson(ctx, payment), orderState: await stateNow(ctx, payment.orderId) };
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

/** A refund as the API shows it, with the state its order is in now. */
export async function refundReply(ctx: Ctx, refundId: Uuid): Promise<RefundJson> {
  const refund = (await refundsById(ctx, [refundId]))[0];
  assert(refund, 'the refund was just accepted');
  return { ...refundJson(ctx, refund), orderState: await stateNow(ctx, refund.orderId) };
}

/** The refunds of an order, oldest first. */
export async function listRefunds(ctx: Ctx, orderId: Uuid): Promise<{ data: Omit<RefundJson, 'orderState'>[]; next: null }> {
  return { data: (await refundsOf(ctx, [orderId])).map((refund) => refundJson(ctx, refund)), next: null };
}

/** Whether a refund is there, by `rfd_…` or `ext:…`. @throws DomainError `refund.notFound` */
export async function findRefund(ctx: Ctx, id: string): Promise<RefundRecord> {
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
    at: new Date(refund.at).toISOString(),
    wonAt: timeOf(refund.wonAt),
  };
}

/** A shipment as the API shows it, with the state its order is in now. */
export async function shipmentReply(ctx: Ctx, { orderId, shipmentId }: { orderId: Uuid; shipmentId: Uuid }): Promise<ShipmentJson> {
  const shipment = (await shipmentsOf(ctx, [orderId])).find((each) => each.shipmentId === shipmentId);
  assert(shipment, 'the shipment was just told');
  return { ...shipmentJson(shipment), orderState: await stateNow(ctx, orderId) };
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
  const claim = claimId === null ? undefined : (await claimsById(ctx, [claimId])).get(claimId);
  if (!claim) throw claimNotFound();
  return claimJson(claim);
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

async function stateNow(ctx: Ctx, orderId: Uuid): Promise<string> {
  const order = (await loadLiveOrders(ctx, [orderId])).get(orderId);
  assert(order, 'money moves on orders sold here');
  return stateOf(order);
}
