import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import type { Uuid } from '../../../kit/ids/index.ts';

/**
 * What people have grown by their orders, refunds taken off: one growth for every so much that they paid and kept. Everybody asked for is in
 * the answer.
 * @param options.since only what grew from then on, to keep a tier by
 */
export async function growthOf(
  ctx: Ctx,
  personIds: readonly Uuid[],
  { since = null }: { since?: Date | null } = {},
): Promise<Map<Uuid, bigint>> {
  const found = new Map<Uuid, bigint>(personIds.map((personId) => [personId, 0n]));
  if (personIds.length === 0) return found;
  const rows = await ctx.sql.anew<{ person_id: Uuid; amount: bigint }>`
    SELECT growth.person_id, sum(growth.amount)::bigint AS amount
      FROM points.growth AS growth
     WHERE growth.tenant_id = ${ctx.tenantId} AND growth.person_id = ANY(${plainArray([...new Set(personIds)])}::uuid[])
       AND (${since}::timestamptz IS NULL OR growth.at >= ${since}::timestamptz)
     GROUP BY growth.person_id`;
  for (const row of rows) found.set(row.person_id, row.amount);
  return found;
}
