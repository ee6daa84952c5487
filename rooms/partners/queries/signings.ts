import type { Ctx } from '../../../kit/ctx.ts';
import type { Uuid } from '../../../kit/ids/index.ts';

/** Who became a partner since an instant and is one. */
export async function signedSince(ctx: Ctx, since: Date): Promise<{ partnershipId: Uuid; personId: Uuid; at: number }[]> {
  const rows = await ctx.sql<{ partnership_id: Uuid; person_id: Uuid; from_at: Date }>`
    SELECT partnership.partnership_id, partnership.person_id, partnership.from_at
      FROM partners.partnership AS partnership
     WHERE partnership.tenant_id = ${ctx.tenantId} AND partnership.from_at >= ${since} AND partnership.to_at IS NULL
       AND partnership.cause = 'enrolled'`;
  return rows.map((row) => ({ partnershipId: row.partnership_id, personId: row.person_id, at: row.from_at.getTime() }));
}
