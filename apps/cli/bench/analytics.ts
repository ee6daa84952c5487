import type { DuckDBConnection } from '@duckdb/node-api';
import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray, type Db, type Sql } from '../../../kit/db/index.ts';
import { lockLane } from '../../../kit/db/lane.ts';
import { newId, type Uuid } from '../../../kit/ids/index.ts';
import { seeded } from '../../../kit/random/index.ts';
import { parseDay } from '../../../kit/time/index.ts';
import {
  addGoods,
  GoodsCells,
  cutRfm,
  figuresCohorts,
  figuresDaily,
  figuresFunnel,
  figuresLifetime,
  figuresLoop,
  figuresRfm,
  prepareHistory,
  type PersonChange,
  type PersonFacts,
} from '../../../rooms/analytics/index.ts';
import { insertLines, insertOrders, type OrderRecord } from '../../../rooms/orders/index.ts';
import { makeBenchBrand, type BenchBrand } from './brand.ts';
import { median, timed, withBenchServer, type BenchOptions, type BenchResult, type Round } from './harness.ts';

const DAY_MS = 86_400_000;
const FIRST_DAY = parseDay('2023-11-01');
const DAYS = 1095;
const BATCH = 10_000;
// Pairs before the first round: PostgreSQL settles on a plan after five executions of a statement.
const WARM_UP = 8;

/**
 * Goal 6 of the performance page: every standing screen on 5 million orders of 500,000 people, from the rollups,
 * against the same question asked of DuckDB over the same rows; and what keeping the rollups costs beside inserting
 * the orders.
 */
export async function benchAnalytics(dataDir: string, options: BenchOptions): Promise<BenchResult> {
  const orders = options.n ?? 5_000_000;
  const people = Math.max(100, Math.floor(orders / 10));
  return await withBenchServer(dataDir, async (server) => {
    const db = await server.database('analytics');
    const duck = await openDuck();
    try {
      const brand = await makeBenchBrand(db);
      const ids = await addPeople(brand, people, options.say);
      const upkeep = await load(brand, duck, ids, orders, options);
      await brand.write((ctx) => cutRfm(ctx));
      await copyRest(db, duck, brand.tenantId);
      return await compare(brand, duck, upkeep, orders, options);
    } finally {
      duck.closeSync();
      await db.close();
    }
  });
}

interface BenchPerson {
  readonly id: Uuid;
  readonly facts: PersonFacts;
}

async function openDuck(): Promise<DuckDBConnection> {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
  const duck = await instance.connect();
  await duck.run('CREATE TABLE orders (person INTEGER, "at" TIMESTAMP, net BIGINT, origin VARCHAR)');
  await duck.run('CREATE TABLE person (node INTEGER, stage VARCHAR)');
  await duck.run('CREATE TABLE change ("at" TIMESTAMP, from_stage VARCHAR, to_stage VARCHAR, days INTEGER)');
  return duck;
}

/** People known before the first order: a third introduced by another, a quarter met through paid traffic. */
async function addPeople(brand: BenchBrand, count: number, say: (line: string) => void): Promise<BenchPerson[]> {
  const random = seeded(11);
  const createdAt = FIRST_DAY * DAY_MS;
  const sources = { paid: newId(), owned: newId() };
  const list: BenchPerson[] = [];
  await brand.write(async (ctx) => {
    for (const [kind, id] of Object.entries(sources)) {
      await ctx.sql
        .exec`INSERT INTO relations.source (tenant_id, source_id, kind, name, created_at) VALUES (${ctx.tenantId}, ${id}, ${kind}, ${kind}, ${ctx.now})`;
    }
  });
  for (let start = 0; start < count; start += BATCH) {
    const size = Math.min(BATCH, count - start);
    await brand.write(async (ctx) => {
      const lane = await lockLane(ctx);
      const first = lane.takeNodes(size);
      const fresh = Array.from({ length: size }, (_, i) => {
        const isPaid = random() < 0.25;
        const isReferred = first + i > 0 && random() < 0.33;
        const facts: PersonFacts = {
          seenAt: createdAt,
          consentAt: null,
          createdAt,
          referral: isReferred ? { knownAt: null } : null,
          sourceKind: isPaid ? 'paid' : 'owned',
        };
        return { id: newId(), node: first + i, facts, parent: isReferred ? Math.floor(random() * (first + i)) : null };
      });
      await ctx.sql.exec`
        INSERT INTO relations.person (tenant_id, person_id, node, source_id, seen_at, stage, stage_since, a1_node, created_at)
        SELECT ${ctx.tenantId}, fresh.person_id, fresh.node, fresh.source_id, ${new Date(createdAt)}, 'prospect', ${new Date(createdAt)}, fresh.parent, ${new Date(createdAt)}
          FROM unnest(${plainArray(fresh.map((each) => each.id))}::uuid[], ${plainArray(fresh.map((each) => each.node))}::int[],
                      ${plainArray(fresh.map((each) => (each.facts.sourceKind === 'paid' ? sources.paid : sources.owned)))}::uuid[],
                      ${plainArray(fresh.map((each) => each.parent))}::int[]) AS fresh (person_id, node, source_id, parent)`;
      const plan = await prepareHistory(ctx, lane, {
        people: fresh.map((each) => ({ personId: each.id, node: each.node, before: null, after: each.facts, orders: [], returns: [] })),
      });
      await plan.write();
      await lane.save();
      list.push(...fresh.map((each) => ({ id: each.id, facts: each.facts })));
    });
  }
  say(`${count} people`);
  return list;
}

/** Orders in the order of time, ten thousand a transaction; what the rollups cost is timed apart from the inserts. */
async function load(
  brand: BenchBrand,
  duck: DuckDBConnection,
  people: readonly BenchPerson[],
  count: number,
  options: BenchOptions,
): Promise<Round[]> {
  const random = seeded(12);
  const rounds: Round[] = Array.from({ length: options.rounds }, () => ({ reference: 0, candidate: 0, ratio: 0 }));
  const appender = await duck.createAppender('orders');
  const started = performance.now();
  for (let done = 0; done < count; done += BATCH) {
    const size = Math.min(BATCH, count - done);
    const round = rounds[Math.floor((done / count) * options.rounds)] as Round;
    await brand.write(async (ctx) => {
      const lane = await lockLane(ctx);
      const records: OrderRecord[] = [];
      const changes = new Map<number, { facts: BenchPerson; orders: PersonChange['orders'][number][] }>();
      const nodes: number[] = [];
      for (let i = 0; i < size; i++) {
        const paidAtMs = Math.floor((FIRST_DAY + ((done + i) / count) * DAYS) * DAY_MS) + 1;
        const node = Math.floor(people.length * random() ** 2.2);
        const net = BigInt(900 + Math.floor(random() * 9000));
        const orderId = newId();
        const person = people[node] as BenchPerson;
        nodes.push(node);
        records.push({
          orderId,
          externalId: `b${done + i}`,
          personId: person.id,
          placedAtMs: paidAtMs,
          paidAtMs,
          charged: net,
          refunded: 0n,
          isRefunded: false,
          origin: 'direct',
          totalFrom: 'lines',
          scene: null,
          channel: null,
          status: null,
        });
        const change = changes.get(node) ?? { facts: person, orders: [] };
        change.orders.push({ before: null, after: { orderId, paidAt: paidAtMs, net, isRefunded: false } });
        changes.set(node, change);
      }
      let planned = performance.now();
      const plan = await prepareHistory(ctx, lane, {
        people: [...changes].map(([node, { facts, orders }]) => ({
          personId: facts.id,
          node,
          before: facts.facts,
          after: facts.facts,
          orders,
          returns: [],
        })),
      });
      const withOrigin = records.map((record) => ({ ...record, origin: plan.originOf(record.orderId) }));
      round.candidate += performance.now() - planned;
      planned = performance.now();
      await insertOrders(ctx, withOrigin, null);
      await insertLines(
        ctx,
        withOrigin.map((record, i) => ({
          orderId: record.orderId,
          line: 1,
          productId: null,
          quantity: '1',
          amount: record.charged,
          refunded: 0n,
          isTotal: false,
          contentKey: hex(done + i),
        })),
        null,
      );
      round.reference += performance.now() - planned;
      planned = performance.now();
      const goods = new GoodsCells();
      for (const { paidAtMs, charged: amount } of records)
        goods.add(ctx.zone.dayOf(paidAtMs as number), { productId: null, amount, refunded: 0n, quantity: '1', isLaterPart: false }, 1);
      await Promise.all([plan.write(), addGoods(ctx, goods)]);
      round.candidate += performance.now() - planned;
      await lane.save();
      withOrigin.forEach((record, i) => {
        appender.appendInteger(nodes[i] as number);
        appender.appendTimestamp({ micros: BigInt(record.paidAtMs as number) * 1000n } as never);
        appender.appendBigInt(record.charged);
        appender.appendVarchar(record.origin);
        appender.endRow();
      });
    });
    if ((done / BATCH) % 50 === 0)
      options.say(`${done + size} orders, ${Math.round((done + size) / ((performance.now() - started) / 1000))}/s`);
  }
  appender.closeSync();
  for (const round of rounds) round.ratio = round.candidate / round.reference;
  return rounds;
}

function hex(n: number): string {
  return n.toString(16).padStart(32, '0');
}

/** Stages and stage changes go to DuckDB as they stand, portion by portion. */
async function copyRest(db: Db, duck: DuckDBConnection, tenantId: Uuid): Promise<void> {
  await db.ownerTx(async (sql) => {
    const people = await duck.createAppender('person');
    const person = `SELECT node, stage FROM relations.person WHERE tenant_id = '${tenantId}'`;
    await portions<{ node: number; stage: string }>(sql, person, (row) => {
      people.appendInteger(row.node);
      people.appendVarchar(row.stage);
      people.endRow();
    });
    people.closeSync();
    const steps = await duck.createAppender('change');
    const change = `SELECT at, from_stage, to_stage, days FROM relations.stage_change WHERE tenant_id = '${tenantId}'`;
    await portions<{ at: Date; from_stage: string | null; to_stage: string; days: number | null }>(sql, change, (row) => {
      steps.appendTimestamp({ micros: BigInt(row.at.getTime()) * 1000n } as never);
      if (row.from_stage === null) steps.appendNull();
      else steps.appendVarchar(row.from_stage);
      steps.appendVarchar(row.to_stage);
      if (row.days === null) steps.appendNull();
      else steps.appendInteger(row.days);
      steps.endRow();
    });
    steps.closeSync();
  });
  await duck.run('CHECKPOINT');
}

const ROWS_AT_ONCE = 50_000;

/** Hands on the rows of a query without holding all of them. */
async function portions<Row>(sql: Sql, query: string, onRow: (row: Row) => void): Promise<void> {
  await sql.text(`DECLARE copied NO SCROLL CURSOR FOR ${query}`);
  for (let rows: Row[]; (rows = await sql.text<Row>(`FETCH ${ROWS_AT_ONCE} FROM copied`)).length > 0;) rows.forEach(onRow);
  await sql.text('CLOSE copied');
}

interface Screen {
  readonly name: string;
  readonly ours: (ctx: Ctx) => Promise<unknown>;
  readonly sql: string;
  /** our answer and DuckDB's rows in one comparable form */
  readonly same: (ours: never, rows: Record<string, unknown>[]) => boolean;
}

const text = (value: unknown): string => String(value);

function screens(cut: { on: string; r: readonly number[]; f: readonly number[]; m: readonly string[] }): Screen[] {
  const period = (name: string, from: string | null, to: string | null): Screen => {
    const where = [from && `"at" >= TIMESTAMP '${from}'`, to && `"at" < TIMESTAMP '${to}'`].filter(Boolean).join(' AND ') || 'true';
    return {
      name: `loop ${name}`,
      ours: (ctx) => figuresLoop(ctx, { from: from ? parseDay(from) : null, to: to ? parseDay(to) : null }),
      sql: `SELECT origin, count(*) AS orders, sum(net) AS sales, (SELECT count(DISTINCT person) FROM orders WHERE ${where}) AS buyers FROM orders WHERE ${where} GROUP BY origin`,
      same: (ours: { buyers: number; byOrigin: Record<string, { orders: number; sales: { amount: string } }> }, rows) =>
        rows.every((row) => {
          const cell = ours.byOrigin[text(row['origin'])];
          return (
            cell?.orders === Number(row['orders']) && cell.sales.amount === text(row['sales']) && ours.buyers === Number(row['buyers'])
          );
        }),
    };
  };
  const bucket = (value: string, edges: readonly (number | string)[]): string =>
    `(1 + ${edges.map((edge) => `(${value} > ${edge})::INT`).join(' + ') || '0'})`;
  return [
    period('last 30 days', '2026-10-01', '2026-10-31'),
    period('12 months', '2025-11-01', '2026-11-01'),
    period('odd 200 days', '2025-03-17', '2025-10-03'),
    period('all', null, null),
    {
      name: 'lifetime',
      ours: (ctx) => figuresLifetime(ctx, null),
      sql: `SELECT count(*) AS customers, sum(n) AS orders, sum(net) AS sales, sum(epoch_ms(last) - epoch_ms(first)) AS life FROM
              (SELECT person, count(*) AS n, sum(net) AS net, min("at") AS first, max("at") AS last FROM orders GROUP BY person)`,
      same: (ours: { customers: number; orders: number; sales: { amount: string } }, rows) =>
        ours.customers === Number(rows[0]?.['customers']) &&
        ours.orders === Number(rows[0]?.['orders']) &&
        ours.sales.amount === text(rows[0]?.['sales']),
    },
    {
      name: 'funnel',
      ours: (ctx) => figuresFunnel(ctx, { from: null, to: null }),
      sql: `SELECT from_stage, to_stage, count(*) AS n, quantile_cont(days, 0.5) AS median, quantile_cont(days, 0.9) AS p90, (SELECT count(*) FROM person WHERE stage = to_stage) AS people
              FROM change GROUP BY from_stage, to_stage`,
      same: (
        ours: {
          stages: { stage: string; people: number }[];
          transitions: { from: string | null; to: string; count: number; medianDays: number | null; p90Days: number | null }[];
        },
        rows,
      ) =>
        rows.every((row) => {
          const step = ours.transitions.find((each) => each.from === row['from_stage'] && each.to === row['to_stage']);
          const near = (a: number | null, b: unknown): boolean =>
            b === null ? a === null : Math.abs((a ?? Number.NaN) - Number(b)) < 1e-6;
          return (
            step?.count === Number(row['n']) &&
            near(step.medianDays, row['median']) &&
            near(step.p90Days, row['p90']) &&
            (ours.stages.find((each) => each.stage === row['to_stage'])?.people ?? 0) === Number(row['people'])
          );
        }),
    },
    {
      name: 'cohorts',
      ours: (ctx) => figuresCohorts(ctx, { from: null, to: null }),
      sql: `SELECT strftime(cohort, '%Y-%m') AS cohort, date_diff('month', cohort, month) AS age, count(DISTINCT person) AS people, count(*) AS orders, sum(net) AS sales FROM
              (SELECT person, net, date_trunc('month', "at") AS month, date_trunc('month', min("at") OVER (PARTITION BY person)) AS cohort FROM orders) GROUP BY 1, 2`,
      same: (
        ours: { cohorts: { month: string; cells: { age: number; people: number; orders: number; sales: { amount: string } }[] }[] },
        rows,
      ) =>
        rows.every((row) => {
          const cell = ours.cohorts.find((each) => each.month === row['cohort'])?.cells.find((each) => each.age === Number(row['age']));
          return (
            cell?.people === Number(row['people']) && cell.orders === Number(row['orders']) && cell.sales.amount === text(row['sales'])
          );
        }),
    },
    {
      name: 'rfm',
      ours: (ctx) => figuresRfm(ctx),
      sql: `SELECT 6 - ${bucket(`greatest(0, date_diff('day', last, DATE '${cut.on}'))`, cut.r)} AS r, ${bucket('n', cut.f)} AS f, ${bucket('net', cut.m)} AS m, count(*) AS people, sum(net) AS sales FROM
              (SELECT person, count(*) AS n, sum(net) AS net, max("at")::DATE AS last FROM orders GROUP BY person) GROUP BY 1, 2, 3`,
      same: (ours: { cells: { r: number; f: number; m: number; people: number; sales: { amount: string } }[] }, rows) =>
        rows.every((row) => {
          const cell = ours.cells.find((each) => each.r === Number(row['r']) && each.f === Number(row['f']) && each.m === Number(row['m']));
          return cell?.people === Number(row['people']) && cell.sales.amount === text(row['sales']);
        }),
    },
    {
      name: 'daily 46 days',
      ours: (ctx) => figuresDaily(ctx, { from: parseDay('2026-09-15'), to: parseDay('2026-10-31') }, 'day'),
      sql: `SELECT strftime("at", '%Y-%m-%d') AS day, count(*) AS orders, sum(net) AS sales, count(DISTINCT person) AS buyers FROM orders
             WHERE "at" >= TIMESTAMP '2026-09-15' AND "at" < TIMESTAMP '2026-10-31' GROUP BY 1`,
      same: (ours: { data: { period: string; orders: number; buyers: number; gross: { amount: string } }[] }, rows) =>
        rows.every((row) => {
          const cell = ours.data.find((each) => each.period === row['day']);
          return (
            cell?.orders === Number(row['orders']) && cell.gross.amount === text(row['sales']) && cell.buyers === Number(row['buyers'])
          );
        }),
    },
  ];
}

async function compare(
  brand: BenchBrand,
  duck: DuckDBConnection,
  upkeep: Round[],
  orders: number,
  options: BenchOptions,
): Promise<BenchResult> {
  const cut = await brand.read(
    (ctx) =>
      ctx.sql.one<{ on: string; r: number[]; f: number[]; m: bigint[] }>`
      SELECT cut.cut_on AS on, cut.r_edges AS r, cut.f_edges AS f, cut.m_edges AS m FROM analytics.rfm_threshold AS cut WHERE cut.tenant_id = ${ctx.tenantId}`,
  );
  const list = screens({ on: cut.on, r: cut.r, f: cut.f, m: cut.m.map(String) });
  const notes: Record<string, number | string> = { orders };
  const invariants: Record<string, boolean> = {};
  const rounds: Round[] = Array.from({ length: options.rounds }, () => ({ reference: 0, candidate: 0, ratio: 0 }));
  for (const screen of list) {
    const ratios: number[] = [];
    const times: number[] = [];
    const prepared = await duck.prepare(screen.sql);
    let isEqual = true;
    for (let i = -WARM_UP; i < options.rounds; i++) {
      let rows: Record<string, unknown>[] = [];
      let ours: unknown;
      const reference = await timed(async () => {
        rows = (await (await prepared.runAndReadAll()).getRowObjects()) as Record<string, unknown>[];
      });
      const candidate = await timed(async () => {
        ours = await brand.read(screen.ours);
      });
      isEqual &&= rows.length > 0 && screen.same(ours as never, rows);
      if (i === -WARM_UP) notes[`${screen.name}: first ms`] = round4(candidate);
      if (i < 0) continue;
      ratios.push(candidate / reference);
      times.push(candidate);
      const round = rounds[i] as Round;
      if (candidate / reference > round.ratio) Object.assign(round, { reference, candidate, ratio: candidate / reference });
    }
    invariants[`${screen.name} is equal`] = isEqual;
    notes[`${screen.name}: ratio`] = round4(median(ratios));
    notes[`${screen.name}: ms`] = round4(median(times));
    options.say(`${screen.name}: ${round4(median(ratios))}`);
  }
  notes['upkeep ÷ insert'] = round4(median(upkeep.map((round) => round.ratio)));
  return {
    name: 'analytics',
    mode: null,
    reads: 'milliseconds of the slowest screen of the round, DuckDB and rollups',
    goal: 'every screen ≤ 0.1; upkeep ≤ 0.5',
    rounds,
    ratio: median(rounds.map((round) => round.ratio)),
    invariants,
    notes,
  };
}

function round4(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
