import type { Ctx } from '../../../kit/ctx.ts';
import { parseDay } from '../../../kit/time/index.ts';
import { extentOf, isFresh, storedOutlook, workOut, type KeptOutlook } from '../queries/outlook.ts';
import { saidBasis, valueBasis } from '../queries/value-basis.ts';

/** Works the brand's outlook out anew and keeps it; a brand without an order keeps none. Nobody who sells waits for it. */
export async function keepOutlook(ctx: Ctx): Promise<KeptOutlook | null> {
  const { seq } = await ctx.sql.one<{ seq: bigint }>`
    SELECT lane.change_seq AS seq FROM kit.lane AS lane WHERE lane.tenant_id = ${ctx.tenantId}`;
  const extent = await extentOf(ctx);
  if (extent === null) {
    await ctx.sql.exec`DELETE FROM analytics.outlook AS outlook WHERE outlook.tenant_id = ${ctx.tenantId}`;
    return null;
  }
  const made = await workOut(ctx, extent);
  await ctx.sql.exec`
    INSERT INTO analytics.outlook AS outlook (tenant_id, time_zone, made_at, made_on, through_seq, orders, sales, body)
    VALUES (${ctx.tenantId}, ${ctx.zone.id}, ${ctx.now}, date '1970-01-01' + ${ctx.today}::int, ${seq}, ${extent.orders}, ${extent.sales},
            ${JSON.stringify(made)}::jsonb)
        ON CONFLICT (tenant_id) DO UPDATE
       SET time_zone = excluded.time_zone, made_at = excluded.made_at, made_on = excluded.made_on, through_seq = excluded.through_seq,
           orders = excluded.orders, sales = excluded.sales, body = excluded.body`;
  return made;
}

/** A margin that moved by more than this makes another value. */
const MOST_MARGIN_DRIFT = 0.005;

/** Whether the kept outlook is missing, out of date, or of an earlier day with something new since. */
export async function isOutlookDue(ctx: Ctx): Promise<boolean> {
  const extent = await extentOf(ctx);
  const stored = await storedOutlook(ctx);
  if (extent === null) return stored !== null;
  if (stored === null || !isFresh(ctx, stored, extent, await saidBasis(ctx))) return true;
  // Costs that were recorded since turn the same sales into other value.
  if (Math.abs((await valueBasis(ctx, extent.last)).rate - stored.basis.rate) > MOST_MARGIN_DRIFT) return true;
  const { seq } = await ctx.sql.one<{ seq: bigint }>`
    SELECT lane.change_seq AS seq FROM kit.lane AS lane WHERE lane.tenant_id = ${ctx.tenantId}`;
  // Cards run on while nobody buys.
  return parseDay(stored.madeOn) < ctx.today && (seq > stored.seq || parseDay(stored.madeOn) <= ctx.today - 7);
}
