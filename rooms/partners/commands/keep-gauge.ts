import type { Ctx } from '../../../kit/ctx.ts';
import { emit } from '../../../kit/events/index.ts';
import type { Gauge } from '../api.ts';
import { isGaugeDue, readGauge } from '../queries/gauge.ts';

/** Reads the gauge again when it is an hour old by the brand's clock: while it is red, depth 2 and more is held (P21). */
export async function keepGauge(ctx: Ctx): Promise<Gauge | null> {
  if (!(await isGaugeDue(ctx))) return null;
  const gauge = await readGauge(ctx);
  const before = await ctx.sql.maybe<{ status: string }>`
    SELECT gauge.status FROM partners.gauge AS gauge WHERE gauge.tenant_id = ${ctx.tenantId}`;
  await ctx.sql.exec`
    INSERT INTO partners.gauge (tenant_id, status, facts, read_at, recorded_at)
    VALUES (${ctx.tenantId}, ${gauge.status}, ${JSON.stringify(gauge)}::jsonb, ${ctx.now}, ${ctx.recordedAt})
        ON CONFLICT (tenant_id)
        DO UPDATE SET status = excluded.status, facts = excluded.facts, read_at = excluded.read_at, recorded_at = excluded.recorded_at`;
  if ((gauge.status === 'red') !== (before?.status === 'red')) {
    await emit(ctx, {
      kind: 'gauge.changed',
      version: 1,
      payload: { status: gauge.status, retailShare: gauge.retailShare, ownUseShare: gauge.ownUseShare },
    });
  }
  return gauge;
}
