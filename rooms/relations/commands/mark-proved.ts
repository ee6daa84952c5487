import type { Ctx } from '../../../kit/ctx.ts';

/** From now on an identity is known to be of whoever has it. @returns false where it was known before */
export async function markProved(ctx: Ctx, kind: string, value: string): Promise<boolean> {
  const proved = await ctx.sql.exec`
    UPDATE relations.identity AS identity
       SET verified_at = ${ctx.now}
     WHERE identity.tenant_id = ${ctx.tenantId} AND identity.kind = ${kind} AND identity.value = ${value}
       AND identity.verified_at IS NULL`;
  return proved > 0;
}
