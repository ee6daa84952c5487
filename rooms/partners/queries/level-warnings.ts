import { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { assert } from '../../../kit/errors/index.ts';
import { decodeCursor, pageOf } from '../../../kit/http/cursor.ts';
import { publicId, type Uuid } from '../../../kit/ids/index.ts';
import { peopleRefs } from '../../relations/index.ts';
import type { LevelWarning } from '../api.ts';
import { hoardsOf, measuredJson, rankedLevels } from './level-rules.ts';

/** A partner of today, their level and when it is theirs no more where they were warned of it. */
export interface StandingPartner {
  readonly partnershipId: Uuid;
  readonly personId: Uuid;
  readonly level: string | null;
  readonly fallsAt: Date | null;
}

/** The partners of today by their ids. A warning of a level they have no more is none. */
export async function standingPartners(
  ctx: Ctx,
  { after = null, limit, personId = null }: { after?: Uuid | null; limit: number; personId?: Uuid | null },
): Promise<StandingPartner[]> {
  const rows = await ctx.sql.anew<{ partnership_id: Uuid; person_id: Uuid; level_id: string | null; falls_at: Date | null }>`
    SELECT partnership.partnership_id, partnership.person_id, level.level_id,
           CASE WHEN level_warning.level_id = level.level_id THEN level_warning.falls_at END AS falls_at
      FROM partners.partnership AS partnership
      LEFT JOIN partners.level AS level
             ON level.tenant_id = ${ctx.tenantId} AND level.partnership_id = partnership.partnership_id AND level.to_at IS NULL
      LEFT JOIN partners.level_warning AS level_warning
             ON level_warning.tenant_id = ${ctx.tenantId} AND level_warning.partnership_id = partnership.partnership_id
            AND level_warning.ended_at IS NULL
     WHERE partnership.tenant_id = ${ctx.tenantId} AND partnership.to_at IS NULL
       AND (${after}::uuid IS NULL OR partnership.partnership_id > ${after})
       AND (${personId}::uuid IS NULL OR partnership.person_id = ${personId})
     ORDER BY partnership.partnership_id
     LIMIT ${limit}`;
  return rows.map((row) => ({ partnershipId: row.partnership_id, personId: row.person_id, level: row.level_id, fallsAt: row.falls_at }));
}

interface Row {
  partnership_id: Uuid;
  person_id: Uuid;
  level_id: string;
  warned_at: Date;
  falls_at: Date;
}

/** Who was warned that they fall a level, and how they stand today; the next to fall first. */
export async function listLevelWarnings(
  ctx: Ctx,
  page: { limit: number; cursor?: string | undefined },
): Promise<{ data: LevelWarning[]; next: string | null }> {
  const [after, id] = decodeCursor(page.cursor, z.tuple([z.iso.datetime(), z.uuid()])) ?? [null, null];
  const rows = await ctx.sql<Row>`
    SELECT level_warning.partnership_id, partnership.person_id, level_warning.level_id, level_warning.warned_at, level_warning.falls_at
      FROM partners.level_warning AS level_warning
      JOIN partners.partnership AS partnership
           ON partnership.tenant_id = ${ctx.tenantId} AND partnership.partnership_id = level_warning.partnership_id AND partnership.to_at IS NULL
     WHERE level_warning.tenant_id = ${ctx.tenantId} AND level_warning.ended_at IS NULL
       AND (${after}::timestamptz IS NULL OR (level_warning.falls_at, level_warning.partnership_id) > (${after}::timestamptz, ${id}::uuid))
     ORDER BY level_warning.falls_at, level_warning.partnership_id
     LIMIT ${page.limit + 1}`;
  const { shown, next } = pageOf(rows, page.limit, (row) => [row.falls_at.toISOString(), row.partnership_id]);
  const ids = shown.map((row) => row.person_id);
  const levels = await rankedLevels(ctx);
  const [people, hadOf] = [await peopleRefs(ctx, ids), await hoardsOf(ctx, ids, levels)];
  const data = shown.flatMap((row): LevelWarning[] => {
    const ask = levels.find((level) => level.levelId === row.level_id)?.ask;
    const person = people.get(row.person_id);
    assert(person, 'a partner is a person');
    if (!ask) return [];
    return [
      {
        partner: publicId('partner', row.partnership_id),
        person,
        level: row.level_id,
        measure: ask.measure,
        windowDays: ask.windowDays,
        had: measuredJson(ctx, ask.measure, hadOf(row.person_id, ask)),
        needed: measuredJson(ctx, ask.measure, ask.keep),
        warnedAt: row.warned_at.toISOString(),
        fallsAt: row.falls_at.toISOString(),
      },
    ];
  });
  return { data, next };
}
