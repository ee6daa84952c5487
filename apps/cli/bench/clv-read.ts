import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Ctx } from '../../../kit/ctx.ts';
import { int4s, int8s, instants, texts, uuids } from '../../../kit/db/arrays.ts';
import { newId } from '../../../kit/ids/index.ts';
import { purchaseEvents, purchasesUntil } from '../../../rooms/analytics/index.ts';
import { makeBenchBrand } from './brand.ts';
import { withBenchServer } from './harness.ts';

/** Orders of made-up people, sorted by person: days from the begin, in minor units. */
export interface LivedOrders {
  readonly person: number[];
  readonly day: number[];
  readonly net: number[];
}

/** What it costs the server to have histories in memory at all: what the goal leaves out. */
export interface ColdRead {
  readonly orders: number;
  readonly people: number;
  /** from the database to the arrays the model is fitted on */
  readonly ms: number;
  /** the longest time nothing else was answered meanwhile */
  readonly stallMs: number;
}

const AT_ONCE = 20_000;
const DAY_MS = 86_400_000;

/**
 * Writes the orders into a PostgreSQL and reads them as the server does when it begins to look ahead. The process holds nothing of the brand;
 * the database has what it just wrote in its own cache.
 */
export async function readCold(
  dataDir: string,
  lived: LivedOrders,
  { begin, lastDay, say }: { begin: number; lastDay: number; say: (line: string) => void },
): Promise<ColdRead> {
  return await withBenchServer(dataDir, async (server) => {
    const db = await server.database('clv');
    const brand = await makeBenchBrand(db);
    const people = (lived.person.at(-1) ?? -1) + 1;
    const ids = Array.from({ length: people }, () => newId());
    for (let from = 0; from < people; from += AT_ONCE) {
      await brand.write((ctx) => insertPeople(ctx, ids, from, Math.min(people, from + AT_ONCE), begin));
    }
    for (let from = 0; from < lived.person.length; from += AT_ONCE) {
      await brand.write((ctx) => insertOrders(ctx, ids, lived, { from, to: Math.min(lived.person.length, from + AT_ONCE), begin }));
    }
    await db.ownerSession((sql) => sql.text('VACUUM ANALYZE'));
    say(`${lived.person.length} orders written: now they are read`);
    const stall = monitorEventLoopDelay({ resolution: 1 });
    stall.enable();
    const start = performance.now();
    const { events, histories } = await brand.read(async (ctx) => {
      const read = await purchaseEvents(ctx);
      return { events: read, histories: purchasesUntil(read, Math.floor(begin / DAY_MS) + lastDay) };
    });
    const ms = performance.now() - start;
    stall.disable();
    await db.close();
    return { orders: events.people.length, people: histories.people.length, ms, stallMs: stall.max / 1e6 };
  });
}

async function insertPeople(ctx: Ctx, ids: readonly string[], from: number, to: number, begin: number): Promise<void> {
  const nodes = Array.from({ length: to - from }, (_, i) => from + i);
  const at = new Date(begin);
  await ctx.sql.exec`
    INSERT INTO relations.person (tenant_id, person_id, node, stage, stage_since, created_at)
    SELECT ${ctx.tenantId}, fresh.person_id, fresh.node, 'prospect', ${at}, ${at}
      FROM unnest(${uuids(nodes, (node) => ids[node] ?? null)}::uuid[], ${int4s(nodes, (node) => node)}::int[]) AS fresh (person_id, node)`;
}

async function insertOrders(
  ctx: Ctx,
  ids: readonly string[],
  { person, day, net }: LivedOrders,
  { from, to, begin }: { from: number; to: number; begin: number },
): Promise<void> {
  const rows = Array.from({ length: to - from }, (_, i) => from + i);
  const paidAt = (row: number): number => begin + (day[row] ?? 0) * DAY_MS + (row % 86_400) * 1_000;
  await ctx.sql.exec`
    INSERT INTO orders.customer_order (tenant_id, order_id, external_id, person_id, placed_at, paid_at, charged_amount, refunded_amount, net_amount,
                                       currency, is_refunded, origin, total_from, created_at)
    SELECT ${ctx.tenantId}, fresh.order_id, fresh.external_id, fresh.person_id, fresh.at, fresh.at, fresh.net, 0, fresh.net, ${ctx.tenant.currency},
           false, 'direct', 'total', fresh.at
      FROM unnest(${uuids(rows, () => newId())}::uuid[], ${texts(rows, String)}::text[], ${uuids(rows, (row) => ids[person[row] ?? 0] ?? null)}::uuid[],
                  ${instants(rows, paidAt)}::timestamptz[], ${int8s(rows, (row) => net[row] ?? 0)}::bigint[])
           AS fresh (order_id, external_id, person_id, at, net)`;
}
