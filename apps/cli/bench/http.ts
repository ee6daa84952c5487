import { fileURLToPath } from 'node:url';
import { setTimeout } from 'node:timers/promises';
import type { Db } from '../../../kit/db/index.ts';
import { publicId } from '../../../kit/ids/index.ts';
import { seeded } from '../../../kit/random/index.ts';
import { findPeople, shareLinkOf } from '../../../rooms/relations/index.ts';
import { UsageError } from '../command.ts';
import { cpuMs, databaseCpuMs } from './cpu.ts';
import { median, withBenchServer, type BenchOptions, type BenchResult, type Round } from './harness.ts';
import { askAgainAndAgain, askOnce, type Answer } from './http-load.ts';
import { growSaleBrand } from './sale-brand.ts';
import { load, quantile, settled } from './selling.ts';
import { started, startProduct, type Serving } from './served.ts';

const PEOPLE = 2_000;
const CONNECTIONS = 64;
const ROUND_MS = 3_000;
/** Long enough for Node to have compiled what it runs, on both sides. */
const WARM_MS = 3_000;
/** A click is in the database so soon after its answer. */
const DURABLE_MS = 1_000;
const BARE = fileURLToPath(new URL('bare-server.ts', import.meta.url));

interface Way {
  readonly name: 'redirect' | 'product';
  readonly path: string;
  readonly status: number;
}

/**
 * Goal 8 of the performance page: what thousands do who open a friend's link, through the whole server, against a bare Node server that
 * sends the same bytes; the same client, on as many connections, in turn.
 */
export async function benchHttp(dataDir: string, options: BenchOptions): Promise<BenchResult> {
  const wanted = (options.extra['path'] ?? 'redirect,product').split(',');
  return await withBenchServer(dataDir, async (server) => {
    const db = await server.database('http');
    const { brand, forest } = await growSaleBrand(db, { count: PEOPLE, random: seeded(8), say: options.say });
    const { code, product } = await brand.write(async (ctx) => {
      const ref = forest.generations[0]?.[0] ?? '';
      const owner = (await findPeople(ctx, [ref])).get(ref);
      if (!owner) throw new Error('impossible: the forest has a first person');
      const thing = await ctx.sql.one<{ product_id: string }>`
        SELECT product.product_id FROM catalog.product AS product WHERE product.tenant_id = ${ctx.tenantId} AND product.external_id = 'thing-7'`;
      return { code: (await shareLinkOf(ctx, owner.personId, null)).code, product: publicId('product', thing.product_id) };
    });
    const ways: Way[] = [
      { name: 'redirect', path: `/r/${code}`, status: 302 },
      { name: 'product', path: `/api/v1/shop/bench/products/${product}`, status: 200 },
    ];
    const known = ways.map((way) => way.name);
    for (const name of wanted)
      if (!known.includes(name as Way['name'])) throw new UsageError(`--path is of ${known.join(',')}, not ${name}`);
    await settled([db]);
    const ours = await startProduct(db, server.folder);
    try {
      return await compare(
        db,
        ours,
        ways.filter((way) => wanted.includes(way.name)),
        options,
      );
    } finally {
      await ours.stop();
      await db.close();
    }
  });
}

async function compare(db: Db, ours: Serving, ways: readonly Way[], options: BenchOptions): Promise<BenchResult> {
  const notes: Record<string, number | string> = { connections: CONNECTIONS, 'ms a round': ROUND_MS };
  const invariants: Record<string, boolean> = {};
  const byWay: Measured[] = [];
  for (const way of ways) {
    const answer = await askOnce(ours.url, way.path);
    const again = await askOnce(ours.url, way.path);
    const bare = await started([BARE], { BENCH_ANSWER: JSON.stringify(canned(again)) });
    try {
      const bytes = await askOnce(bare.url, way.path);
      invariants[`${way.name}: both send as many bytes, of the same headers`] =
        bytes.body === again.body && namesOf(bytes) === namesOf(again) && answer.status === way.status;
      const measured = await alternate(db, ours, bare, way, options);
      byWay.push(measured);
      Object.assign(notes, {
        [`${way.name} answers/s, bare and ours`]: `${middle(measured.rounds, 'reference')} ${middle(measured.rounds, 'candidate')}`,
        [`${way.name} ratio`]: Math.round(measured.ratio * 1_000) / 1_000,
        [`${way.name} CPU µs an answer: bare, ours, its database, the client`]: measured.cpuMicros.join(' '),
        [`${way.name} p99 ms`]: Math.round(measured.p99Ms * 10) / 10,
      });
      if (way.name === 'redirect') Object.assign(invariants, measured.clicks);
    } finally {
      await bare.stop();
    }
  }
  const worst = byWay.reduce((least, one) => (one.ratio < least.ratio ? one : least));
  return {
    name: 'http',
    mode: ways.map((way) => way.name).join(','),
    reads: 'answers a second: bare node:http with the same bytes, and the whole server; the worse of the paths',
    goal: '≥ 0.80',
    rounds: worst.rounds,
    ratio: worst.ratio,
    p99Ms: worst.p99Ms,
    invariants,
    notes,
  };
}

interface Measured {
  readonly rounds: Round[];
  readonly ratio: number;
  readonly p99Ms: number;
  /** bare server, ours, its database, the client while it asked ours */
  readonly cpuMicros: readonly number[];
  readonly clicks: Record<string, boolean>;
}

async function alternate(db: Db, ours: Serving, bare: Serving, { name, path, status }: Way, options: BenchOptions): Promise<Measured> {
  const ask = { path, status, connections: CONNECTIONS };
  const rounds: Round[] = [];
  const p99s: number[] = [];
  const cpus: number[][] = [];
  // Those who asked what the answer is clicked as well.
  await setTimeout(DURABLE_MS);
  let answered = await clicksOf(db);
  let isDurable = true;
  for (let i = -1; i < options.rounds; i++) {
    const forMs = i < 0 ? WARM_MS : ROUND_MS;
    const bareBefore = cpuMs(bare.pid);
    const reference = await askAgainAndAgain(bare.url, { ...ask, forMs });
    const bareCpu = cpuMs(bare.pid) - bareBefore;
    const cpuBefore = [cpuMs(ours.pid), await databaseCpuMs(db), ownCpuMs()];
    const candidate = await askAgainAndAgain(ours.url, { ...ask, forMs });
    answered += candidate.answers;
    if (name === 'redirect') {
      await setTimeout(DURABLE_MS);
      isDurable &&= (await clicksOf(db)) === answered;
    }
    if (i < 0) continue;
    const cpuAfter = [cpuMs(ours.pid), await databaseCpuMs(db), ownCpuMs()];
    cpus.push([bareCpu / reference.answers, ...cpuAfter.map((ms, at) => (ms - (cpuBefore[at] ?? 0)) / candidate.answers)]);
    const [before, after] = [reference.answers / reference.ms, candidate.answers / candidate.ms];
    rounds.push({ reference: before * 1_000, candidate: after * 1_000, ratio: after / before });
    p99s.push(quantile(candidate.waits, 0.99));
    options.say(
      `${name} round ${i + 1}: ${Math.round(before * 1_000)} bare, ${Math.round(after * 1_000)} ours, ratio ${(after / before).toFixed(3)}, load ${load()}`,
    );
  }
  return {
    rounds,
    ratio: median(rounds.map((round) => round.ratio)),
    p99Ms: median(p99s),
    cpuMicros: [0, 1, 2, 3].map((at) => Math.round(median(cpus.map((cpu) => (cpu[at] ?? 0) * 1_000)))),
    clicks: { 'every click is in the database a second after the last answer': isDurable },
  };
}

function ownCpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

async function clicksOf(db: Db): Promise<number> {
  const [row] = await db.ownerSession((sql) =>
    sql.text<{ clicks: number }>('SELECT coalesce(sum(clicks), 0)::int AS clicks FROM relations.share_link'),
  );
  return row?.clicks ?? 0;
}

/** What Node itself adds stays Node's. */
function canned({ status, headers, body }: Answer): Answer {
  const own = ['date', 'connection', 'keep-alive'];
  return { status, body, headers: headers.filter((_, i) => !own.includes((headers[i - (i % 2)] ?? '').toLowerCase())) };
}

function namesOf({ headers }: Answer): string {
  return headers
    .filter((_, i) => i % 2 === 0)
    .map((name) => name.toLowerCase())
    .toSorted()
    .join();
}

function middle(rounds: readonly Round[], side: 'reference' | 'candidate'): number {
  return Math.round(median(rounds.map((round) => round[side])));
}
