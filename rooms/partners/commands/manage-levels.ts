import type { Ctx } from '../../../kit/ctx.ts';
import { lockLane } from '../../../kit/db/lane.ts';
import { newId, publicId } from '../../../kit/ids/index.ts';
import { audit } from '../../identity/index.ts';
import type { LevelRule } from '../api.ts';
import { levelExists, levelInUse } from '../errors.ts';
import { levelsNamedBy } from '../model/worst-case.ts';
import { knownLevels, levelReply } from '../queries/levels.ts';
import { activePlan } from '../queries/plans.ts';
import { setLevelRule } from './set-level-rule.ts';

interface LevelWish {
  readonly id?: string | undefined;
  readonly label?: string | undefined;
  readonly rank?: number | undefined;
  /** null = given by hand alone */
  readonly rule?: LevelRule | null | undefined;
}

/**
 * Makes a level; one that was taken away comes back. Without an id it gets one, without a label its id stands for it, without a
 * rank it goes to the end. The same again changes nothing.
 * @throws DomainError `partnerLevel.exists` (the id with another label or rank), `levelRule.byRecruits`, `levelRule.keepAboveReach`
 */
export async function createLevel(ctx: Ctx, wish: LevelWish): Promise<string> {
  await lockLane(ctx);
  const id = wish.id ?? publicId('partnerLevel', newId());
  if ((await knownLevels(ctx, [id])).has(id)) {
    const known = await levelReply(ctx, id);
    if ((wish.label ?? known.label) !== known.label || (wish.rank ?? known.rank) !== known.rank) throw levelExists(id);
    return id;
  }
  await ensureLevels(ctx, [id]);
  await ctx.sql.exec`
    UPDATE partners.partner_level AS partner_level
       SET label = ${wish.label ?? id}, rank = coalesce(${wish.rank ?? null}::int, partner_level.rank)
     WHERE partner_level.tenant_id = ${ctx.tenantId} AND partner_level.level_id = ${id}`;
  if (wish.rule !== undefined) await setLevelRule(ctx, id, wish.rule);
  return id;
}

/** Makes the levels that are not there under their own names, at the end. The caller holds the lane. */
export async function ensureLevels(ctx: Ctx, ids: readonly string[]): Promise<void> {
  await ctx.sql.exec`
    INSERT INTO partners.partner_level (tenant_id, level_id, label, rank, created_at)
    SELECT ${ctx.tenantId}, wanted.id, wanted.id,
           (SELECT coalesce(max(other.rank), 0) + 1 FROM partners.partner_level AS other WHERE other.tenant_id = ${ctx.tenantId}), ${ctx.now}
      FROM unnest(${[...new Set(ids)]}::text[]) AS wanted (id)
        ON CONFLICT (tenant_id, level_id) DO UPDATE SET retired_at = NULL`;
}

/** Another label, rank or rule: what it earns stays. @throws DomainError `partnerLevel.notFound`, `levelRule.byRecruits`, `.keepAboveReach` */
export async function updateLevel(ctx: Ctx, id: string, { label, rank, rule }: Omit<LevelWish, 'id'>): Promise<void> {
  await levelReply(ctx, id);
  await ctx.sql.exec`
    UPDATE partners.partner_level AS partner_level
       SET label = coalesce(${label ?? null}::text, partner_level.label), rank = coalesce(${rank ?? null}::int, partner_level.rank)
     WHERE partner_level.tenant_id = ${ctx.tenantId} AND partner_level.level_id = ${id}`;
  if (rule !== undefined) await setLevelRule(ctx, id, rule);
}

/**
 * Takes a level away; the past keeps it. Audited.
 * @throws DomainError `partnerLevel.notFound`, `partnerLevel.namedByPlan` (by the plan in force), `partnerLevel.held`
 */
export async function deleteLevel(ctx: Ctx, id: string): Promise<void> {
  await lockLane(ctx);
  const level = await levelReply(ctx, id);
  const active = await activePlan(ctx);
  if (active && levelsNamedBy(active.plan).includes(id)) throw levelInUse(id, { plan: active.plan.name });
  if (level.partners > 0) throw levelInUse(id, { partners: level.partners });
  await ctx.sql.exec`
    UPDATE partners.partner_level AS partner_level
       SET retired_at = ${ctx.now}
     WHERE partner_level.tenant_id = ${ctx.tenantId} AND partner_level.level_id = ${id}`;
  await audit(ctx, { action: 'partnerLevel.deleted', subjectKind: 'partnerLevel', subjectId: id });
}
