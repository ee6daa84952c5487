import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import { publicId, type Uuid } from '../../../kit/ids/index.ts';

/** The trial that runs now. */
interface RunningTrial {
  readonly trialId: Uuid;
  readonly seed: number;
  readonly sharePpm: number;
  readonly startedAt: Date;
  readonly endsAt: Date;
}

export async function runningTrial(ctx: Ctx): Promise<RunningTrial | null> {
  const row = await ctx.sql.maybe<{ trial_id: Uuid; seed: bigint; share_ppm: number; started_at: Date; ends_at: Date }>`
    SELECT trial.trial_id, trial.seed, trial.share_ppm, trial.started_at, trial.ends_at
      FROM pricing.offer_trial AS trial
     WHERE trial.tenant_id = ${ctx.tenantId} AND trial.started_at <= ${ctx.now} AND trial.ends_at > ${ctx.now} AND trial.stopped_at IS NULL
     ORDER BY trial.trial_id DESC
     LIMIT 1`;
  return row && { trialId: row.trial_id, seed: Number(row.seed), sharePpm: row.share_ppm, startedAt: row.started_at, endsAt: row.ends_at };
}

/** Those of these people to whom the gift for bringing a friend is not offered now, because the lot left them out. */
export async function heldOutOfOffer(ctx: Ctx, personIds: readonly Uuid[]): Promise<Set<Uuid>> {
  if (personIds.length === 0) return new Set();
  const rows = await ctx.sql.anew<{ person_id: Uuid }>`
    SELECT place.person_id
      FROM pricing.offer_place AS place
      JOIN pricing.offer_trial AS trial ON trial.tenant_id = ${ctx.tenantId} AND trial.trial_id = place.trial_id
     WHERE place.tenant_id = ${ctx.tenantId} AND place.person_id = ANY(${plainArray(personIds)}::uuid[]) AND place.is_held_out
       AND trial.started_at <= ${ctx.now} AND trial.ends_at > ${ctx.now} AND trial.stopped_at IS NULL`;
  return new Set(rows.map((row) => row.person_id));
}

/**
 * Whether somebody may be in the trial that runs and is not yet: the gift was never promised to them and, as far as is known, never shown: they
 * had no link and had introduced nobody when it began. What was promised once is taken from nobody.
 */
export async function mayBeDrawn(ctx: Ctx, personId: Uuid): Promise<boolean> {
  const trial = await runningTrial(ctx);
  if (!trial) return false;
  const { open } = await ctx.sql.one<{ open: boolean }>`
    SELECT NOT EXISTS (SELECT 1 FROM pricing.offer_place AS place
                        WHERE place.tenant_id = ${ctx.tenantId} AND place.person_id = ${personId} AND place.trial_id = ${trial.trialId})
       AND NOT EXISTS (SELECT 1 FROM pricing.gift_promise AS promise
                        WHERE promise.tenant_id = ${ctx.tenantId} AND promise.person_id = ${personId} AND promise.kind = 'onReferral')
       AND NOT EXISTS (SELECT 1 FROM relations.share_link AS link
                        WHERE link.tenant_id = ${ctx.tenantId} AND link.person_id = ${personId} AND link.created_at <= ${trial.startedAt})
       AND NOT EXISTS (SELECT 1 FROM relations.referral AS referral
                        WHERE referral.tenant_id = ${ctx.tenantId} AND referral.object_id = ${personId}
                          AND (referral.from_at IS NULL OR referral.from_at <= ${trial.startedAt})) AS open`;
  return open;
}

/** The trials somebody was in, as the brand holds them about them. */
export async function offerPlacesOf(ctx: Ctx, personId: Uuid): Promise<{ id: string; drawnAt: string; isHeldOut: boolean }[]> {
  const rows = await ctx.sql<{ trial_id: Uuid; is_held_out: boolean; drawn_at: Date }>`
    SELECT place.trial_id, place.is_held_out, place.drawn_at
      FROM pricing.offer_place AS place
     WHERE place.tenant_id = ${ctx.tenantId} AND place.person_id = ${personId}
     ORDER BY place.trial_id`;
  return rows.map((row) => ({
    id: publicId('offerTrial', row.trial_id),
    drawnAt: row.drawn_at.toISOString(),
    isHeldOut: row.is_held_out,
  }));
}
