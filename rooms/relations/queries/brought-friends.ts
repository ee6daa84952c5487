import { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { decodeCursor, pageOf } from '../../../kit/http/index.ts';
import { stage, type Stage } from '../../../kit/http/shapes.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import { personNotFound } from '../errors.ts';
import { maskedName } from '../model/masked-name.ts';
import type { MyShares } from '../sharing-api.ts';
import { loadPeople } from './find-people.ts';
import { relationsOf } from './relations-of.ts';

const KEY = z.tuple([z.uuid()]);

/**
 * Whom somebody introduced, as they may see it (rules.md B12): masked names, since when and how far each came, the newest first;
 * of everybody deeper a count.
 */
export async function broughtFriends(
  ctx: Ctx,
  personId: Uuid,
  page: { limit: number; cursor?: string | undefined },
): Promise<MyShares['friends']> {
  const own = (await loadPeople(ctx, [personId])).get(personId);
  if (!own) throw personNotFound();
  const before = decodeCursor(page.cursor, KEY)?.[0] ?? null;
  const { directs, downline } = await relationsOf(ctx, own.node);
  const stages = await ctx.sql<{ stage: Stage; people: number }>`
    SELECT person.stage, count(*)::int AS people
      FROM relations.person AS person
     WHERE person.tenant_id = ${ctx.tenantId} AND person.a1_node = ${own.node}
     GROUP BY person.stage`;
  const rows = await ctx.sql.anew<{ referral_id: Uuid; name: string | null; stage: Stage; from_at: Date | null }>`
    SELECT referral.referral_id, CASE WHEN person.erased_at IS NULL THEN person.name END AS name, person.stage, referral.from_at
      FROM relations.referral AS referral
      JOIN relations.person AS person ON person.tenant_id = ${ctx.tenantId} AND person.person_id = referral.subject_id
     WHERE referral.tenant_id = ${ctx.tenantId} AND referral.object_id = ${personId} AND referral.to_at IS NULL
       AND (${before}::uuid IS NULL OR referral.referral_id < ${before})
     ORDER BY referral.referral_id DESC
     LIMIT ${page.limit + 1}`;
  const { shown, next } = pageOf(rows, page.limit, (row) => [row.referral_id]);
  const counted = new Map(stages.map((row) => [row.stage, row.people]));
  return {
    count: directs,
    // Every stage is there, those nobody has reached too.
    byStage: Object.fromEntries(stage.options.map((one) => [one, counted.get(one) ?? 0])) as MyShares['friends']['byStage'],
    deeper: downline - directs,
    data: shown.map((row) => ({ name: maskedName(row.name), since: row.from_at?.toISOString() ?? null, stage: row.stage })),
    next,
  };
}

/** Who introduced somebody, and since when; null = nobody. Whoever is gone introduced nobody by name. */
export async function introducerOf(ctx: Ctx, personId: Uuid): Promise<{ personId: Uuid; since: Date | null } | null> {
  return await ctx.sql.maybe<{ personId: Uuid; since: Date | null }>`
    SELECT referral.object_id AS "personId", referral.from_at AS since
      FROM relations.referral AS referral
     WHERE referral.tenant_id = ${ctx.tenantId} AND referral.subject_id = ${personId} AND referral.to_at IS NULL`;
}
