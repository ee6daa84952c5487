import type { Ctx } from '../kit/ctx.ts';
import { lockLane } from '../kit/db/lane.ts';
import type { DomainEvent } from '../kit/events/index.ts';
import { zoneOf } from '../kit/time/index.ts';
import { rebuildHistory } from '../rooms/analytics/index.ts';
import type { TimeZoneChanged } from '../rooms/identity/index.ts';

/**
 * Every figure is a sum of calendar days, so a brand that moves to another zone gets all of them anew, in the transaction
 * that moves it: no figure ever mixes days of two zones.
 */
export async function onTimeZoneChanged(ctx: Ctx, { payload }: DomainEvent<TimeZoneChanged>): Promise<void> {
  const zone = zoneOf(payload.to);
  const there: Ctx = {
    ...ctx,
    zone,
    today: zone.dayOf(ctx.now.getTime()),
    tenant: { ...ctx.tenant, timeZone: payload.to },
  };
  const lane = await lockLane(there);
  await rebuildHistory(there, lane);
  await lane.save();
}
