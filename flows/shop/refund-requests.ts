import type { z } from 'zod';
import type { Ctx } from '../../kit/ctx.ts';
import { assert } from '../../kit/errors/index.ts';
import { publicId, type Uuid } from '../../kit/ids/index.ts';
import { audit } from '../../rooms/identity/index.ts';
import type { acceptRefundRequest, askRefund } from '../../rooms/orders/api.ts';
import {
  endRefundRequest,
  insertRefundRequest,
  loadLiveOrders,
  orderOfBuyer,
  overRefunded,
  refundableOf,
  takeOpenRequest,
  unknownLine,
} from '../../rooms/orders/index.ts';
import { minor } from '../money-answers.ts';
import { settle, settleOne } from '../settle/index.ts';

/**
 * A buyer wants money back. The hold of the lines stands still from now until the brand answers, as under any claim (rules.md S2).
 * @throws DomainError `order.notFound` (also for orders of others), `order.unpaid`, `order.cancelled`, `line.unknown`, `claim.open` (a request
 * or claim on a line is open), `claim.nothing`, `refund.tooMuch`
 */
export async function requestRefund(ctx: Ctx, by: { personId: Uuid; order: string }, body: z.output<typeof askRefund>): Promise<Uuid> {
  const { orderId } = await orderOfBuyer(ctx, by.personId, by.order);
  const claim = await settleOne(ctx, {
    kind: 'openClaim',
    order: by.order,
    lines: body.lines.map((line) => line.line),
    reason: body.reason,
  });
  assert(claim.kind === 'claim', 'a claim was opened');
  // Read again under the lane, where nothing moves any more.
  const order = (await loadLiveOrders(ctx, [orderId])).get(orderId);
  assert(order, 'the order is there');
  const lines = body.lines.map((wish, i) => {
    const line = order.lines[wish.line - 1];
    if (!line) throw unknownLine(wish.line, `/lines/${i}/line`);
    const left = refundableOf(order, { ...line, claimedAt: null });
    const amount = wish.amount === undefined ? left : minor(ctx, wish.amount, `/lines/${i}/amount`);
    if (amount <= 0n || amount > left) throw overRefunded(left, `/lines/${i}/amount`);
    return { line: wish.line, amount };
  });
  return await insertRefundRequest(ctx, { orderId, personId: by.personId, claimId: claim.claimId, lines, reason: body.reason });
}

/**
 * The brand gives back what a buyer asked for, then the hold runs on for what remains. Audited.
 * @throws DomainError `refundRequest.notFound`, `refundRequest.ended`, `refund.tooMuch` (less is left by now), `restock.tooMany`
 */
export async function acceptRequest(ctx: Ctx, id: string, body: z.output<typeof acceptRefundRequest>): Promise<void> {
  const request = await takeOpenRequest(ctx, id);
  const outcomes = await settle(ctx, [
    {
      kind: 'giveRefund',
      order: publicId('order', request.orderId),
      externalId: null,
      lines: request.lines,
      shipping: minor(ctx, body.shipping, '/shipping'),
      cause: 'refund',
      restock: (body.restock ?? []).map(({ line, quantity }) => ({ line, quantity: BigInt(quantity) })),
    },
    { kind: 'closeClaim', claim: publicId('claim', request.claimId), outcome: 'refunded' },
  ]);
  for (const outcome of outcomes) if (outcome.kind === 'refused') throw outcome.error;
  const [refund] = outcomes;
  assert(refund?.kind === 'refund', 'money was given back');
  await endRefundRequest(ctx, request.requestId, { refundId: refund.refundId, answer: body.answer || null });
  await audit(ctx, { action: 'refundRequest.accepted', subjectKind: 'refundRequest', subjectId: id });
}

/** The brand says no, and why: the hold runs on. Audited. @throws DomainError `refundRequest.notFound`, `refundRequest.ended` */
export async function declineRequest(ctx: Ctx, id: string, answer: string): Promise<void> {
  const request = await takeOpenRequest(ctx, id);
  await settleOne(ctx, { kind: 'closeClaim', claim: publicId('claim', request.claimId), outcome: 'declined' });
  await endRefundRequest(ctx, request.requestId, { refundId: null, answer });
  await audit(ctx, { action: 'refundRequest.declined', subjectKind: 'refundRequest', subjectId: id });
}
