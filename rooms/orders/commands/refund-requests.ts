import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import { newId, parseId, type Uuid } from '../../../kit/ids/index.ts';
import { refundRequestEnded, refundRequestNotFound } from '../errors.ts';

/** A buyer's request as it is written; `claimId` is the after-sale claim that stops the hold meanwhile. */
export interface FreshRequest {
  readonly orderId: Uuid;
  readonly personId: Uuid;
  readonly claimId: Uuid;
  readonly lines: readonly { readonly line: number; readonly amount: bigint }[];
  readonly reason: string;
}

/** Writes a request down. */
export async function insertRefundRequest(ctx: Ctx, request: FreshRequest): Promise<Uuid> {
  const requestId = newId();
  await ctx.sql.exec`
    INSERT INTO orders.refund_request (tenant_id, request_id, order_id, person_id, claim_id, lines, amounts, reason, state, asked_at,
                                       recorded_at)
    VALUES (${ctx.tenantId}, ${requestId}, ${request.orderId}, ${request.personId}, ${request.claimId},
            ${plainArray(request.lines.map((one) => one.line))}::int[], ${plainArray(request.lines.map((one) => one.amount))}::bigint[],
            ${request.reason}, 'open', ${ctx.now}, ${ctx.recordedAt})`;
  return requestId;
}

/** A request that waits for an answer. */
export interface OpenRequest {
  readonly requestId: Uuid;
  readonly orderId: Uuid;
  readonly claimId: Uuid;
  readonly lines: readonly { readonly line: number; readonly amount: bigint }[];
}

/**
 * The request that is to be answered, locked: of two answers the first stands.
 * @throws DomainError `refundRequest.notFound`, `refundRequest.ended`
 */
export async function takeOpenRequest(ctx: Ctx, id: string): Promise<OpenRequest> {
  const requestId = parseId('refundRequest', id);
  const row =
    requestId === null
      ? null
      : await ctx.sql.maybe<{ order_id: Uuid; claim_id: Uuid; lines: number[]; amounts: string[]; state: string }>`
          SELECT request.order_id, request.claim_id, to_jsonb(request.lines) AS lines, to_jsonb(request.amounts::text[]) AS amounts, request.state
            FROM orders.refund_request AS request
           WHERE request.tenant_id = ${ctx.tenantId} AND request.request_id = ${requestId}
             FOR UPDATE`;
  if (!row || requestId === null) throw refundRequestNotFound();
  if (row.state !== 'open') throw refundRequestEnded(row.state);
  return {
    requestId,
    orderId: row.order_id,
    claimId: row.claim_id,
    lines: row.lines.map((line, i) => ({ line, amount: BigInt(row.amounts[i] ?? '0') })),
  };
}

/** Writes the answer down. @param refundId what was given back; null: it was declined */
export async function endRefundRequest(ctx: Ctx, requestId: Uuid, how: { refundId: Uuid | null; answer: string | null }): Promise<void> {
  await ctx.sql.exec`
    UPDATE orders.refund_request AS request
       SET state = ${how.refundId === null ? 'declined' : 'accepted'}, refund_id = ${how.refundId}, answer = ${how.answer},
           answered_at = ${ctx.now}, answered_by = ${ctx.actor.name}
     WHERE request.tenant_id = ${ctx.tenantId} AND request.request_id = ${requestId} AND request.state = 'open'`;
}
