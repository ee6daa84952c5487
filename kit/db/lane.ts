import { assert } from '../errors/index.ts';
import type { Ctx } from '../ctx.ts';

/**
 * A tenant's write lane, locked until the transaction ends: people, referrals and orders of one tenant change one
 * transaction at a time, so rollup cells never deadlock, chains cannot close into a ring, node numbers stay dense
 * and `seq` numbers the commits in their true order.
 */
export interface Lane {
  /** The number of this transaction's change (one above the last committed one). */
  readonly seq: bigint;
  /** The first of `count` fresh dense node numbers. */
  takeNodes(count: number): number;
  /** No id of this tenant's imports was made later than this (epoch ms): the next one follows it. */
  readonly lastIdMs: number;
  /** Writes the lane back; call once, last. */
  save(options?: { lastIdMs?: number }): Promise<void>;
}

/** Locks the lane of ctx's tenant (waits for the transaction that holds it). */
export async function lockLane(ctx: Ctx): Promise<Lane> {
  const row = await ctx.sql.maybe<{ next_node: number; change_seq: bigint; last_id_ms: bigint }>`
    SELECT lane.next_node, lane.change_seq, lane.last_id_ms
      FROM kit.lane AS lane
     WHERE lane.tenant_id = ${ctx.tenantId}
       FOR UPDATE`;
  assert(row, 'every tenant has a lane');
  let nextNode = row.next_node;
  const lastIdMs = Number(row.last_id_ms);
  return {
    seq: row.change_seq + 1n,
    lastIdMs,
    takeNodes(count) {
      const first = nextNode;
      nextNode += count;
      return first;
    },
    async save(options = {}) {
      await ctx.sql.exec`
        UPDATE kit.lane AS lane
           SET next_node = ${nextNode}, change_seq = ${row.change_seq + 1n},
               last_id_ms = ${Math.max(lastIdMs, options.lastIdMs ?? 0)}
         WHERE lane.tenant_id = ${ctx.tenantId}`;
    },
  };
}
