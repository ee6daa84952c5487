import type { Ctx } from '../../../kit/ctx.ts';

/** Whether pieces are held past their time by the brand's clock. */
export async function hasExpiredStock(ctx: Ctx): Promise<boolean> {
  const row = await ctx.sql.maybe`
    SELECT 1 AS one
      FROM catalog.reservation AS reservation
     WHERE reservation.tenant_id = ${ctx.tenantId} AND reservation.state = 'held' AND reservation.expires_at <= ${ctx.now}
     LIMIT 1`;
  return row !== null;
}
