import { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { decodeCursor, pageOf } from '../../../kit/http/cursor.ts';
import type { Stage } from '../../../kit/http/shapes.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import { maskedName, shownNames } from '../../relations/index.ts';
import type { MyPeople, MyTeam } from '../api.ts';
import { trainingOf } from './lessons.ts';

interface Page {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** Whom a person introduced, newest first (rules.md B12): a masked name, the day they joined, their stage; pages by key. */
export async function myDirects(ctx: Ctx, personId: Uuid, page: Page): Promise<Pick<MyPeople, 'data' | 'next'>> {
  const before = decodeCursor(page.cursor, z.tuple([z.uuid()]))?.[0] ?? null;
  const rows = await ctx.sql<{ referral_id: Uuid; from_at: Date | null; name: string | null; stage: Stage }>`
    SELECT mine.referral_id, mine.from_at, person.name, person.stage
      FROM (SELECT referral.referral_id, referral.subject_id, referral.from_at
              FROM relations.referral AS referral
             WHERE referral.tenant_id = ${ctx.tenantId} AND referral.object_id = ${personId} AND referral.to_at IS NULL
               AND (${before}::uuid IS NULL OR referral.referral_id < ${before})
             ORDER BY referral.referral_id DESC
             LIMIT ${page.limit + 1}) AS mine
      JOIN relations.person AS person ON person.tenant_id = ${ctx.tenantId} AND person.person_id = mine.subject_id
     ORDER BY mine.referral_id DESC`;
  const { shown, next } = pageOf(rows, page.limit, (row) => [row.referral_id]);
  return {
    data: shown.map((row) => ({ name: maskedName(row.name), joinedAt: row.from_at?.toISOString() ?? null, stage: row.stage })),
    next,
  };
}

/** The partners who belong to a partner: the names they show, since when, their level and training; pages by key. */
export async function myTeam(ctx: Ctx, personId: Uuid, page: Page): Promise<MyTeam> {
  const after = decodeCursor(page.cursor, z.tuple([z.uuid()]))?.[0] ?? null;
  const { partners } = await ctx.sql.one<{ partners: number }>`
    SELECT count(*)::int AS partners
      FROM relations.sponsorship AS sponsorship
     WHERE sponsorship.tenant_id = ${ctx.tenantId} AND sponsorship.object_id = ${personId} AND sponsorship.to_at IS NULL`;
  const rows = await ctx.sql<{ subject_id: Uuid; from_at: Date; label: string | null }>`
    SELECT mine.subject_id, partnership.from_at, partner_level.label
      FROM (SELECT sponsorship.subject_id
              FROM relations.sponsorship AS sponsorship
             WHERE sponsorship.tenant_id = ${ctx.tenantId} AND sponsorship.object_id = ${personId} AND sponsorship.to_at IS NULL
               AND (${after}::uuid IS NULL OR sponsorship.subject_id > ${after})
             ORDER BY sponsorship.subject_id
             LIMIT ${page.limit + 1}) AS mine
      JOIN partners.partnership AS partnership
           ON partnership.tenant_id = ${ctx.tenantId} AND partnership.person_id = mine.subject_id AND partnership.to_at IS NULL
      LEFT JOIN partners.level AS level
             ON level.tenant_id = ${ctx.tenantId} AND level.partnership_id = partnership.partnership_id AND level.to_at IS NULL
      LEFT JOIN partners.partner_level AS partner_level
             ON partner_level.tenant_id = ${ctx.tenantId} AND partner_level.level_id = level.level_id
     ORDER BY mine.subject_id`;
  const { shown, next } = pageOf(rows, page.limit, (row) => [row.subject_id]);
  const ids = shown.map((row) => row.subject_id);
  const [training, names] = await Promise.all([trainingOf(ctx, ids), shownNames(ctx, ids)]);
  return {
    partners,
    data: shown.map((row) => ({
      name: names.get(row.subject_id) ?? null,
      since: row.from_at.toISOString(),
      level: row.label,
      training: training.get(row.subject_id) ?? { lessons: 0, passed: 0 },
    })),
    next,
  };
}

/**
 * How many people a person introduced and how many stand further on, as long as they are no more than `most` together; null beyond, for
 * whoever keeps the whole tree in memory to answer.
 */
export async function countNear(ctx: Ctx, node: number, most: number): Promise<{ directs: number; deeper: number } | null> {
  const [counted] = await ctx.sql.anew<{ directs: number; people: number }>`
    WITH RECURSIVE below AS (
      SELECT person.node, 1 AS depth
        FROM relations.person AS person
       WHERE person.tenant_id = ${ctx.tenantId} AND person.a1_node = ${node}
       UNION ALL
      SELECT friend.node, below.depth + 1
        FROM below
       CROSS JOIN LATERAL (SELECT person.node
                             FROM relations.person AS person
                            WHERE person.tenant_id = ${ctx.tenantId} AND person.a1_node = below.node
                           OFFSET 0) AS friend
    )
    SELECT (count(*) FILTER (WHERE near.depth = 1))::int AS directs, count(*)::int AS people
      FROM (SELECT below.depth FROM below LIMIT ${most + 1}) AS near`;
  const { directs, people } = counted ?? { directs: 0, people: 0 };
  return people > most ? null : { directs, deeper: people - directs };
}
