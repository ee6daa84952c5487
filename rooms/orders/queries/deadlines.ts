import type { Ctx } from '../../../kit/ctx.ts';
import { instants, uuids } from '../../../kit/db/arrays.ts';
import { plainArray } from '../../../kit/db/index.ts';
import type { Uuid } from '../../../kit/ids/index.ts';

/** Until when an unpaid order keeps points or a coupon. Instant in epoch ms. */
export interface Deadline {
  readonly orderId: Uuid;
  readonly at: number;
}

/** Writes down how long orders have. */
export async function insertDeadlines(ctx: Ctx, deadlines: readonly Deadline[]): Promise<void> {
  if (deadlines.length === 0) return;
  await ctx.sql.exec`
    INSERT INTO orders.deadline (tenant_id, order_id, at)
    SELECT ${ctx.tenantId}, fresh.order_id, fresh.at
      FROM unnest(${uuids(deadlines, (one) => one.orderId)}::uuid[], ${instants(deadlines, (one) => one.at)}::timestamptz[]) AS fresh (order_id, at)`;
}

/** Orders whose time is over by the brand's clock, the longest over first. */
export async function ordersPastDeadline(ctx: Ctx, limit: number): Promise<Uuid[]> {
  const rows = await ctx.sql<{ order_id: Uuid }>`
    SELECT deadline.order_id
      FROM orders.deadline AS deadline
     WHERE deadline.tenant_id = ${ctx.tenantId} AND deadline.at <= ${ctx.now}
     ORDER BY deadline.at, deadline.order_id
     LIMIT ${limit}`;
  return rows.map((row) => row.order_id);
}

/** Whether the time of any order is over. */
export async function hasPastDeadline(ctx: Ctx): Promise<boolean> {
  const row = await ctx.sql.maybe`
    SELECT 1 AS one
      FROM orders.deadline AS deadline
     WHERE deadline.tenant_id = ${ctx.tenantId} AND deadline.at <= ${ctx.now}
     LIMIT 1`;
  return row !== null;
}

/** Their time was looked at. */
export async function forgetDeadlines(ctx: Ctx, orderIds: readonly Uuid[]): Promise<void> {
  if (orderIds.length === 0) return;
  await ctx.sql.exec`
    DELETE FROM orders.deadline AS deadline
     WHERE deadline.tenant_id = ${ctx.tenantId} AND deadline.order_id = ANY(${plainArray(orderIds)}::uuid[])`;
}
