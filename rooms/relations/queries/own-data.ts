import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import { afterId, pageOf } from '../../../kit/http/cursor.ts';
import { publicId, type Uuid } from '../../../kit/ids/index.ts';

/** Somebody's wish to be forgotten. */
export interface ErasureWish {
  readonly requestId: Uuid;
  readonly personId: Uuid;
  readonly state: 'open' | 'withdrawn' | 'done';
  readonly givesUp: boolean;
  readonly askedAt: Date;
  readonly eraseAt: Date;
  readonly dueAt: Date;
  readonly endedAt: Date | null;
}

interface Wanted {
  readonly personIds?: readonly Uuid[] | undefined;
  readonly state?: ErasureWish['state'] | undefined;
  /** those whose time to think is over by now */
  readonly isDue?: boolean;
  readonly after?: Uuid | undefined;
  readonly limit: number;
}

async function wishesWhere(ctx: Ctx, { personIds, state, isDue = false, after, limit }: Wanted): Promise<ErasureWish[]> {
  return await ctx.sql.anew<ErasureWish>`
    SELECT request.request_id AS "requestId", request.person_id AS "personId", request.state, request.gives_up AS "givesUp",
           request.asked_at AS "askedAt", request.erase_at AS "eraseAt", request.due_at AS "dueAt", request.ended_at AS "endedAt"
      FROM relations.erasure_request AS request
     WHERE request.tenant_id = ${ctx.tenantId}
       AND (${personIds === undefined}::boolean OR request.person_id = ANY(${plainArray(personIds ?? [])}::uuid[]))
       AND (${state ?? null}::text IS NULL OR request.state = ${state ?? null})
       AND (NOT ${isDue}::boolean OR request.erase_at <= ${ctx.now})
       AND (${after ?? null}::uuid IS NULL OR request.request_id > ${after ?? null}::uuid)
     ORDER BY request.request_id
     LIMIT ${limit}`;
}

export async function openErasureOf(ctx: Ctx, personId: Uuid): Promise<ErasureWish | null> {
  return (await wishesWhere(ctx, { personIds: [personId], state: 'open', limit: 1 }))[0] ?? null;
}

/** Whose time to think is over, those who asked first; every call goes on after the one given. */
export async function dueErasures(ctx: Ctx, page: { after?: Uuid | undefined; limit: number }): Promise<ErasureWish[]> {
  return await wishesWhere(ctx, { ...page, state: 'open', isDue: true });
}

/** Who asked, those who asked first; pages by key. */
export async function erasuresPage(
  ctx: Ctx,
  page: { limit: number; cursor?: string | undefined; state?: ErasureWish['state'] | undefined },
): Promise<{ shown: ErasureWish[]; next: string | null }> {
  const rows = await wishesWhere(ctx, { state: page.state, after: afterId(page.cursor), limit: page.limit + 1 });
  return pageOf(rows, page.limit, (row) => [row.requestId]);
}

/** When somebody asked for a copy or to be forgotten, for the copy itself (P18). */
export async function wishesOf(ctx: Ctx, personId: Uuid): Promise<Record<string, unknown>[]> {
  const wishes = await wishesWhere(ctx, { personIds: [personId], limit: 1_000 });
  return wishes.map(({ requestId, personId: _, ...wish }) => ({ id: publicId('erasureRequest', requestId), ...wish }));
}

/** The last copy somebody asked for; null = none. */
export async function copyOf(ctx: Ctx, personId: Uuid): Promise<{ askedAt: Date; readyAt: Date | null; expiresAt: Date | null } | null> {
  return await ctx.sql.maybe`
    SELECT copy.asked_at AS "askedAt", copy.ready_at AS "readyAt", copy.expires_at AS "expiresAt"
      FROM relations.data_copy AS copy
     WHERE copy.tenant_id = ${ctx.tenantId} AND copy.person_id = ${personId}`;
}

/** What is in the copy of somebody, while it lies ready. */
export async function copyContent(ctx: Ctx, personId: Uuid): Promise<Buffer | null> {
  const row = await ctx.sql.maybe<{ content: Buffer }>`
    SELECT copy.content
      FROM relations.data_copy AS copy
     WHERE copy.tenant_id = ${ctx.tenantId} AND copy.person_id = ${personId} AND copy.content IS NOT NULL AND copy.expires_at > ${ctx.now}`;
  return row?.content ?? null;
}

/** Whose copies are still to be made, those who asked first. */
export async function copiesToMake(ctx: Ctx, limit: number): Promise<Uuid[]> {
  const rows = await ctx.sql<{ person_id: Uuid }>`
    SELECT copy.person_id
      FROM relations.data_copy AS copy
     WHERE copy.tenant_id = ${ctx.tenantId} AND copy.ready_at IS NULL
     ORDER BY copy.asked_at, copy.person_id
     LIMIT ${limit}`;
  return rows.map((row) => row.person_id);
}

/** Whether a brand has anything of this kind to do now: copies to make or to throw away, people whose time to think is over. */
export async function isOwnDataDue(ctx: Ctx): Promise<boolean> {
  const { due } = await ctx.sql.one<{ due: boolean }>`
    SELECT EXISTS (SELECT 1 FROM relations.data_copy AS copy WHERE copy.tenant_id = ${ctx.tenantId} AND copy.ready_at IS NULL)
        OR EXISTS (SELECT 1 FROM relations.data_copy AS copy
                    WHERE copy.tenant_id = ${ctx.tenantId} AND copy.content IS NOT NULL AND copy.expires_at <= ${ctx.now})
        OR EXISTS (SELECT 1 FROM relations.erasure_request AS request
                    WHERE request.tenant_id = ${ctx.tenantId} AND request.state = 'open' AND request.erase_at <= ${ctx.now}) AS due`;
  return due;
}
