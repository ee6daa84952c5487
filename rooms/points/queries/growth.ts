import type { Ctx } from '../../../kit/ctx.ts';
import { instants, uuids } from '../../../kit/db/arrays.ts';
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

/** What each of these people has grown after an instant of their own; everybody asked for once is in the answer. */
export async function growthAfter(
  ctx: Ctx,
  asks: readonly { readonly personId: Uuid; /** epoch ms */ readonly after: number }[],
): Promise<Map<Uuid, bigint>> {
  if (asks.length === 0) return new Map();
  const rows = await ctx.sql.anew<{ person_id: Uuid; amount: bigint }>`
    SELECT growth.person_id, sum(growth.amount)::bigint AS amount
      FROM points.growth AS growth
      JOIN unnest(${uuids(asks, (ask) => ask.personId)}::uuid[], ${instants(asks, (ask) => ask.after)}::timestamptz[])
           AS asked (person_id, after_at) ON asked.person_id = growth.person_id AND growth.at > asked.after_at
     WHERE growth.tenant_id = ${ctx.tenantId} AND growth.person_id = ANY(${uuids(asks, (ask) => ask.personId)}::uuid[])
     GROUP BY growth.person_id`;
  const found = new Map(rows.map((row) => [row.person_id, row.amount]));
  return new Map(asks.map(({ personId }) => [personId, found.get(personId) ?? 0n]));
}
