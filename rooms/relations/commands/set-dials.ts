import type { Ctx } from '../../../kit/ctx.ts';
import { lockLane } from '../../../kit/db/lane.ts';
import { newId } from '../../../kit/ids/index.ts';
import type { Dials } from '../model/attribution.ts';
import { dialsInForce } from '../queries/dials.ts';

/**
 * Sets the dials attributions are bound under from now on; null = none. What is bound already keeps its own for life.
 * Called by whoever puts a plan in force, whatever the plan says: the same dials again write nothing.
 */
export async function setDials(ctx: Ctx, dials: Dials | null): Promise<void> {
  // Under the lane, so that nobody is bound under dials that have just been replaced.
  const lane = await lockLane(ctx);
  const standing = await dialsInForce(ctx);
  if (JSON.stringify(inOrder(standing)) === JSON.stringify(inOrder(dials))) return;
  await ctx.sql.exec`
    INSERT INTO relations.dial_setting (tenant_id, setting_id, dials, from_at, recorded_at)
    VALUES (${ctx.tenantId}, ${newId(lane.lastIdMs)}, ${dials === null ? null : JSON.stringify(dials)}::jsonb, ${ctx.now}, ${ctx.recordedAt})`;
}

function inOrder(dials: Dials | null): unknown {
  return dials === null ? null : Object.entries(dials).sort(([a], [b]) => (a < b ? -1 : 1));
}
