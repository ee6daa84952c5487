import { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import { assert, DomainError } from '../../../kit/errors/index.ts';
import { decodeCursor, pageOf } from '../../../kit/http/index.ts';
import { parseId, publicId, type Uuid } from '../../../kit/ids/index.ts';
import { moneyJson } from '../../../kit/money/index.ts';
import type { AttributionChangeReply } from '../api.ts';
import { peopleRefs } from './about-person.ts';

/** relations.attribution_change */
export interface AttributionChangeRow {
  change_id: Uuid;
  subject_ids: Uuid[];
  object_id: Uuid | null;
  reason: string;
  effective_at: Date | null;
  sales_amount: bigint;
  state: 'waiting' | 'done' | 'declined';
  asked_at: Date;
  asked_by_kind: string;
  asked_by_id: string;
  asked_by: string;
  ended_at: Date | null;
  ended_by: string | null;
  end_reason: string | null;
}

/** @throws `attributionChange.notFound` */
export async function findAttributionChange(ctx: Ctx, id: string): Promise<AttributionChangeRow> {
  const changeId = parseId('attributionChange', id);
  const [row] = changeId === null ? [] : await changesWhere(ctx, { changeId, limit: 1 });
  if (!row) throw new DomainError('attributionChange.notFound');
  return row;
}

/** The change that waits and is about any of these people, null when none is. */
export async function waitingChangeOf(ctx: Ctx, personIds: readonly Uuid[]): Promise<AttributionChangeRow | null> {
  return (await changesWhere(ctx, { state: 'waiting', personIds, limit: 1 }))[0] ?? null;
}

/** Which change waits for each of these people; those in none are left out. */
export async function waitingChanges(ctx: Ctx, personIds: readonly Uuid[]): Promise<Map<Uuid, Uuid>> {
  const rows = personIds.length === 0 ? [] : await changesWhere(ctx, { state: 'waiting', personIds, limit: personIds.length });
  return new Map(rows.flatMap((row) => row.subject_ids.map((personId): [Uuid, Uuid] => [personId, row.change_id])));
}

const place = z.tuple([z.guid()]);

/** Newest first. */
export async function listAttributionChanges(
  ctx: Ctx,
  { limit, cursor, state }: { limit: number; cursor?: string | undefined; state?: AttributionChangeRow['state'] | undefined },
): Promise<{ data: AttributionChangeReply[]; next: string | null }> {
  const before = decodeCursor(cursor, place)?.[0];
  const rows = await changesWhere(ctx, { before, state, limit: limit + 1 });
  const { shown: page, next } = pageOf(rows, limit, (row) => [row.change_id]);
  return { data: await replies(ctx, page), next };
}

async function changesWhere(
  ctx: Ctx,
  filter: {
    changeId?: Uuid;
    before?: Uuid | undefined;
    state?: AttributionChangeRow['state'] | undefined;
    personIds?: readonly Uuid[];
    limit: number;
  },
): Promise<AttributionChangeRow[]> {
  const [changeId, before, state] = [filter.changeId ?? null, filter.before ?? null, filter.state ?? null];
  const people = filter.personIds ? plainArray(filter.personIds) : null;
  return await ctx.sql.anew<AttributionChangeRow>`
    SELECT attribution_change.change_id, attribution_change.subject_ids, attribution_change.object_id, attribution_change.reason,
           attribution_change.effective_at, attribution_change.sales_amount, attribution_change.state, attribution_change.asked_at,
           attribution_change.asked_by_kind, attribution_change.asked_by_id, attribution_change.asked_by, attribution_change.ended_at,
           attribution_change.ended_by, attribution_change.end_reason
      FROM relations.attribution_change AS attribution_change
     WHERE attribution_change.tenant_id = ${ctx.tenantId}
       AND (${changeId}::uuid IS NULL OR attribution_change.change_id = ${changeId})
       AND (${before}::uuid IS NULL OR attribution_change.change_id < ${before})
       AND (${state}::text IS NULL OR attribution_change.state = ${state})
       AND (${people}::uuid[] IS NULL
            OR EXISTS (SELECT 1 FROM unnest(attribution_change.subject_ids) AS subject (person_id) WHERE subject.person_id = ANY(${people}::uuid[])))
     ORDER BY attribution_change.change_id DESC
     LIMIT ${filter.limit}`;
}

/** One change as the API shows it. */
export async function attributionChangeReply(ctx: Ctx, changeId: Uuid): Promise<AttributionChangeReply> {
  const [reply] = await replies(ctx, await changesWhere(ctx, { changeId, limit: 1 }));
  assert(reply, 'the change is there');
  return reply;
}

async function replies(ctx: Ctx, rows: readonly AttributionChangeRow[]): Promise<AttributionChangeReply[]> {
  const people = await peopleRefs(
    ctx,
    rows.flatMap((row) => [...row.subject_ids, ...(row.object_id === null ? [] : [row.object_id])]),
  );
  return rows.map((row) => ({
    id: publicId('attributionChange', row.change_id),
    externalId: null,
    people: row.subject_ids.flatMap((id) => people.get(id) ?? []),
    to: row.object_id === null ? null : (people.get(row.object_id) ?? null),
    reason: row.reason,
    effectiveAt: row.effective_at?.toISOString() ?? null,
    sales: moneyJson(row.sales_amount, ctx.tenant.currency),
    state: row.state,
    askedAt: row.asked_at.toISOString(),
    askedBy: row.asked_by,
    endedAt: row.ended_at?.toISOString() ?? null,
    endedBy: row.ended_by,
    endReason: row.end_reason,
  }));
}
