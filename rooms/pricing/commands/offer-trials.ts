import { randomInt } from 'node:crypto';
import type { Ctx } from '../../../kit/ctx.ts';
import { lockLane } from '../../../kit/db/lane.ts';
import { newId, publicId, type Uuid } from '../../../kit/ids/index.ts';
import { audit } from '../../identity/index.ts';
import { noOffer, trialNotRunning, trialRunning } from '../errors.ts';
import { isLeftOut } from '../model/offer-lot.ts';
import { currentDeal } from '../queries/gifts.ts';
import { runningTrial } from '../queries/offer-trials.ts';

const DAY_MS = 86_400_000;

/**
 * From now on a share of those who would be offered the gift for bringing a friend are not, by lot, until the days are over.
 * @throws `offerTrial.running`, `offerTrial.nothingOffered` (no gift is given for a friend)
 */
export async function startOfferTrial(ctx: Ctx, { holdOutPpm, days }: { holdOutPpm: number; days: number }): Promise<Uuid> {
  await lockLane(ctx);
  const running = await runningTrial(ctx);
  if (running) throw trialRunning(running.endsAt);
  const deal = await currentDeal(ctx);
  if (!deal?.isOn || !deal.gifts.has('onReferral')) throw noOffer();
  const [trialId, seed] = [newId(), randomInt(2 ** 32)];
  await ctx.sql.exec`
    INSERT INTO pricing.offer_trial (tenant_id, trial_id, share_ppm, seed, started_by, started_at, ends_at, recorded_at)
    VALUES (${ctx.tenantId}, ${trialId}, ${holdOutPpm}, ${seed}, ${ctx.actor.name}, ${ctx.now},
            ${new Date(ctx.now.getTime() + days * DAY_MS)}, ${ctx.recordedAt})`;
  await audit(ctx, {
    action: 'offerTrial.started',
    subjectKind: 'offerTrial',
    subjectId: publicId('offerTrial', trialId),
    facts: { sharePpm: holdOutPpm, days, seed },
  });
  return trialId;
}

/** Breaks off the trial that runs: everybody is offered the gift again, and it tells nothing. @throws `offerTrial.notRunning` */
export async function stopOfferTrial(ctx: Ctx): Promise<Uuid> {
  await lockLane(ctx);
  const running = await runningTrial(ctx);
  if (!running) throw trialNotRunning();
  const { trialId } = running;
  await ctx.sql.exec`
    UPDATE pricing.offer_trial AS trial
       SET stopped_at = ${ctx.now}
     WHERE trial.tenant_id = ${ctx.tenantId} AND trial.trial_id = ${trialId}`;
  await audit(ctx, { action: 'offerTrial.stopped', subjectKind: 'offerTrial', subjectId: publicId('offerTrial', trialId) });
  return trialId;
}

/** Draws the lot of somebody who is about to see the offer; whoever has a place keeps it. */
export async function drawOfferPlace(ctx: Ctx, personId: Uuid): Promise<void> {
  const trial = await runningTrial(ctx);
  if (!trial) return;
  await ctx.sql.exec`
    INSERT INTO pricing.offer_place (tenant_id, trial_id, person_id, is_held_out, drawn_at)
    VALUES (${ctx.tenantId}, ${trial.trialId}, ${personId}, ${isLeftOut(personId, trial)}, ${ctx.now})
        ON CONFLICT (tenant_id, trial_id, person_id) DO NOTHING`;
}

/** Two records turned out to be one: the survivor's own places stand, and those of the other where they had none. */
export async function moveOfferPlaces(ctx: Ctx, { from, to }: { from: Uuid; to: Uuid }): Promise<void> {
  await ctx.sql.exec`
    UPDATE pricing.offer_place AS place
       SET person_id = ${to}
     WHERE place.tenant_id = ${ctx.tenantId} AND place.person_id = ${from}
       AND NOT EXISTS (SELECT 1 FROM pricing.offer_place AS own
                        WHERE own.tenant_id = ${ctx.tenantId} AND own.trial_id = place.trial_id AND own.person_id = ${to})`;
  await forgetOfferPlaces(ctx, from);
}

/** Whoever is erased was in no trial. */
export async function forgetOfferPlaces(ctx: Ctx, personId: Uuid): Promise<void> {
  await ctx.sql.exec`
    DELETE FROM pricing.offer_place AS place WHERE place.tenant_id = ${ctx.tenantId} AND place.person_id = ${personId}`;
}
