import type { Ctx } from '../../../kit/ctx.ts';
import type { Dials } from '../model/attribution.ts';

/** The dials new attributions are bound under now; null = none: the referral is the attribution. */
export async function dialsInForce(ctx: Ctx): Promise<Dials | null> {
  const row = await ctx.sql.maybe<{ dials: Dials | null }>`
    SELECT setting.dials
      FROM relations.dial_setting AS setting
     WHERE setting.tenant_id = ${ctx.tenantId}
     ORDER BY setting.setting_id DESC
     LIMIT 1`;
  return row?.dials ?? null;
}
