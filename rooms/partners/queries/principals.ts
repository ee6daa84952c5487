import type { Ctx } from '../../../kit/ctx.ts';
import { publicId } from '../../../kit/ids/index.ts';
import { isSamePrincipal, type Principal } from '../model/withdrawal.ts';

/** Who acts, and for a key who made it, as far as the audit trail knows. */
export async function principalOf(ctx: Ctx, actor: { readonly kind: string; readonly id: string }): Promise<Principal> {
  if (actor.kind !== 'key') return { kind: actor.kind, id: actor.id, madeBy: null };
  const maker = await ctx.sql.maybe<{ actor_kind: string; actor_id: string }>`
    SELECT audit.actor_kind, audit.actor_id
      FROM identity.audit AS audit
     WHERE audit.tenant_id = ${ctx.tenantId} AND audit.action = 'key.created' AND audit.subject_id = ${publicId('apiKey', actor.id)}
     LIMIT 1`;
  return { kind: actor.kind, id: actor.id, madeBy: maker ? { kind: maker.actor_kind, id: maker.actor_id } : null };
}

/** Whether whoever acts now also did this: the same principal, or a person and a key they made. */
export async function isOfSamePrincipal(ctx: Ctx, actor: { readonly kind: string; readonly id: string }): Promise<boolean> {
  return isSamePrincipal(await principalOf(ctx, actor), await principalOf(ctx, ctx.actor));
}
