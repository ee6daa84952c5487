import type { Ctx } from '../../../kit/ctx.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import { maskedName } from '../../relations/index.ts';
import type { LeaderboardJson } from '../ceremony-api.ts';

const SHOWN = 20;

/**
 * Who helped the most friends: people they introduced who bought and kept something. Ties are one rank; the earlier known stands first.
 * Names are masked; what anybody earned is nowhere in it (rules.md B12).
 */
export async function leaderboard(ctx: Ctx, personId: Uuid | null): Promise<LeaderboardJson> {
  const rows = await ctx.sql.anew<{ person_id: Uuid; name: string | null; friends: number; place: number; rank: number }>`
    WITH helped AS (
      SELECT friend.a1_node AS node, count(*)::int AS friends
        FROM relations.person AS friend
       WHERE friend.tenant_id = ${ctx.tenantId} AND friend.a1_node IS NOT NULL AND friend.merged_into IS NULL
         AND friend.stage = ANY(ARRAY['customer', 'repeat', 'member', 'partner'])
       GROUP BY friend.a1_node
    ), ranked AS (
      SELECT helped.node, helped.friends, (rank() OVER (ORDER BY helped.friends DESC))::int AS rank,
             (row_number() OVER (ORDER BY helped.friends DESC, helped.node))::int AS place
        FROM helped
    )
    SELECT person.person_id, person.name, ranked.friends, ranked.rank, ranked.place
      FROM ranked
      JOIN relations.person AS person ON person.tenant_id = ${ctx.tenantId} AND person.node = ranked.node
     WHERE (ranked.place <= ${SHOWN} OR person.person_id = ${personId}::uuid) AND person.erased_at IS NULL
     ORDER BY ranked.place`;
  const own = rows.find((row) => row.person_id === personId);
  return {
    data: rows
      .filter((row) => row.place <= SHOWN)
      .map((row) => ({ rank: row.rank, name: maskedName(row.name), friends: row.friends, isMe: row.person_id === personId })),
    me: personId === null ? null : { rank: own?.rank ?? null, friends: own?.friends ?? 0 },
  };
}

/** How many friends somebody helped, as the board counts them. */
export async function friendsHelped(ctx: Ctx, personId: Uuid): Promise<number> {
  const { friends } = await ctx.sql.one<{ friends: number }>`
    SELECT count(*)::int AS friends
      FROM relations.person AS person
      JOIN relations.person AS friend ON friend.tenant_id = ${ctx.tenantId} AND friend.a1_node = person.node
     WHERE person.tenant_id = ${ctx.tenantId} AND person.person_id = ${personId} AND friend.merged_into IS NULL
       AND friend.stage = ANY(ARRAY['customer', 'repeat', 'member', 'partner'])`;
  return friends;
}
