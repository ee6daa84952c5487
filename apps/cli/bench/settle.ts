import { Settler } from '../../../flows/settle/batcher.ts';
import { settle, type MoneyCommand, type Outcome } from '../../../flows/settle/index.ts';
import type { Db } from '../../../kit/db/index.ts';
import { seeded } from '../../../kit/random/index.ts';
import type { Allocation, CommissionSnapshot } from '../../../rooms/partners/index.ts';
import { UsageError } from '../command.ts';
import { openBrand, type BenchBrand } from './brand.ts';
import { RowCopier } from './copy-rows.ts';
import { median, timed, withBenchServer, type BenchOptions, type BenchResult, type BenchServer, type Round } from './harness.ts';
import {
  enrolPartners,
  growSaleBrand,
  PARTNERS,
  publishComplexPlan,
  publishSimplePlan,
  saleTo,
  type Forest,
  type Sale,
} from './sale-brand.ts';
import { invariantsOf, load, quantile, rate, settled } from './selling.ts';
import { TpcB } from './tpcb.ts';
import { benchVisible } from './visible.ts';

const PEOPLE = 100_000;

/** Selling: what one order costs with everything that follows from it, against what the server could do at best. */
export async function benchSettle(dataDir: string, options: BenchOptions): Promise<BenchResult> {
  const mode = options.mode ?? 'batch';
  switch (mode) {
    case 'batch':
      if (options.extra['hot']) return await withBenchServer(dataDir, (server) => benchHot(server, options));
      if (options.extra['plan'] === 'complex') return await withBenchServer(dataDir, (server) => benchPlan(server, options));
      return await withBenchServer(dataDir, (server) => benchBatch(server, options));
    case 'single':
      return await withBenchServer(dataDir, (server) => benchSingle(server, options));
    case 'visible':
      return await withBenchServer(dataDir, (server) => benchVisible(server, options));
    default:
      throw new UsageError(`--mode is batch, single or visible, not ${JSON.stringify(mode)}`);
  }
}

/** n orders, placed and paid in one transaction, against COPY of the rows this left into the same tables of a second database. */
async function benchBatch(server: BenchServer, options: BenchOptions): Promise<BenchResult> {
  const n = options.n ?? 10_000;
  const random = seeded(11);
  const first = await server.database('candidate');
  const { brand: grown, forest } = await growSaleBrand(first, { count: PEOPLE, random, say: options.say });
  await publishSimplePlan(grown);
  await first.close();
  const copied = await server.copyOf('reference', 'candidate');
  const db = server.open('candidate');
  const brand = openBrand(db, grown.tenantId);
  const copier = await RowCopier.open(db, copied);
  const buyers = buyersOf(forest);
  const rounds: Round[] = [];
  const notes: Record<string, number | string> = { orders: n, people: PEOPLE };
  try {
    await settled([db, copied]);
    let orders = 0;
    for (let i = -1; i < options.rounds; i++) {
      const commands = commandsOf(Array.from({ length: n }, () => saleTo(buyers, random)));
      let outcomes: Outcome[] = [];
      const ms = await timed(async () => {
        outcomes = await brand.write((ctx) => settle(ctx, commands));
      });
      assertSettled(outcomes);
      orders += n;
      const left = await copier.leftBy(await lastWriter(db));
      const reference = await copier.copy(left);
      const rows = left.reduce((sum, table) => sum + table.rows, 0);
      const ratio = reference.ms / ms;
      options.say(
        `${i < 0 ? 'warm-up' : `round ${i + 1}`}: ${rate(n, ms)} orders/s, COPY ${rate(n, reference.ms)} orders/s, ratio ${ratio.toFixed(3)}; ` +
          `${(rows / n).toFixed(2)} rows an order, ${(reference.replaced / n).toFixed(2)} of them in place of others, load ${load()}`,
      );
      if (i < 0) {
        await settled([db, copied]);
        continue;
      }
      rounds.push({ reference: rate(n, reference.ms), candidate: rate(n, ms), ratio });
      notes['rows an order'] = Number((rows / n).toFixed(2));
      notes['of them in place of earlier ones'] = Number((reference.replaced / n).toFixed(2));
      notes['tables'] = left.map((table) => `${table.table} ${(table.rows / n).toFixed(2)}`).join(', ');
    }
    const invariants = await invariantsOf(db, orders);
    const ratio = median(rounds.map((round) => round.ratio));
    return { name: 'settle', mode: 'batch', reads: 'orders a second, COPY and settle', goal: '≥ 0.85', rounds, ratio, invariants, notes };
  } finally {
    await copier.close();
    await db.close();
    await copied.close();
  }
}

/** Orders told one by one with `inflight` on their way at once, against TPC-B at 16 clients on the same server. */
async function benchSingle(server: BenchServer, options: BenchOptions): Promise<BenchResult> {
  const n = options.n ?? 20_000;
  const inflight = wholeNumber(options.extra['inflight'] ?? '64', 'inflight');
  const random = seeded(12);
  const db = await server.database('candidate');
  const bank = await server.database('bank');
  const { brand, forest } = await growSaleBrand(db, { count: PEOPLE, random, say: options.say });
  await publishSimplePlan(brand);
  const wanted = options.extra['ref'];
  const tpcb = await TpcB.open(bank, wanted === 'own' ? 'own client' : null);
  const settler = new Settler(db);
  const buyers = buyersOf(forest);
  const rounds: Round[] = [];
  const waits: number[] = [];
  try {
    await settled([db]);
    let orders = 0;
    for (let i = -1; i < options.rounds; i++) {
      const reference = await tpcb.run(i < 0 ? 1 : 4);
      const sales = Array.from({ length: i < 0 ? 2_000 : n }, () => saleTo(buyers, random));
      const each: number[] = [];
      const ms = await timed(() => sellOneByOne(settler, brand, sales, { inflight, each }));
      orders += sales.length;
      const candidate = rate(sales.length, ms);
      options.say(
        `${i < 0 ? 'warm-up' : `round ${i + 1}`}: ${candidate} orders/s, p99 ${quantile(each, 0.99).toFixed(1)} ms, TPC-B ${Math.round(reference)}/s, ratio ${(candidate / reference).toFixed(2)}, load ${load()}`,
      );
      if (i < 0) {
        await settled([db]);
        continue;
      }
      waits.push(quantile(each, 0.99));
      rounds.push({ reference: Math.round(reference), candidate, ratio: candidate / reference });
    }
    const invariants = await invariantsOf(db, orders);
    const p99Ms = median(waits);
    return {
      name: 'settle',
      mode: 'single',
      reads: `orders a second: TPC-B at 16 clients (${tpcb.by}) and settle with ${inflight} in flight`,
      goal: '≥ 5, p99 ≤ 50 ms',
      rounds,
      ratio: median(rounds.map((round) => round.ratio)),
      p99Ms,
      invariants,
      notes: { 'p99 ms': Number(p99Ms.toFixed(1)), people: PEOPLE, 'orders a round': n },
    };
  } finally {
    await tpcb.close();
    await db.close();
    await bank.close();
  }
}

/** Every order under one person against orders spread over all: what one busy partner costs. */
async function benchHot(server: BenchServer, options: BenchOptions): Promise<BenchResult> {
  return await compareBatches(server, options, {
    name: 'hot',
    reads: 'orders a second, spread over everybody and all under one person',
    goal: '≥ 0.90',
    prepare: async (brand) => await publishSimplePlan(brand),
    reference: { buyers: (forest) => forest.generations[3] ?? [] },
    candidate: { buyers: (forest) => forest.starred },
  });
}

/** A plan with everything against three rates in the code, for the same buyers: what it costs that plans are data. */
async function benchPlan(server: BenchServer, options: BenchOptions): Promise<BenchResult> {
  // Their first partner stands two above them.
  const buyers = (forest: Forest): string[] => {
    const [, second = [], , fourth = []] = forest.generations;
    return fourth.slice(0, Math.floor((fourth.length * PARTNERS * 0.9) / second.length));
  };
  return await compareBatches(server, options, {
    name: 'plan complex',
    reads: 'orders a second, three rates in the code and a plan with levels, overrides, a cap and a differential',
    goal: '≥ 0.80',
    prepare: async (brand, forest) => await enrolPartners(brand, forest),
    reference: { buyers, before: publishSimplePlan, allocate: threeRates },
    candidate: { buyers, before: publishComplexPlan },
  });
}

/** What stands in place of the engine: 10 %, 5 % and 2 % of each line to the three above. */
function threeRates({ chain, lines }: CommissionSnapshot): { allocations: Allocation[] } {
  const allocations: Allocation[] = [];
  for (const { line, base } of lines) {
    for (const { personId: payeeId, depth } of chain) {
      const ratePpm = [0, 100_000, 50_000, 20_000][depth] ?? 0;
      const amount = (base * BigInt(ratePpm)) / 1_000_000n;
      if (amount === 0n) continue;
      const share = { num: BigInt(ratePpm), den: 1_000_000n };
      allocations.push({
        line,
        role: depth === 1 ? 'direct' : 'indirect',
        depth,
        payeeId,
        rule: `level:${depth}`,
        base,
        ratePpm,
        share,
        amount,
      });
    }
  }
  return { allocations };
}

interface Side {
  readonly buyers: (forest: Forest) => readonly string[];
  readonly before?: (brand: BenchBrand) => Promise<void>;
  readonly allocate?: typeof threeRates;
}

interface Comparison {
  readonly name: string;
  readonly reads: string;
  readonly goal: string;
  readonly prepare: (brand: BenchBrand, forest: Forest) => Promise<void>;
  readonly reference: Side;
  readonly candidate: Side;
}

/** Two ways of selling n orders in one batch, in turn on the same brand. */
async function compareBatches(server: BenchServer, options: BenchOptions, what: Comparison): Promise<BenchResult> {
  const n = options.n ?? 10_000;
  const random = seeded(13);
  const db = await server.database('candidate');
  const { brand, forest } = await growSaleBrand(db, { count: PEOPLE, random, say: options.say });
  await what.prepare(brand, forest);
  let orders = 0;
  const sell = async ({ buyers, before, allocate }: Side): Promise<number> => {
    await before?.(brand);
    const commands = commandsOf(Array.from({ length: n }, () => saleTo(buyers(forest), random)));
    let outcomes: Outcome[] = [];
    const ms = await timed(async () => {
      outcomes = await brand.write((ctx) => settle(ctx, commands, allocate ? { allocate } : {}));
    });
    assertSettled(outcomes);
    orders += n;
    return ms;
  };
  const rounds: Round[] = [];
  try {
    for (let i = -1; i < options.rounds; i++) {
      const reference = await sell(what.reference);
      const candidate = await sell(what.candidate);
      const ratio = reference / candidate;
      options.say(`round ${i + 1}: ${rate(n, reference)} and ${rate(n, candidate)} orders/s, ratio ${ratio.toFixed(3)}, load ${load()}`);
      if (i < 0) await settled([db]);
      else rounds.push({ reference: rate(n, reference), candidate: rate(n, candidate), ratio });
    }
    const invariants = await invariantsOf(db, orders);
    return {
      name: 'settle',
      mode: what.name,
      reads: what.reads,
      goal: what.goal,
      rounds,
      ratio: median(rounds.map((round) => round.ratio)),
      invariants,
      notes: { orders: n, people: PEOPLE, 'rules that paid': await rulesThatPaid(db) },
    };
  } finally {
    await db.close();
  }
}

async function rulesThatPaid(db: Db): Promise<string> {
  const rows = await db.ownerSession((sql) =>
    sql.text<{ rule: string; count: number }>('SELECT rule, count(*)::int FROM partners.commission GROUP BY rule ORDER BY rule'),
  );
  return rows.map((row) => `${row.rule} × ${row.count}`).join(', ');
}

/** Each caller places an order and pays it, waits for both answers, and goes on with the next. */
async function sellOneByOne(
  settler: Settler,
  brand: BenchBrand,
  sales: readonly Sale[],
  { inflight, each }: { inflight: number; each: number[] },
): Promise<void> {
  let next = 0;
  await Promise.all(
    Array.from({ length: inflight }, async () => {
      for (let sale = sales[next++]; sale; sale = sales[next++]) {
        const start = performance.now();
        assertSettled(await Promise.all([settler.submit(brand.tenantId, sale.place), settler.submit(brand.tenantId, sale.pay)]));
        each.push(performance.now() - start);
      }
    }),
  );
}

function buyersOf(forest: Forest): string[] {
  // As many of each generation: one, two or three people above them earn.
  const [, second = [], third = [], fourth = []] = forest.generations;
  const size = Math.min(second.length, third.length, fourth.length);
  return [second, third, fourth].flatMap((people) => people.slice(0, size));
}

function commandsOf(sales: readonly Sale[]): MoneyCommand[] {
  return sales.flatMap((sale) => [sale.place, sale.pay]);
}

function assertSettled(outcomes: readonly Outcome[]): void {
  const refused = outcomes.find((outcome) => outcome.kind === 'refused');
  if (refused) throw refused.error;
}

/** The id of the transaction that last held the lane. */
async function lastWriter(db: Db): Promise<string> {
  const [row] = await db.ownerSession((sql) => sql.text<{ xid: string }>('SELECT xmin::text AS xid FROM kit.lane'));
  return row?.xid ?? '';
}

function wholeNumber(text: string, name: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new UsageError(`--${name} is a whole number from 1, not ${JSON.stringify(text)}`);
  return Number(text);
}
