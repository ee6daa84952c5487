import type { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { assert } from '../../../kit/errors/index.ts';
import { publicId, type Uuid } from '../../../kit/ids/index.ts';
import { moneyJson } from '../../../kit/money/index.ts';
import type { payment as paymentShape, refund as refundShape } from '../api.ts';
import { stateOf } from '../model/live-order.ts';
import { loadLiveOrders, paymentsById, refundsById } from './live-orders.ts';

/** A payment as the API shows it, with the state its order is in now. */
export async function paymentReply(ctx: Ctx, paymentId: Uuid): Promise<z.input<typeof paymentShape>> {
  const payment = (await paymentsById(ctx, [paymentId]))[0];
  assert(payment, 'the payment was just recorded');
  return {
    id: publicId('payment', payment.paymentId),
    externalId: payment.externalId,
    order: publicId('order', payment.orderId),
    provider: payment.provider,
    amount: moneyJson(payment.amount, ctx.tenant.currency),
    at: new Date(payment.at).toISOString(),
    orderState: await stateNow(ctx, payment.orderId),
  };
}

/** A refund as the API shows it, with the state its order is in now. */
export async function refundReply(ctx: Ctx, refundId: Uuid): Promise<z.input<typeof refundShape>> {
  const refund = (await refundsById(ctx, [refundId]))[0];
  assert(refund, 'the refund was just accepted');
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
    orderState: await stateNow(ctx, refund.orderId),
  };
}

async function stateNow(ctx: Ctx, orderId: Uuid): Promise<string> {
  const order = (await loadLiveOrders(ctx, [orderId])).get(orderId);
  assert(order, 'money moves on orders sold here');
  return stateOf(order);
}
