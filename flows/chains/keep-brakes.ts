import type { Ctx } from '../../kit/ctx.ts';
import { lockLane } from '../../kit/db/lane.ts';
import { newId } from '../../kit/ids/index.ts';
import { harmfulNow } from '../../rooms/analytics/index.ts';
import { tellPeople } from '../../rooms/membership/index.ts';
import { insertCases, keepGauge, standingCases } from '../../rooms/partners/index.ts';
import { pauseBinds } from '../../rooms/relations/index.ts';

/**
 * Looks again, an hour after the last look by the brand's clock, at what watches over pay: the gauge of the plan (P21), and whose
 * introductions do harm (rules.md R6).
 */
export async function keepWatch(ctx: Ctx): Promise<void> {
  if ((await keepGauge(ctx)) !== null) await keepBrakes(ctx);
}

/**
 * Brakes whose introductions do harm: nobody new is put down to them, what they earn from now on is held by a case, and they are told so.
 * What they have stays theirs. Whoever is braked already is left alone.
 */
async function keepBrakes(ctx: Ctx): Promise<void> {
  if ((await harmfulNow(ctx)).length === 0) return;
  // Orders that are being settled may take somebody out of it: what counts is how things stand under the lane.
  const lane = await lockLane(ctx);
  const red = await harmfulNow(ctx);
  const standing = await standingCases(
    ctx,
    red.map((each) => each.personId),
  );
  const fresh = red
    .filter((each) => !standing.has(`harm ${each.personId}`))
    .map(({ personId, facts }) => ({ caseId: newId(lane.lastIdMs), kind: 'harm' as const, personId, orderId: null, facts }));
  await insertCases(ctx, fresh);
  await pauseBinds(
    ctx,
    fresh.map(({ caseId, personId }) => ({ pauseId: caseId, personId })),
  );
  await tellPeople(
    ctx,
    fresh.map(({ caseId, personId }) => ({ personId, kind: 'introductions.paused', facts: {}, once: caseId })),
  );
  await lane.save();
}
