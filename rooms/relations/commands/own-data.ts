import type { Ctx } from '../../../kit/ctx.ts';
import { assert, DomainError } from '../../../kit/errors/index.ts';
import { newId, type Uuid } from '../../../kit/ids/index.ts';
import { policyPackOf } from '../../policy/index.ts';
import { lastDayFor } from '../model/privacy-days.ts';
import { copyOf, openErasureOf } from '../queries/own-data.ts';

const DAY_MS = 86_400_000;
/** So long somebody who wants to be forgotten may think better of it. */
export const COOLING_DAYS = 7;
/** So long a copy lies ready for whom it is about. */
const COPY_DAYS = 7;
/** One copy a day. */
export const COPY_AGAIN_MS = DAY_MS;

/** A person wants a copy of everything the brand holds about them; the one before is thrown away. @throws `dataCopy.tooSoon` */
export async function askDataCopy(ctx: Ctx, personId: Uuid): Promise<void> {
  const before = await copyOf(ctx, personId);
  const againAt = before === null ? null : before.askedAt.getTime() + COPY_AGAIN_MS;
  if (againAt !== null && againAt > ctx.now.getTime())
    throw new DomainError('dataCopy.tooSoon', { againAt: new Date(againAt).toISOString() });
  await ctx.sql.exec`
    INSERT INTO relations.data_copy (tenant_id, person_id, asked_at, recorded_at)
    VALUES (${ctx.tenantId}, ${personId}, ${ctx.now}, ${ctx.recordedAt})
        ON CONFLICT (tenant_id, person_id) DO UPDATE
       SET asked_at = excluded.asked_at, ready_at = NULL, expires_at = NULL, content = NULL, recorded_at = excluded.recorded_at`;
}

/** The copy that was asked for is made. */
export async function keepDataCopy(ctx: Ctx, personId: Uuid, content: Buffer): Promise<void> {
  await ctx.sql.exec`
    UPDATE relations.data_copy AS copy
       SET ready_at = ${ctx.now}, expires_at = ${new Date(ctx.now.getTime() + COPY_DAYS * DAY_MS)}, content = ${content}
     WHERE copy.tenant_id = ${ctx.tenantId} AND copy.person_id = ${personId} AND copy.ready_at IS NULL`;
}

/** Copies whose time is over are thrown away; that they were made stays known, so that not too many are. */
export async function throwAwayCopies(ctx: Ctx): Promise<void> {
  await ctx.sql.exec`
    UPDATE relations.data_copy AS copy
       SET content = NULL
     WHERE copy.tenant_id = ${ctx.tenantId} AND copy.content IS NOT NULL AND copy.expires_at <= ${ctx.now}`;
}

/** A person wants to be forgotten; asked again while it waits, what they leave is all that may change. */
export async function openErasure(ctx: Ctx, personId: Uuid, { givesUp }: { givesUp: boolean }): Promise<void> {
  const open = await openErasureOf(ctx, personId);
  if (open) {
    await ctx.sql.exec`
      UPDATE relations.erasure_request AS request
         SET gives_up = request.gives_up OR ${givesUp}::boolean
       WHERE request.tenant_id = ${ctx.tenantId} AND request.request_id = ${open.requestId}`;
    return;
  }
  const pack = policyPackOf(ctx.tenant.policy);
  assert(pack, 'a brand has a pack');
  const { eraseDays: days, countsWorkingDays } = pack.privacy;
  // The whole of the last day is still in time.
  const dueAt = new Date(ctx.zone.startOf(lastDayFor(ctx.today, { days, countsWorkingDays }) + 1) - 1);
  await ctx.sql.exec`
    INSERT INTO relations.erasure_request (tenant_id, request_id, person_id, state, gives_up, asked_at, erase_at, due_at, recorded_at)
    VALUES (${ctx.tenantId}, ${newId()}, ${personId}, 'open', ${givesUp}, ${ctx.now},
            ${new Date(ctx.now.getTime() + COOLING_DAYS * DAY_MS)}, ${dueAt}, ${ctx.recordedAt})`;
}

/** They thought better of it, or it was done; one that has ended stays as it is. */
export async function endErasure(ctx: Ctx, personId: Uuid, state: 'withdrawn' | 'done'): Promise<void> {
  await ctx.sql.exec`
    UPDATE relations.erasure_request AS request
       SET state = ${state}, ended_at = ${ctx.now}
     WHERE request.tenant_id = ${ctx.tenantId} AND request.person_id = ${personId} AND request.state = 'open'`;
}

/** Nothing of a copy is left. */
export async function forgetCopy(ctx: Ctx, personId: Uuid): Promise<void> {
  await ctx.sql.exec`DELETE FROM relations.data_copy AS copy WHERE copy.tenant_id = ${ctx.tenantId} AND copy.person_id = ${personId}`;
}

/** Requests follow whoever absorbs a record (rules.md B10); of two that stand, the survivor's stays. Copies tell only half by now. */
export async function joinOwnData(ctx: Ctx, { survivorId, absorbedId }: { survivorId: Uuid; absorbedId: Uuid }): Promise<void> {
  await forgetCopy(ctx, absorbedId);
  await forgetCopy(ctx, survivorId);
  if (await openErasureOf(ctx, survivorId)) await endErasure(ctx, absorbedId, 'withdrawn');
  await ctx.sql.exec`
    UPDATE relations.erasure_request AS request
       SET person_id = ${survivorId}
     WHERE request.tenant_id = ${ctx.tenantId} AND request.person_id = ${absorbedId}`;
}
