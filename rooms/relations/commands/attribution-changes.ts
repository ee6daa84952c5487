import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import { DomainError } from '../../../kit/errors/index.ts';
import { emit } from '../../../kit/events/index.ts';
import { newId, publicId, type Uuid } from '../../../kit/ids/index.ts';
import { audit } from '../../identity/index.ts';
import { waitingChangeOf, type AttributionChangeRow } from '../queries/attribution-changes.ts';
import type { AttributionChanges } from './change-attribution.ts';

/**
 * Writes down a change of hands that somebody else has to agree to (rules.md B8); it changes nothing yet.
 * @param sales what these people bought lately, minor units
 * @throws `attributionChange.waiting` when one of them is in another that waits
 */
export async function askForChange(ctx: Ctx, change: AttributionChanges & { readonly sales: bigint }): Promise<Uuid> {
  const waiting = await waitingChangeOf(ctx, change.people);
  if (waiting) throw new DomainError('attributionChange.waiting', { change: publicId('attributionChange', waiting.change_id) });
  const changeId = newId();
  await ctx.sql.exec`
    INSERT INTO relations.attribution_change (tenant_id, change_id, subject_ids, object_id, reason, effective_at, sales_amount, state, asked_at,
                                              asked_by_kind, asked_by_id, asked_by, recorded_at)
    VALUES (${ctx.tenantId}, ${changeId}, ${plainArray(change.people)}::uuid[], ${change.object}, ${change.reason}, ${change.effectiveAt ?? null},
            ${change.sales}, 'waiting', ${ctx.now}, ${ctx.actor.kind}, ${ctx.actor.id}, ${ctx.actor.name}, ${ctx.recordedAt})`;
  await tell(ctx, 'asked', changeId, { people: change.people.length, reason: change.reason });
  return changeId;
}

/** Ends a change that waited. The caller has looked that it may. */
export async function endChange(
  ctx: Ctx,
  { change_id: changeId }: AttributionChangeRow,
  { state, reason }: { state: 'done' | 'declined'; reason: string | null },
): Promise<void> {
  await ctx.sql.exec`
    UPDATE relations.attribution_change AS attribution_change
       SET state = ${state}, ended_at = ${ctx.now}, ended_by = ${ctx.actor.name}, end_reason = ${reason}
     WHERE attribution_change.tenant_id = ${ctx.tenantId} AND attribution_change.change_id = ${changeId} AND attribution_change.state = 'waiting'`;
  await tell(ctx, state === 'done' ? 'approved' : 'declined', changeId, reason === null ? {} : { reason });
}

async function tell(ctx: Ctx, what: 'asked' | 'approved' | 'declined', changeId: Uuid, facts: Record<string, unknown>): Promise<void> {
  const change = publicId('attributionChange', changeId);
  await audit(ctx, { action: `attributionChange.${what}`, subjectKind: 'attributionChange', subjectId: change, facts });
  await emit(ctx, { kind: `attributionChange.${what}`, version: 1, payload: { change } });
}
