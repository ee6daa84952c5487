import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import { maskedName } from '../../relations/index.ts';
import type { LeaderboardJson } from '../ceremony-api.ts';

const SHOWN = 20;
/** Brands whose board stands in memory. */
const MOST_BOARDS = 50;

/** Who helped how many, as of a commit of the brand. */
interface Board {
  readonly seq: bigint;
  /** by node */
  readonly friendsOf: ReadonlyMap<number, number>;
  /** by how many friends */
  readonly rankOf: ReadonlyMap<number, number>;
  readonly top: readonly number[];
}

const boards = new Map<Uuid, Board>();

/**
 * Who helped the most friends: people they introduced who bought and kept something. Ties are one rank; the earlier known stands first.
 * Names are masked; what anybody earned is nowhere in it (rules.md B12).
 */
export async function leaderboard(ctx: Ctx, personId: Uuid | null): Promise<LeaderboardJson> {
  const board = await boardOf(ctx);
  const rows = await ctx.sql<{ person_id: Uuid; node: number; name: string | null }>`
    SELECT person.person_id, person.node, person.name
      FROM relations.person AS person
     WHERE person.tenant_id = ${ctx.tenantId} AND person.erased_at IS NULL
       AND (person.node = ANY(${plainArray(board.top)}::int[]) OR person.person_id = ${personId}::uuid)`;
  const byNode = new Map(rows.map((row) => [row.node, row]));
  const standing = (node: number | undefined): { rank: number | null; friends: number } => {
    const friends = node === undefined ? 0 : (board.friendsOf.get(node) ?? 0);
    return { rank: board.rankOf.get(friends) ?? null, friends };
  };
  return {
    data: board.top.flatMap((node) => {
      const row = byNode.get(node);
      const { rank, friends } = standing(node);
      return row && rank !== null ? [{ rank, name: maskedName(row.name), friends, isMe: row.person_id === personId }] : [];
    }),
    me: personId === null ? null : standing(rows.find((row) => row.person_id === personId)?.node),
  };
}

/** The board of the brand: counted once for every commit that could have changed it, whoever asks and however often. */
async function boardOf(ctx: Ctx): Promise<Board> {
  const { seq } = await ctx.sql.one<{ seq: bigint }>`
    SELECT lane.change_seq AS seq FROM kit.lane AS lane WHERE lane.tenant_id = ${ctx.tenantId}`;
  const known = boards.get(ctx.tenantId);
  if (known?.seq === seq) return known;
  const { nodes, friends } = await ctx.sql.one<{ nodes: number[]; friends: number[] }>`
    SELECT coalesce(array_agg(helped.node ORDER BY helped.friends DESC, helped.node), '{}') AS nodes,
           coalesce(array_agg(helped.friends ORDER BY helped.friends DESC, helped.node), '{}') AS friends
      FROM (SELECT friend.a1_node AS node, count(*)::int AS friends
              FROM relations.person AS friend
             WHERE friend.tenant_id = ${ctx.tenantId} AND friend.a1_node IS NOT NULL AND friend.merged_into IS NULL
               AND friend.stage = ANY(ARRAY['customer', 'repeat', 'member', 'partner'])
             GROUP BY friend.a1_node) AS helped`;
  const rankOf = new Map<number, number>();
  for (const [i, count] of friends.entries()) if (!rankOf.has(count)) rankOf.set(count, i + 1);
  const fresh = { seq, friendsOf: new Map(nodes.map((node, i) => [node, friends[i] ?? 0])), rankOf, top: nodes.slice(0, SHOWN) };
  const [oldest] = boards.keys();
  if (boards.size >= MOST_BOARDS && oldest !== undefined) boards.delete(oldest);
  boards.delete(ctx.tenantId);
  boards.set(ctx.tenantId, fresh);
  return fresh;
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
