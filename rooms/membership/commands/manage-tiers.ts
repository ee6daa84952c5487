import type { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { lockLane } from '../../../kit/db/lane.ts';
import { DomainError } from '../../../kit/errors/index.ts';
import { newId, publicId, type Uuid } from '../../../kit/ids/index.ts';
import { audit } from '../../identity/index.ts';
import type { Tier } from '../model/tier.ts';
import { tiersAndDrafts } from '../queries/tiers.ts';
import type { createTier as createShape, updateTier as updateShape } from '../tier-api.ts';

/**
 * Makes a tier; members are held against it at the next review, which is due at once. Nobody is held against a draft.
 * @throws `tier.exists` for its name or what it asks for
 */
export async function createTier(ctx: Ctx, wanted: z.output<typeof createShape>): Promise<Uuid> {
  await lockLane(ctx);
  await assertFree(ctx, wanted.name, BigInt(wanted.reach), null);
  const tierId = newId();
  await ctx.sql.exec`
    INSERT INTO membership.tier (tenant_id, tier_id, name, reach, keep, created_at, opened_at)
    VALUES (${ctx.tenantId}, ${tierId}, ${wanted.name}, ${wanted.reach}, ${wanted.keep}, ${ctx.now}, ${wanted.isDraft ? null : ctx.now})`;
  await changed(ctx, 'tier.created', tierId, wanted);
  return tierId;
}

/**
 * Changes a tier for whoever gains it from now on, or opens a draft; whoever is in it keeps the rule they began under until their year is over.
 * @throws `tier.exists`, `tier.keepAboveReach`, `tier.inUse` when somebody stands in one that is to go
 */
export async function updateTier(ctx: Ctx, tier: Tier, wanted: z.output<typeof updateShape>): Promise<void> {
  await lockLane(ctx);
  const name = wanted.name ?? tier.name;
  const reach = wanted.reach === undefined ? tier.reach : BigInt(wanted.reach);
  const keep = wanted.keep === undefined ? tier.keep : BigInt(wanted.keep);
  if (keep > reach) throw new DomainError('tier.keepAboveReach', { pointer: '/keep' });
  if (wanted.retired) await assertEmpty(ctx, tier);
  else await assertFree(ctx, name, reach, tier.tierId);
  await ctx.sql.exec`
    UPDATE membership.tier AS tier
       SET name = ${name}, reach = ${reach}, keep = ${keep}, retired_at = ${wanted.retired ? ctx.now : null},
           opened_at = coalesce(tier.opened_at, ${wanted.isDraft === false ? ctx.now : null}::timestamptz)
     WHERE tier.tenant_id = ${ctx.tenantId} AND tier.tier_id = ${tier.tierId}`;
  await changed(ctx, 'tier.changed', tier.tierId, wanted);
}

async function changed(ctx: Ctx, action: string, tierId: Uuid, facts: object): Promise<void> {
  await ctx.sql.exec`DELETE FROM membership.tier_review AS tier_review WHERE tier_review.tenant_id = ${ctx.tenantId}`;
  await audit(ctx, { action, subjectKind: 'tier', subjectId: publicId('tier', tierId), facts: { ...facts } });
}

async function assertFree(ctx: Ctx, name: string, reach: bigint, except: Uuid | null): Promise<void> {
  const others = (await tiersAndDrafts(ctx)).filter((tier) => tier.tierId !== except);
  if (others.some((tier) => tier.name === name)) throw new DomainError('tier.exists', { name, pointer: '/name' });
  if (others.some((tier) => tier.reach === reach)) throw new DomainError('tier.exists', { name: reach.toString(), pointer: '/reach' });
}

async function assertEmpty(ctx: Ctx, { tierId }: Tier): Promise<void> {
  const { members } = await ctx.sql.one<{ members: number }>`
    SELECT count(*)::int AS members
      FROM membership.tier_interval AS tier_interval
     WHERE tier_interval.tenant_id = ${ctx.tenantId} AND tier_interval.tier_id = ${tierId} AND tier_interval.to_at IS NULL`;
  if (members > 0) throw new DomainError('tier.inUse', { members });
}
