import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import { newId, type Uuid } from '../../../kit/ids/index.ts';
import { hashToken, newToken } from '../../../kit/secrets/index.ts';

export interface FreshTouch {
  readonly touchId: Uuid;
  readonly tokenHash: string;
  readonly objectId: Uuid;
  readonly subjectId: Uuid | null;
  readonly device: string | null;
  /** the link that was opened; null where it was told without one */
  readonly linkId: Uuid | null;
}

export async function insertTouches(
  ctx: Ctx,
  touches: readonly FreshTouch[],
  when: { touchedAt?: Date; expiresAt: Date; consumedAt: Date | null },
): Promise<void> {
  await ctx.sql.exec`
    INSERT INTO relations.touch (tenant_id, touch_id, token_hash, object_id, subject_id, device, link_id, touched_at, expires_at,
                                 consumed_at)
    SELECT ${ctx.tenantId}, fresh.touch_id, fresh.token_hash, fresh.object_id, fresh.subject_id, fresh.device, fresh.link_id,
           ${when.touchedAt ?? ctx.now}, ${when.expiresAt}, ${when.consumedAt}
      FROM unnest(${plainArray(touches.map((touch) => touch.touchId))}::uuid[], ${plainArray(touches.map((touch) => touch.tokenHash))}::text[],
                  ${plainArray(touches.map((touch) => touch.objectId))}::uuid[], ${plainArray(touches.map((touch) => touch.subjectId))}::uuid[],
                  ${touches.map((touch) => touch.device)}::text[], ${plainArray(touches.map((touch) => touch.linkId))}::uuid[])
           AS fresh (touch_id, token_hash, object_id, subject_id, device, link_id)
        ON CONFLICT (tenant_id, touch_id) DO NOTHING`;
}

/** People who wait to be bound by their first order, as if they had opened a link of the one who introduced them. */
export async function leaveTouches(ctx: Ctx, pairs: readonly { personId: Uuid; objectId: Uuid }[], expiresAt: Date): Promise<void> {
  const touches = pairs.map(({ personId, objectId }) => ({
    touchId: newId(),
    tokenHash: hashToken(newToken()),
    objectId,
    subjectId: personId,
    device: null,
    linkId: null,
  }));
  await insertTouches(ctx, touches, { expiresAt, consumedAt: null });
}
