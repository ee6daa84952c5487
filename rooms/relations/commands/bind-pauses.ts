import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import type { Uuid } from '../../../kit/ids/index.ts';

/** Lets the introductions of these people rest, each for a reason that stands elsewhere under the same id; whose rest already stay as they are. */
export async function pauseBinds(ctx: Ctx, pauses: readonly { readonly pauseId: Uuid; readonly personId: Uuid }[]): Promise<void> {
  if (pauses.length === 0) return;
  await ctx.sql.exec`
    INSERT INTO relations.bind_pause (tenant_id, pause_id, person_id, from_at, recorded_at)
    SELECT ${ctx.tenantId}, fresh.pause_id, fresh.person_id, ${ctx.now}::timestamptz, ${ctx.recordedAt}::timestamptz
      FROM unnest(${plainArray(pauses.map((pause) => pause.pauseId))}::uuid[], ${plainArray(pauses.map((pause) => pause.personId))}::uuid[])
           AS fresh (pause_id, person_id)
        ON CONFLICT DO NOTHING`;
}

/** Somebody looked: whatever rested for this reason goes on. */
export async function resumeBinds(ctx: Ctx, pauseId: Uuid): Promise<void> {
  await ctx.sql.exec`
    UPDATE relations.bind_pause AS pause
       SET to_at = greatest(pause.from_at, ${ctx.now}::timestamptz)
     WHERE pause.tenant_id = ${ctx.tenantId} AND pause.pause_id = ${pauseId} AND pause.to_at IS NULL`;
}

/** Pauses follow whoever absorbs a record (rules.md B10); of two that stand, the survivor's stays and the other ends. */
export async function joinPauses(ctx: Ctx, { survivorId, absorbedId }: { survivorId: Uuid; absorbedId: Uuid }): Promise<void> {
  await ctx.sql.exec`
    UPDATE relations.bind_pause AS pause
       SET person_id = ${survivorId},
           to_at = CASE WHEN pause.to_at IS NULL
                         AND EXISTS (SELECT 1 FROM relations.bind_pause AS standing
                                      WHERE standing.tenant_id = ${ctx.tenantId} AND standing.person_id = ${survivorId} AND standing.to_at IS NULL)
                        THEN greatest(pause.from_at, ${ctx.now}::timestamptz) ELSE pause.to_at END
     WHERE pause.tenant_id = ${ctx.tenantId} AND pause.person_id = ${absorbedId}`;
}
