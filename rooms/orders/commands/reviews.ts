import type { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { newId, parseId, publicId, type Uuid } from '../../../kit/ids/index.ts';
import { audit } from '../../identity/index.ts';
import type { reviewInput } from '../api.ts';
import { orderNotFound, reviewExists, reviewNotFound, reviewRefused, unknownLine } from '../errors.ts';
import { isReviewable } from '../model/after-purchase.ts';
import { loadLiveOrders } from '../queries/live-orders.ts';

/**
 * Keeps what a buyer says of a line they bought, received and kept: once, and for good.
 * @throws DomainError `order.notFound` (also for orders of others), `line.unknown`, `review.notKept`, `review.exists`
 */
export async function addReview(ctx: Ctx, by: { personId: Uuid; orderId: Uuid }, input: z.output<typeof reviewInput>): Promise<Uuid> {
  const order = (await loadLiveOrders(ctx, [by.orderId])).get(by.orderId);
  if (!order || order.personId !== by.personId) throw orderNotFound();
  const line = order.lines[input.line - 1];
  if (!line) throw unknownLine(input.line, '/line');
  if (!isReviewable(order, line) || line.productId === null) throw reviewRefused(input.line, '/line');
  const reviewId = newId();
  const added = await ctx.sql.exec`
    INSERT INTO orders.review AS review (tenant_id, review_id, order_id, line, product_id, person_id, stars, body, at, recorded_at)
    VALUES (${ctx.tenantId}, ${reviewId}, ${by.orderId}, ${input.line}, ${line.productId}, ${by.personId}, ${input.stars}, ${input.text},
            ${ctx.now}, ${ctx.recordedAt})
        ON CONFLICT (tenant_id, order_id, line) DO NOTHING`;
  if (added === 0) {
    const known = await ctx.sql.one<{ review_id: Uuid }>`
      SELECT review.review_id
        FROM orders.review AS review
       WHERE review.tenant_id = ${ctx.tenantId} AND review.order_id = ${by.orderId} AND review.line = ${input.line}`;
    throw reviewExists(publicId('review', known.review_id), '/line');
  }
  return reviewId;
}

/** The brand answers a review; a new answer takes the place of the old one. Audited. @throws DomainError `review.notFound` */
export async function answerReview(ctx: Ctx, id: string, text: string): Promise<Uuid> {
  const reviewId = await changed(ctx, id, async (found) => {
    return await ctx.sql.exec`
      UPDATE orders.review AS review
         SET answer = ${text}, answered_at = ${ctx.now}
       WHERE review.tenant_id = ${ctx.tenantId} AND review.review_id = ${found}`;
  });
  await audit(ctx, { action: 'review.answered', subjectKind: 'review', subjectId: id });
  return reviewId;
}

/**
 * Hides the words of a review because a law or an authority says so; its stars go on counting and the shop says why it is hidden.
 * Audited. @throws DomainError `review.notFound`
 */
export async function hideReview(ctx: Ctx, id: string, because: string): Promise<Uuid> {
  const reviewId = await changed(ctx, id, async (found) => {
    return await ctx.sql.exec`
      UPDATE orders.review AS review
         SET hidden_because = ${because}, hidden_at = ${ctx.now}
       WHERE review.tenant_id = ${ctx.tenantId} AND review.review_id = ${found}`;
  });
  await audit(ctx, { action: 'review.hidden', subjectKind: 'review', subjectId: id, facts: { because } });
  return reviewId;
}

async function changed(ctx: Ctx, id: string, change: (reviewId: Uuid) => Promise<number>): Promise<Uuid> {
  const reviewId = parseId('review', id);
  if (reviewId === null || (await change(reviewId)) === 0) throw reviewNotFound();
  return reviewId;
}
