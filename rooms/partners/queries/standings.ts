import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import type { Uuid } from '../../../kit/ids/index.ts';

/** How somebody stands as a partner; who is none has no level and is not frozen. */
export interface Standing {
  /** id of the partner level in force, null without */
  readonly level: string | null;
  /** earns nothing new */
  readonly isFrozen: boolean;
}

/** The standing of these people at an instant; only partners are in it. */
export async function standingsOf(ctx: Ctx, personIds: readonly Uuid[], now: Date): Promise<Map<Uuid, Standing>> {
  if (personIds.length === 0) return new Map();
  const rows = await ctx.sql.anew<{ person_id: Uuid; level_id: string | null }>`
    SELECT partnership.person_id, level.level_id
      FROM partners.partnership AS partnership
      LEFT JOIN partners.level AS level
             ON level.tenant_id = ${ctx.tenantId} AND level.partnership_id = partnership.partnership_id AND level.from_at <= ${now}
            AND (level.to_at IS NULL OR level.to_at > ${now})
     WHERE partnership.tenant_id = ${ctx.tenantId} AND partnership.person_id = ANY(${plainArray(personIds)}::uuid[])
       AND partnership.from_at <= ${now} AND (partnership.to_at IS NULL OR partnership.to_at > ${now})`;
  return new Map(rows.map((row) => [row.person_id, { level: row.level_id, isFrozen: false }]));
}
