import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import type { Uuid } from '../../../kit/ids/index.ts';

/** Somebody above a person: depth 1 is who introduced them. */
export interface UplinePerson {
  person_id: Uuid;
  node: number;
  external_id: string | null;
  name: string | null;
  depth: number;
}

/** Who introduced each of these people; whom nobody did is left out. */
export async function introducersOf(ctx: Ctx, personIds: readonly Uuid[]): Promise<Map<Uuid, Uuid>> {
  if (personIds.length === 0) return new Map();
  const rows = await ctx.sql.anew<{ subject_id: Uuid; object_id: Uuid }>`
    SELECT referral.subject_id, referral.object_id
      FROM relations.referral AS referral
     WHERE referral.tenant_id = ${ctx.tenantId} AND referral.subject_id = ANY(${plainArray(personIds)}::uuid[]) AND referral.to_at IS NULL`;
  return new Map(rows.map((row) => [row.subject_id, row.object_id]));
}

// OFFSET 0 keeps each step one look-up by key: a plan that reads the whole table per step is
// right for shallow trees and never ends on deep ones.

/** The whole chain of introductions above a person as it stands, nearest first, whatever its length. */
export async function uplineOf(ctx: Ctx, node: number): Promise<UplinePerson[]> {
  return await ctx.sql.anew<UplinePerson>`
    WITH RECURSIVE chain AS (
      SELECT person.a1_node AS node, 1 AS depth
        FROM relations.person AS person
       WHERE person.tenant_id = ${ctx.tenantId} AND person.node = ${node} AND person.a1_node IS NOT NULL
       UNION ALL
      SELECT above.a1_node, chain.depth + 1
        FROM chain
       CROSS JOIN LATERAL (SELECT person.a1_node
                             FROM relations.person AS person
                            WHERE person.tenant_id = ${ctx.tenantId} AND person.node = chain.node AND person.a1_node IS NOT NULL
                           OFFSET 0) AS above
    )
    SELECT named.person_id, named.node, named.external_id, named.name, chain.depth
      FROM chain
     CROSS JOIN LATERAL (SELECT person.person_id, person.node, person.external_id, person.name
                           FROM relations.person AS person
                          WHERE person.tenant_id = ${ctx.tenantId} AND person.node = chain.node
                         OFFSET 0) AS named
     ORDER BY chain.depth`;
}

/**
 * The chain above a person as it was known at an instant, nearest first: what an order of that instant is judged by (G4).
 * Only introductions known at or before `at` and not closed by then count; those a merge closed never did.
 */
export async function uplineAt(ctx: Ctx, personId: Uuid, at: Date): Promise<{ personId: Uuid; depth: number }[]> {
  const rows = await ctx.sql.anew<{ person_id: Uuid; depth: number }>`
    WITH RECURSIVE chain AS (
      SELECT ${personId}::uuid AS person_id, 0 AS depth
       UNION ALL
      SELECT above.object_id, chain.depth + 1
        FROM chain
       CROSS JOIN LATERAL (SELECT standing.object_id
                             FROM relations.referral AS standing
                            WHERE standing.tenant_id = ${ctx.tenantId} AND standing.subject_id = chain.person_id AND standing.to_at IS NULL
                              AND (standing.from_at IS NULL OR standing.from_at <= ${at})
                            UNION ALL
                           SELECT closed.object_id
                             FROM relations.referral AS closed
                            WHERE closed.tenant_id = ${ctx.tenantId} AND closed.subject_id = chain.person_id AND closed.to_at > ${at}
                              AND closed.cause <> 'merge' AND (closed.from_at IS NULL OR closed.from_at <= ${at})
                           OFFSET 0) AS above
    )
    SELECT chain.person_id, chain.depth FROM chain WHERE chain.depth > 0 ORDER BY chain.depth`;
  return rows.map((row) => ({ personId: row.person_id, depth: row.depth }));
}
