import type { Ctx } from '../../../kit/ctx.ts';
import type { Uuid } from '../../../kit/ids/index.ts';

/** An order whose header states another total than its lines add up to. Minor units. */
export interface Difference {
  readonly external_id: string;
  readonly total: bigint;
  readonly lines: bigint;
}

/** Orders that got lines of this run and whose lines do not add up to the total their own file stated. */
export async function differencesOf(ctx: Ctx, runId: Uuid, limit: number): Promise<{ count: number; first: Difference[] }> {
  const rows = await ctx.sql<Difference & { count: number }>`
    WITH touched AS (
      SELECT DISTINCT line.order_id
        FROM orders.line AS line
       WHERE line.tenant_id = ${ctx.tenantId} AND line.run_id = ${runId} AND NOT line.is_total
    ), added AS (
      SELECT customer_order.external_id, customer_order.order_id, customer_order.charged_amount AS total, sum(line.amount)::bigint AS lines
        FROM touched
        JOIN orders.customer_order AS customer_order
          ON customer_order.tenant_id = ${ctx.tenantId} AND customer_order.order_id = touched.order_id AND customer_order.total_from = 'total'
        JOIN orders.line AS line
          ON line.tenant_id = ${ctx.tenantId} AND line.order_id = touched.order_id AND NOT line.is_total
       GROUP BY customer_order.external_id, customer_order.order_id, customer_order.charged_amount
    )
    SELECT added.external_id, added.total, added.lines, (count(*) OVER ())::int AS count
      FROM added
     WHERE added.total <> added.lines
     ORDER BY added.order_id
     LIMIT ${limit}`;
  return { count: rows[0]?.count ?? 0, first: rows };
}
