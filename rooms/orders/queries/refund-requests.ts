import type { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import { assert } from '../../../kit/errors/index.ts';
import { beforeId, pageOf } from '../../../kit/http/cursor.ts';
import { parseId, publicId, type Uuid } from '../../../kit/ids/index.ts';
import { moneyJson } from '../../../kit/money/index.ts';
import { shopNames } from '../../catalog/index.ts';
import type { refundRequestInConsole, RefundRequest } from '../api.ts';
import { refundRequestNotFound } from '../errors.ts';
import { stateOfRow } from './order-json.ts';
import type { OrderRow } from '../schema.ts';

type InConsole = z.input<typeof refundRequestInConsole>;

interface RequestRow extends Pick<OrderRow, 'cancelled_at' | 'paid_at' | 'is_refunded' | 'received_at' | 'shipped_at' | 'charged_amount'> {
  request_id: Uuid;
  order_id: Uuid;
  person_id: Uuid;
  person_name: string | null;
  lines: number[];
  amounts: string[];
  products: (Uuid | null)[] | null;
  reason: string;
  state: 'open' | 'accepted' | 'declined';
  asked_at: Date;
  answered_at: Date | null;
  answer: string | null;
  refund_id: Uuid | null;
}

/** The requests of orders, oldest first, as their buyers see them. */
export async function requestsOfOrders(ctx: Ctx, orderIds: readonly Uuid[]): Promise<Map<Uuid, RefundRequest[]>> {
  if (orderIds.length === 0) return new Map();
  const rows = await requestRows(ctx, { orderIds });
  const shown = await buyersJson(ctx, rows);
  return Map.groupBy(shown, (_, i) => rows[i]?.order_id ?? '');
}

/** The requests of a person, for the copy of everything the brand holds about them. */
export async function requestsOf(ctx: Ctx, personId: Uuid): Promise<RefundRequest[]> {
  return await buyersJson(ctx, await requestRows(ctx, { personId }));
}

export async function requestReply(ctx: Ctx, requestId: Uuid): Promise<RefundRequest> {
  const [row] = await buyersJson(ctx, await requestRows(ctx, { requestIds: [requestId] }));
  assert(row, 'what was asked for is there');
  return row;
}

/** One request as operators see it. @throws DomainError `refundRequest.notFound` */
export async function requestInConsole(ctx: Ctx, id: string): Promise<InConsole> {
  const requestId = parseId('refundRequest', id);
  const [row] = requestId === null ? [] : await consoleJson(ctx, await requestRows(ctx, { requestIds: [requestId] }));
  if (!row) throw refundRequestNotFound();
  return row;
}

/** Requests for a refund, the newest first; of a state, or all. */
export async function listRefundRequests(
  ctx: Ctx,
  page: { limit: number; cursor?: string | undefined; state?: RequestRow['state'] | undefined },
): Promise<{ data: InConsole[]; next: string | null }> {
  const before = beforeId(page.cursor);
  const state = page.state ?? null;
  const ids = await ctx.sql<{ request_id: Uuid }>`
    SELECT request.request_id
      FROM orders.refund_request AS request
     WHERE request.tenant_id = ${ctx.tenantId} AND request.request_id < ${before} AND (${state}::text IS NULL OR request.state = ${state}::text)
     ORDER BY request.request_id DESC
     LIMIT ${page.limit + 1}`;
  const { shown, next } = pageOf(ids, page.limit, (row) => [row.request_id]);
  const rows = shown.length === 0 ? [] : await requestRows(ctx, { requestIds: shown.map((row) => row.request_id) });
  return { data: (await consoleJson(ctx, rows)).toReversed(), next };
}

async function requestRows(
  ctx: Ctx,
  by: { orderIds?: readonly Uuid[]; requestIds?: readonly Uuid[]; personId?: Uuid },
): Promise<RequestRow[]> {
  const { orderIds = [], requestIds = [], personId = null } = by;
  return await ctx.sql<RequestRow>`
    SELECT request.request_id, request.order_id, request.person_id, person.name AS person_name, to_jsonb(request.lines) AS lines,
           to_jsonb(request.amounts::text[]) AS amounts,
           (SELECT jsonb_agg(line.product_id ORDER BY line.line)
              FROM orders.line AS line
             WHERE line.tenant_id = ${ctx.tenantId} AND line.order_id = request.order_id) AS products,
           request.reason, request.state, request.asked_at, request.answered_at, request.answer, request.refund_id,
           customer_order.cancelled_at, customer_order.paid_at, customer_order.is_refunded, customer_order.received_at,
           customer_order.shipped_at, customer_order.charged_amount
      FROM orders.refund_request AS request
      JOIN orders.customer_order AS customer_order
        ON customer_order.tenant_id = ${ctx.tenantId} AND customer_order.order_id = request.order_id
      JOIN relations.person AS person ON person.tenant_id = ${ctx.tenantId} AND person.person_id = request.person_id
     WHERE request.tenant_id = ${ctx.tenantId}
       AND (request.order_id = ANY(${plainArray([...new Set(orderIds)])}::uuid[])
            OR request.request_id = ANY(${plainArray(requestIds)}::uuid[]) OR request.person_id = ${personId}::uuid)
     ORDER BY request.request_id`;
}

async function buyersJson(ctx: Ctx, rows: readonly RequestRow[]): Promise<RefundRequest[]> {
  const names = await shopNames(
    ctx,
    rows.flatMap((row) => row.lines.flatMap((line) => row.products?.[line - 1] ?? [])),
  );
  const money = (amount: bigint) => moneyJson(amount, ctx.tenant.currency);
  return rows.map((row) => ({
    id: publicId('refundRequest', row.request_id),
    order: publicId('order', row.order_id),
    state: row.state,
    lines: row.lines.map((line, i) => ({
      line,
      product: names.get(row.products?.[line - 1] ?? '') ?? null,
      amount: money(BigInt(row.amounts[i] ?? '0')),
    })),
    amount: money(row.amounts.reduce((sum, one) => sum + BigInt(one), 0n)),
    reason: row.reason,
    askedAt: row.asked_at.toISOString(),
    answeredAt: row.answered_at?.toISOString() ?? null,
    answer: row.answer,
    refund: row.refund_id === null ? null : publicId('refund', row.refund_id),
  }));
}

async function consoleJson(ctx: Ctx, rows: readonly RequestRow[]): Promise<InConsole[]> {
  const shown = await buyersJson(ctx, rows);
  return shown.flatMap((one, i) => {
    const row = rows[i];
    if (!row) return [];
    return [
      {
        ...one,
        person: { id: publicId('person', row.person_id), name: row.person_name },
        orderTotal: moneyJson(row.charged_amount, ctx.tenant.currency),
        orderState: stateOfRow(row),
      },
    ];
  });
}
