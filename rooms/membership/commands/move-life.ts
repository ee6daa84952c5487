import type { Ctx } from '../../../kit/ctx.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import { mergeTiers } from './merge-tiers.ts';

/** Two records became one: what the absorbed one redeemed, went through, was told and stood in is the survivor's, whatever they have twice once. */
export async function moveLife(ctx: Ctx, { from, to }: { from: Uuid; to: Uuid }): Promise<void> {
  await ctx.sql.exec`
    UPDATE membership.redemption AS redemption
       SET person_id = ${to}
     WHERE redemption.tenant_id = ${ctx.tenantId} AND redemption.person_id = ${from}`;
  await ctx.sql.exec`
    UPDATE membership.redemption_exception AS redemption_exception
       SET person_id = ${to}
     WHERE redemption_exception.tenant_id = ${ctx.tenantId} AND redemption_exception.person_id = ${from}`;
  await ctx.sql.exec`
    INSERT INTO membership.welcome (tenant_id, person_id, version, began_at, welcomed_at)
    SELECT ${ctx.tenantId}, ${to}::uuid, welcome.version, welcome.began_at, welcome.welcomed_at
      FROM membership.welcome AS welcome
     WHERE welcome.tenant_id = ${ctx.tenantId} AND welcome.person_id = ${from}
        ON CONFLICT (tenant_id, person_id) DO NOTHING`;
  await ctx.sql.exec`
    INSERT INTO membership.ceremony_step (tenant_id, person_id, step, done_at)
    SELECT ${ctx.tenantId}, ${to}::uuid, ceremony_step.step, ceremony_step.done_at
      FROM membership.ceremony_step AS ceremony_step
     WHERE ceremony_step.tenant_id = ${ctx.tenantId} AND ceremony_step.person_id = ${from}
        ON CONFLICT (tenant_id, person_id, step) DO NOTHING`;
  await ctx.sql.exec`
    UPDATE membership.notice AS notice
       SET person_id = ${to}
     WHERE notice.tenant_id = ${ctx.tenantId} AND notice.person_id = ${from}
       AND NOT EXISTS (SELECT 1 FROM membership.notice AS known
                        WHERE known.tenant_id = ${ctx.tenantId} AND known.person_id = ${to} AND known.once_key = notice.once_key)`;
  await ctx.sql.exec`
    UPDATE membership.notice AS notice
       SET about_id = ${to}
     WHERE notice.tenant_id = ${ctx.tenantId} AND notice.about_id = ${from}`;
  // Whoever was asked by either record was asked: the other place of a round they were in twice is given up.
  await ctx.sql.exec`
    DELETE FROM membership.invitation_place AS place
     WHERE place.tenant_id = ${ctx.tenantId} AND place.person_id = ${to} AND place.is_held_out
       AND EXISTS (SELECT 1 FROM membership.invitation_place AS other
                    WHERE other.tenant_id = ${ctx.tenantId} AND other.person_id = ${from} AND other.round_id = place.round_id
                      AND NOT other.is_held_out)`;
  await ctx.sql.exec`
    INSERT INTO membership.invitation_place (tenant_id, round_id, person_id, is_held_out)
    SELECT ${ctx.tenantId}, place.round_id, ${to}::uuid, place.is_held_out
      FROM membership.invitation_place AS place
     WHERE place.tenant_id = ${ctx.tenantId} AND place.person_id = ${from}
        ON CONFLICT (tenant_id, round_id, person_id) DO NOTHING`;
  await ctx.sql.exec`
    DELETE FROM membership.invitation_place AS place
     WHERE place.tenant_id = ${ctx.tenantId} AND place.person_id = ${from}`;
  await mergeTiers(ctx, { from, to });
  await forgetOwn(ctx, from);
}

/** Who a person was is to be forgotten: what they were told goes, and what others were told of them. What they redeemed stays, by a pseudonym. */
export async function forgetLife(ctx: Ctx, personId: Uuid): Promise<void> {
  await ctx.sql.exec`
    DELETE FROM membership.notice AS notice
     WHERE notice.tenant_id = ${ctx.tenantId} AND notice.about_id = ${personId}`;
  await forgetOwn(ctx, personId);
}

async function forgetOwn(ctx: Ctx, personId: Uuid): Promise<void> {
  await ctx.sql.exec`
    DELETE FROM membership.notice AS notice
     WHERE notice.tenant_id = ${ctx.tenantId} AND notice.person_id = ${personId}`;
  await ctx.sql.exec`
    DELETE FROM membership.ceremony_step AS ceremony_step
     WHERE ceremony_step.tenant_id = ${ctx.tenantId} AND ceremony_step.person_id = ${personId}`;
  await ctx.sql.exec`
    DELETE FROM membership.welcome AS welcome
     WHERE welcome.tenant_id = ${ctx.tenantId} AND welcome.person_id = ${personId}`;
}
