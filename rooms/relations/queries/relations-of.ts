import type { Ctx } from '../../../kit/ctx.ts';
import type { Relations } from '../api.ts';
import { personRefOf } from './person-reply.ts';
import { uplineOf } from './upline.ts';

/** Counts everybody below a node; null when it does not know (yet) and the tables are to be asked. */
export type DownlineCounter = (ctx: Ctx, node: number) => Promise<number | null>;

let counter: DownlineCounter | null = null;

/** Lets a room above, which keeps the whole tree in memory, answer how many people are below somebody. */
export function countDownlineWith(better: DownlineCounter): void {
  counter = better;
}

/** Who introduced a person, the whole chain above, and how many are directly and altogether below. */
export async function relationsOf(ctx: Ctx, node: number): Promise<Relations> {
  const upline = await uplineOf(ctx, node);
  const { directs } = await ctx.sql.one<{ directs: number }>`
    SELECT count(*)::int AS directs
      FROM relations.person AS person
     WHERE person.tenant_id = ${ctx.tenantId} AND person.a1_node = ${node}`;
  const chain = upline.map((above) => ({ person: personRefOf(above), depth: above.depth }));
  return {
    referrer: chain[0]?.person ?? null,
    upline: chain,
    directs,
    downline: directs === 0 ? 0 : ((await counter?.(ctx, node)) ?? (await downlineCount(ctx, node))),
  };
}

/** How many people are below a node at any depth, counted from the tables. */
export async function downlineCount(ctx: Ctx, node: number): Promise<number> {
  const [row] = await ctx.sql.anew<{ people: number }>`
    WITH RECURSIVE below AS (
      SELECT person.node
        FROM relations.person AS person
       WHERE person.tenant_id = ${ctx.tenantId} AND person.a1_node = ${node}
       UNION ALL
      SELECT friend.node
        FROM below
       CROSS JOIN LATERAL (SELECT person.node
                             FROM relations.person AS person
                            WHERE person.tenant_id = ${ctx.tenantId} AND person.a1_node = below.node
                           OFFSET 0) AS friend
    )
    SELECT count(*)::int AS people FROM below`;
  return row?.people ?? 0;
}
