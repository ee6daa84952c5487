import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray, type Db } from '../../../kit/db/index.ts';
import { lockLane } from '../../../kit/db/lane.ts';
import { newId, type Uuid } from '../../../kit/ids/index.ts';
import { seeded } from '../../../kit/random/index.ts';
import { personWorth, residentOf } from '../../../rooms/analytics/index.ts';
import { insertLines, insertOrders, type OrderRecord } from '../../../rooms/orders/index.ts';
import { makeBenchBrand, type BenchBrand } from './brand.ts';
import { median, timed, withBenchServer, type BenchOptions, type BenchResult, type Round } from './harness.ts';

const BATCH = 20_000;
const ORDERS_AT_ONCE = 1_000;
const START_MS = Date.UTC(2026, 0, 1);

/**
 * Goals 4 and 5 of the performance page, on a forest of a million people grown by preferential attachment: the worth of the
 * busiest person against a recursive query, everybody's influence against one grouped statement, and what keeping it
 * costs beside inserting an order, spread over all and when everybody hangs under one person.
 */
export async function benchChain(dataDir: string, options: BenchOptions): Promise<BenchResult> {
  const people = options.n ?? 1_000_000;
  return await withBenchServer(dataDir, async (server) => {
    const db = await server.database('chain');
    try {
      const brand = await makeBenchBrand(db);
      const forest = await grow(brand, people, options.say);
      await db.ownerSession((sql) => sql.text('ANALYZE relations.person, analytics.person'));
      const loadMs = await timed(() => brand.read((ctx) => residentOf(ctx)));
      options.say(`resident after ${Math.round(loadMs)} ms`);
      const busiest = await brand.read(async (ctx) => busiestOf(await residentOf(ctx), people));
      const invariants: Record<string, boolean> = {};
      const notes: Record<string, number | string> = {
        people,
        'load ms': Math.round(loadMs),
        'people below the busiest': busiest.downline,
      };
      const rounds = await compareWorth(brand, busiest.node, options.rounds, invariants, notes);
      const refresh = await compareRefresh(brand, people, options.rounds, invariants, notes);
      notes['whole refresh ÷ SQL group-by (goal ≤ 0.01)'] = round5(median(refresh));
      notes['order rate with upkeep ÷ bare, spread (goal ≥ 0.80)'] = round5(
        await upkeep(db, brand, forest.ids, forest.all, options.rounds),
      );
      notes['order rate with upkeep ÷ bare, under one person (goal ≥ 0.80)'] = round5(
        await upkeep(db, brand, forest.ids, await below(brand, busiest.node), options.rounds),
      );
      return {
        name: 'chain',
        mode: null,
        reads: 'milliseconds, recursive query and resident arrays',
        goal: '≤ 0.10',
        rounds,
        ratio: median(rounds.map((round) => round.ratio)),
        invariants,
        notes,
      };
    } finally {
      await db.close();
    }
  });
}

async function grow(brand: BenchBrand, count: number, say: (line: string) => void): Promise<{ ids: Uuid[]; all: number[] }> {
  const random = seeded(5);
  const ids: Uuid[] = [];
  // Attaching to a random end of an earlier edge prefers whoever has many.
  const ends: number[] = [];
  for (let start = 0; start < count; start += BATCH) {
    const size = Math.min(BATCH, count - start);
    await brand.write(async (ctx) => {
      const lane = await lockLane(ctx);
      const first = lane.takeNodes(size);
      const rows = Array.from({ length: size }, (_, i) => {
        const node = first + i;
        const parent =
          node === 0 || random() < 0.1
            ? null
            : random() < 0.5 && ends.length > 0
              ? (ends[Math.floor(random() * ends.length)] as number)
              : Math.floor(random() * node);
        if (parent !== null) ends.push(parent);
        return { id: newId(), node, parent, own: Math.floor(random() ** 3 * 500_000) };
      });
      ids.push(...rows.map((row) => row.id));
      await ctx.sql.exec`
        INSERT INTO relations.person (tenant_id, person_id, node, stage, stage_since, a1_node, created_at)
        SELECT ${ctx.tenantId}, fresh.person_id, fresh.node, 'customer', ${ctx.now}, fresh.parent, ${ctx.now}
          FROM unnest(${plainArray(rows.map((row) => row.id))}::uuid[], ${plainArray(rows.map((row) => row.node))}::int[],
                      ${plainArray(rows.map((row) => row.parent))}::int[]) AS fresh (person_id, node, parent)`;
      await ctx.sql.exec`
        INSERT INTO analytics.person (tenant_id, node, person_id, orders, kept_orders, net_amount, return_amount, first_paid_ms, last_paid_ms, last_event_ms, stage, stage_since_ms, stage_seq)
        SELECT ${ctx.tenantId}, fresh.node, fresh.person_id, 1, 1, fresh.own, 0, ${START_MS}, ${START_MS}, ${START_MS}, 'customer', ${START_MS}, 1
          FROM unnest(${plainArray(rows.map((row) => row.node))}::int[], ${plainArray(rows.map((row) => row.id))}::uuid[],
                      ${plainArray(rows.map((row) => row.own))}::bigint[]) AS fresh (node, person_id, own)`;
      await lane.save();
    });
    if ((start / BATCH) % 10 === 0) say(`${start + size} people`);
  }
  return { ids, all: Array.from({ length: count }, (_, node) => node) };
}

type Arrays = Awaited<ReturnType<typeof residentOf>>;

function busiestOf(resident: Arrays, people: number): { node: number; downline: number } {
  let node = 0;
  for (let other = 1; other < people; other++) if (resident.downlineCount(other) > resident.downlineCount(node)) node = other;
  return { node, downline: resident.downlineCount(node) };
}

async function below(brand: BenchBrand, node: number): Promise<number[]> {
  return await brand.read(async (ctx) => {
    const resident = await residentOf(ctx);
    const nodes = [...resident.directsOf(node)];
    for (let i = 0; i < nodes.length; i++) nodes.push(...resident.directsOf(nodes[i] as number));
    return nodes;
  });
}

async function compareWorth(
  brand: BenchBrand,
  node: number,
  count: number,
  invariants: Record<string, boolean>,
  notes: Record<string, number | string>,
): Promise<Round[]> {
  const rounds: Round[] = [];
  for (let i = -1; i < count; i++) {
    let bySql = 0n;
    let byArrays = 0n;
    const reference = await timed(() => brand.read(async (ctx) => (bySql = await broughtBySql(ctx, node))));
    const candidate = await timed(() =>
      brand.read(async (ctx) => {
        const worth = await personWorth(ctx, node);
        byArrays = BigInt(worth.direct.amount) + BigInt(worth.indirect.amount);
      }),
    );
    invariants['worth is equal'] = (invariants['worth is equal'] ?? true) && bySql === byArrays && bySql > 0n;
    if (i >= 0) rounds.push({ reference, candidate, ratio: candidate / reference });
  }
  notes['worth of the busiest, ms'] = round5(median(rounds.map((round) => round.candidate)));
  return rounds;
}

async function broughtBySql(ctx: Ctx, node: number): Promise<bigint> {
  const row = await ctx.sql.one<{ brought: bigint }>`
    WITH RECURSIVE below AS (
      SELECT person.node FROM relations.person AS person WHERE person.tenant_id = ${ctx.tenantId} AND person.a1_node = ${node}
       UNION ALL
      SELECT person.node FROM relations.person AS person JOIN below ON person.a1_node = below.node WHERE person.tenant_id = ${ctx.tenantId})
    SELECT coalesce(sum(state.net_amount - state.return_amount), 0)::bigint AS brought
      FROM below JOIN analytics.person AS state ON state.tenant_id = ${ctx.tenantId} AND state.node = below.node`;
  return row.brought;
}

async function compareRefresh(
  brand: BenchBrand,
  people: number,
  count: number,
  invariants: Record<string, boolean>,
  notes: Record<string, number | string>,
): Promise<number[]> {
  const ratios: number[] = [];
  for (let i = 0; i < count; i++) {
    await brand.read(async (ctx) => {
      let rows: { ancestor: number; brought: bigint }[] = [];
      const reference = await timed(async () => {
        rows = await ctx.sql<{ ancestor: number; brought: bigint }>`
          WITH RECURSIVE pair AS (
            SELECT person.a1_node AS ancestor, person.node FROM relations.person AS person WHERE person.tenant_id = ${ctx.tenantId} AND person.a1_node IS NOT NULL
             UNION ALL
            SELECT person.a1_node, pair.node FROM pair JOIN relations.person AS person ON person.node = pair.ancestor
             WHERE person.tenant_id = ${ctx.tenantId} AND person.a1_node IS NOT NULL)
          SELECT pair.ancestor, sum(state.net_amount - state.return_amount)::bigint AS brought
            FROM pair JOIN analytics.person AS state ON state.tenant_id = ${ctx.tenantId} AND state.node = pair.node
           GROUP BY pair.ancestor`;
      });
      const resident = await residentOf(ctx);
      // As after any commit: everything that follows from the tree's amounts is worked out anew.
      resident.put([]);
      const candidate = await timed(async () => resident.sums);
      ratios.push(candidate / reference);
      if (i > 0) return;
      notes['whole refresh, ms'] = round5(candidate);
      notes['grouped statement, ms'] = round5(reference);
      const brought = new Map(rows.map((row) => [row.ancestor, row.brought]));
      let isEqual = true;
      for (let node = 0; node < people; node++) {
        const worth = resident.worthOf(node);
        if (worth.direct + worth.indirect !== (brought.get(node) ?? 0n)) isEqual = false;
      }
      invariants['influence of everybody is equal'] = isEqual;
    });
  }
  return ratios;
}

/** Orders a second with what influence needs (own amount, log of commits) over orders a second without. */
async function upkeep(db: Db, brand: BenchBrand, ids: readonly Uuid[], nodes: readonly number[], count: number): Promise<number> {
  const random = seeded(6);
  const ratios: number[] = [];
  for (let i = -1; i < count; i++) {
    let bare = 0;
    let kept = 0;
    for (let batch = 0; batch < 10; batch++) {
      bare += await timed(() => sell(brand, ids, nodes, random, false));
      kept += await timed(() => sell(brand, ids, nodes, random, true));
    }
    if (i >= 0) ratios.push(bare / kept);
  }
  await db.ownerSession((sql) => sql.text('VACUUM analytics.person'));
  return median(ratios);
}

async function sell(
  brand: BenchBrand,
  ids: readonly Uuid[],
  nodes: readonly number[],
  random: () => number,
  isKept: boolean,
): Promise<void> {
  await brand.write(async (ctx) => {
    const lane = await lockLane(ctx);
    const sold = new Map<number, bigint>();
    const records: OrderRecord[] = Array.from({ length: ORDERS_AT_ONCE }, () => {
      const node = nodes[Math.floor(random() * nodes.length)] as number;
      const charged = BigInt(1000 + Math.floor(random() * 9000));
      const orderId = newId();
      sold.set(node, (sold.get(node) ?? 0n) + charged);
      return {
        orderId,
        externalId: orderId,
        personId: ids[node] as Uuid,
        placedAtMs: START_MS,
        paidAtMs: START_MS,
        charged,
        refunded: 0n,
        isRefunded: false,
        origin: 'repeat',
        totalFrom: 'lines',
        scene: null,
        channel: null,
        status: null,
      };
    });
    await insertOrders(ctx, records, null);
    await insertLines(
      ctx,
      records.map((record) => ({
        orderId: record.orderId,
        line: 1,
        productId: null,
        quantity: '1',
        amount: record.charged,
        refunded: 0n,
        isTotal: false,
        contentKey: record.orderId,
      })),
      null,
    );
    if (isKept) {
      const touched = [...sold.keys()];
      await ctx.sql.exec`
        UPDATE analytics.person AS person
           SET net_amount = person.net_amount + fresh.sold, orders = person.orders + 1
          FROM unnest(${plainArray(touched)}::int[], ${plainArray([...sold.values()])}::bigint[]) AS fresh (node, sold)
         WHERE person.tenant_id = ${ctx.tenantId} AND person.node = fresh.node`;
      await ctx.sql.exec`
        INSERT INTO analytics.change (tenant_id, seq, nodes) VALUES (${ctx.tenantId}, ${lane.seq}, ${plainArray(touched)}::int[])
            ON CONFLICT (tenant_id, seq) DO NOTHING`;
    }
    await lane.save();
  });
}

function round5(value: number): number {
  return Math.round(value * 100_000) / 100_000;
}
