import type { Ctx } from '../../../kit/ctx.ts';
import type { Uuid } from '../../../kit/ids/index.ts';

/** Who a person is in WeChat with one app: what they proved last; null where they never did. */
export async function openidOf(ctx: Ctx, personId: Uuid, app: string): Promise<string | null> {
  const row = await ctx.sql.maybe<{ value: string }>`
    SELECT identity.value
      FROM relations.identity AS identity
     WHERE identity.tenant_id = ${ctx.tenantId} AND identity.person_id = ${personId} AND identity.kind = 'openid' AND identity.app = ${app}
     ORDER BY identity.verified_at DESC, identity.value
     LIMIT 1`;
  return row?.value ?? null;
}
