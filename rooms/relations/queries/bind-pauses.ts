import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import type { Uuid } from '../../../kit/ids/index.ts';

/** Whose introductions rest now, of these people, and since when (rules.md R6). */
export async function pausedAmong(ctx: Ctx, personIds: readonly Uuid[]): Promise<Map<Uuid, Date>> {
  if (personIds.length === 0) return new Map();
  const rows = await ctx.sql.anew<{ person_id: Uuid; from_at: Date }>`
    SELECT pause.person_id, pause.from_at
      FROM relations.bind_pause AS pause
     WHERE pause.tenant_id = ${ctx.tenantId} AND pause.person_id = ANY(${plainArray([...new Set(personIds)])}::uuid[]) AND pause.to_at IS NULL`;
  return new Map(rows.map((row) => [row.person_id, row.from_at]));
}

/** Everybody whose introductions rest now. */
export async function pausedNow(ctx: Ctx): Promise<Map<Uuid, Date>> {
  const rows = await ctx.sql.anew<{ person_id: Uuid; from_at: Date }>`
    SELECT pause.person_id, pause.from_at
      FROM relations.bind_pause AS pause
     WHERE pause.tenant_id = ${ctx.tenantId} AND pause.to_at IS NULL`;
  return new Map(rows.map((row) => [row.person_id, row.from_at]));
}
