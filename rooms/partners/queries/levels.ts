import { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { decodeCursor, pageOf } from '../../../kit/http/cursor.ts';
import type { PartnerLevel } from '../api.ts';
import { levelNotFound } from '../errors.ts';
import type { LevelAsk } from '../model/level-rules.ts';
import { rankedLevels, ruleJson } from './level-rules.ts';

interface LevelRow {
  level_id: string;
  label: string;
  rank: number;
  partners: number;
  created_at: Date;
}

/** Which of these levels exist, with their labels. */
export async function knownLevels(ctx: Ctx, levels: readonly string[]): Promise<Map<string, string>> {
  if (levels.length === 0) return new Map();
  const rows = await ctx.sql<{ level_id: string; label: string }>`
    SELECT partner_level.level_id, partner_level.label
      FROM partners.partner_level AS partner_level
     WHERE partner_level.tenant_id = ${ctx.tenantId} AND partner_level.level_id = ANY(${[...new Set(levels)]}::text[])
       AND partner_level.retired_at IS NULL`;
  return new Map(rows.map((row) => [row.level_id, row.label]));
}

/** The levels by rank, pages by key. */
export async function listLevels(
  ctx: Ctx,
  page: { limit: number; cursor?: string | undefined },
): Promise<{ data: PartnerLevel[]; next: string | null }> {
  const [rank, id] = decodeCursor(page.cursor, z.tuple([z.int32(), z.string()])) ?? [-1, ''];
  const rows = await ctx.sql<LevelRow>`
    SELECT partner_level.level_id, partner_level.label, partner_level.rank, partner_level.created_at,
           (SELECT count(*)::int
              FROM partners.level AS level
             WHERE level.tenant_id = ${ctx.tenantId} AND level.level_id = partner_level.level_id AND level.to_at IS NULL) AS partners
      FROM partners.partner_level AS partner_level
     WHERE partner_level.tenant_id = ${ctx.tenantId} AND partner_level.retired_at IS NULL
       AND (partner_level.rank, partner_level.level_id) > (${rank}::int, ${id}::text)
     ORDER BY partner_level.rank, partner_level.level_id
     LIMIT ${page.limit + 1}`;
  const { shown, next } = pageOf(rows, page.limit, (row) => [row.rank, row.level_id]);
  const rules = await asksOf(ctx);
  return {
    data: shown.map((row) => levelJson(ctx, row, rules)),
    next,
  };
}

/** One level. @throws DomainError `partnerLevel.notFound` */
export async function levelReply(ctx: Ctx, id: string): Promise<PartnerLevel> {
  const row = id.includes('\0')
    ? null
    : await ctx.sql.maybe<LevelRow>`
        SELECT partner_level.level_id, partner_level.label, partner_level.rank, partner_level.created_at,
               (SELECT count(*)::int
                  FROM partners.level AS level
                 WHERE level.tenant_id = ${ctx.tenantId} AND level.level_id = partner_level.level_id AND level.to_at IS NULL) AS partners
          FROM partners.partner_level AS partner_level
         WHERE partner_level.tenant_id = ${ctx.tenantId} AND partner_level.level_id = ${id} AND partner_level.retired_at IS NULL`;
  if (!row) throw levelNotFound();
  return levelJson(ctx, row, await asksOf(ctx));
}

async function asksOf(ctx: Ctx): Promise<Map<string, LevelAsk | null>> {
  return new Map((await rankedLevels(ctx)).map((level) => [level.levelId, level.ask]));
}

function levelJson(ctx: Ctx, row: LevelRow, asks: ReadonlyMap<string, LevelAsk | null>): PartnerLevel {
  return {
    id: row.level_id,
    externalId: null,
    label: row.label,
    rank: row.rank,
    partners: row.partners,
    rule: ruleJson(ctx, asks.get(row.level_id) ?? null),
    createdAt: row.created_at.toISOString(),
  };
}
