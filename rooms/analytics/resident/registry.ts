import type { Ctx } from '../../../kit/ctx.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import { KEPT_CHANGES } from '../commands/store-rollups.ts';
import { currentCut } from '../queries/rfm-cut.ts';
import { loadAll, loadSome } from './load.ts';
import type { Resident } from './resident.ts';

interface Entry {
  resident: Resident | null;
  /** the commit of the brand's lane the arrays stand at */
  seq: bigint;
  /** refreshes of one brand follow each other */
  tail: Promise<unknown>;
}

/** Bytes all brands' arrays may take together; the brand asked for last always stays. */
const BUDGET = 1_000_000_000;

// In the order of last use: a brand asked for moves to the end.
const entries = new Map<Uuid, Entry>();

/**
 * The arrays of ctx's brand, not older than ctx's snapshot. The first request loads them, requests that come meanwhile
 * wait for that load; later ones read what commits since have touched. What is read of the arrays between two awaits
 * is one committed state. Not for transactions that changed people, referrals or orders themselves.
 */
export async function residentOf(ctx: Ctx): Promise<Resident> {
  const entry = entries.get(ctx.tenantId) ?? { resident: null, seq: 0n, tail: Promise.resolve() };
  entries.delete(ctx.tenantId);
  entries.set(ctx.tenantId, entry);
  const turn = entry.tail.then(() => refresh(ctx, entry));
  entry.tail = turn.catch(() => undefined);
  const resident = await turn;
  evict();
  return resident;
}

/**
 * How many people are below a node, when the brand's arrays are in memory already; null otherwise: a question about one
 * person is no reason to load everybody.
 */
export async function countDownline(ctx: Ctx, node: number): Promise<number | null> {
  return entries.get(ctx.tenantId)?.resident ? (await residentOf(ctx)).downlineCount(node) : null;
}

async function refresh(ctx: Ctx, entry: Entry): Promise<Resident> {
  const lane = await ctx.sql.one<{ change_seq: bigint; next_node: number }>`
    SELECT lane.change_seq, lane.next_node FROM kit.lane AS lane WHERE lane.tenant_id = ${ctx.tenantId}`;
  const cut = await currentCut(ctx);
  const known = entry.resident;
  if (!known || known.zone.id !== ctx.zone.id || lane.change_seq - entry.seq > KEPT_CHANGES / 2n) {
    return await reload(ctx, entry, lane, cut);
  }
  // A snapshot older than the arrays sees them as they are: newer, and of one commit.
  if (lane.change_seq <= entry.seq) {
    if (lane.change_seq === entry.seq) known.cut = cut;
    return known;
  }
  const changes = await ctx.sql<{ nodes: number[] | null }>`
    SELECT change.nodes FROM analytics.change AS change
     WHERE change.tenant_id = ${ctx.tenantId} AND change.seq > ${entry.seq} AND change.seq <= ${lane.change_seq}`;
  const touched = changes.reduce((sum, change) => sum + (change.nodes?.length ?? 0), 0);
  if (changes.some((change) => change.nodes === null) || touched > 10_000 + lane.next_node / 2) return await reload(ctx, entry, lane, cut);
  const nodes = [...new Set(changes.flatMap((change) => change.nodes ?? []))];
  const { rows, sources } = await loadSome(ctx, nodes);
  known.putSources(sources);
  known.put(rows);
  known.cut = cut;
  entry.seq = lane.change_seq;
  return known;
}

async function reload(ctx: Ctx, entry: Entry, lane: { change_seq: bigint; next_node: number }, cut: Resident['cut']): Promise<Resident> {
  const resident = await loadAll(ctx, lane.next_node);
  resident.cut = cut;
  entry.resident = resident;
  entry.seq = lane.change_seq;
  return resident;
}

function evict(): void {
  let bytes = 0;
  for (const entry of entries.values()) bytes += entry.resident?.bytes ?? 0;
  for (const [tenantId, entry] of entries) {
    if (bytes <= BUDGET || entries.size === 1) return;
    bytes -= entry.resident?.bytes ?? 0;
    entries.delete(tenantId);
  }
}
