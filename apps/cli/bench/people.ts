import type { Db } from '../../../kit/db/index.ts';
import { lockLane } from '../../../kit/db/lane.ts';
import { seeded } from '../../../kit/random/index.ts';
import { prepareHistory } from '../../../rooms/analytics/index.ts';
import { enrolPartner } from '../../../rooms/partners/index.ts';
import { bindReferrals, findPeople } from '../../../rooms/relations/index.ts';
import type { BenchBrand } from './brand.ts';
import { median, withBenchServer, type BenchOptions, type BenchResult, type Round } from './harness.ts';
import { enrolPartners, growSaleBrand, publishSimplePlan, type Forest } from './sale-brand.ts';
import { load, quantile, settled } from './selling.ts';
import { cookiesOf, startProduct } from './served.ts';
import { Wire } from './wire.ts';

const PEOPLE = 100_000;
const LIMIT_MS = 50;
const ASKED = 40;
const TOP = 'top';

/** What a partner with a whole brand below them looks at, and the board everybody looks at. */
const PAGES = ['/me/people', '/me/team', '/me/partner', '/me/purse', '/leaderboard'] as const;

/**
 * The pages of a partner with a hundred thousand people below, one after the other over the network; of each page the middle time counts,
 * of all pages the slowest.
 */
export async function benchPeople(dataDir: string, options: BenchOptions): Promise<BenchResult> {
  const count = options.n ?? PEOPLE;
  return await withBenchServer(dataDir, async (server) => {
    const db = await server.database('people');
    const { brand, forest } = await growSaleBrand(db, { count, random: seeded(21), say: options.say });
    await crown(brand, forest);
    await publishSimplePlan(brand);
    // A third of them have bought and kept something: friends who count on the board.
    await db.ownerSession((sql) => sql.text("UPDATE relations.person SET stage = 'customer' WHERE node % 3 = 0"));
    const cookie = await signedIn(brand);
    await settled([db]);
    const product = await startProduct(db, server.folder);
    const wire = new Wire(product.url);
    const rounds: Round[] = [];
    const byPage = new Map<string, number[]>(PAGES.map((page) => [page, []]));
    let areAll = true;
    try {
      for (let i = -1; i < options.rounds; i++) {
        let slowest = 0;
        for (const page of PAGES) {
          const waits: number[] = [];
          for (let at = 0; at < ASKED; at++) {
            const start = performance.now();
            const { status } = await wire.send('GET', `/shop/bench${page}`, '', { cookie });
            waits.push(performance.now() - start);
            areAll &&= status === 200;
          }
          slowest = Math.max(slowest, median(waits));
          if (i >= 0) byPage.get(page)?.push(...waits);
        }
        if (i < 0) continue;
        rounds.push({ reference: LIMIT_MS, candidate: slowest, ratio: slowest / LIMIT_MS });
        options.say(`round ${i + 1}: slowest page ${slowest.toFixed(1)} ms, load ${load()}`);
      }
    } finally {
      wire.close();
      await product.stop();
    }
    const below = await belowTop(db);
    await db.close();
    return {
      name: 'people',
      mode: null,
      reads: 'milliseconds: fifty, and the middle time of the slowest page',
      goal: '≤ 1',
      rounds,
      ratio: median(rounds.map((round) => round.ratio)),
      invariants: { 'every page is there': areAll, 'everybody is below the one who asks': below >= count * 0.99 },
      notes: {
        'people below': below,
        ...Object.fromEntries(
          [...byPage].map(([page, waits]) => [`${page} p50 and p99 ms`, `${median(waits).toFixed(1)} ${quantile(waits, 0.99).toFixed(1)}`]),
        ),
      },
    };
  });
}

/** Somebody whom everybody else descends from, a partner like some of the first generations. */
async function crown(brand: BenchBrand, forest: Forest): Promise<void> {
  await brand.write(async (ctx) => {
    const lane = await lockLane(ctx);
    const roots = forest.generations[0] ?? [];
    const bound = await bindReferrals(
      ctx,
      lane,
      roots.map((person) => ({ person, referrer: TOP, atMs: null })),
    );
    const people = bound.changes.map((change) => ({ ...change, orders: [], returns: [] }));
    await (await prepareHistory(ctx, lane, { people, movedNodes: bound.movedNodes })).write();
    await lane.save();
  });
  await brand.write(async (ctx) => {
    const top = (await findPeople(ctx, [TOP])).get(TOP);
    if (!top) throw new Error('impossible: who introduced somebody is there');
    await enrolPartner(ctx, { personId: top.personId, level: 'gold' });
  });
  await enrolPartners(brand, forest);
}

async function signedIn(brand: BenchBrand): Promise<string> {
  return await brand.write(async (ctx) => {
    const top = (await findPeople(ctx, [TOP])).get(TOP);
    const [cookie] = await cookiesOf(ctx, top ? [top.personId] : []);
    if (!cookie) throw new Error('impossible: who introduced somebody is there');
    return cookie;
  });
}

async function belowTop(db: Db): Promise<number> {
  const [row] = await db.ownerSession((sql) =>
    sql.text<{ below: number }>(
      `WITH RECURSIVE below AS (
         SELECT person.node FROM relations.person AS person WHERE person.external_id = '${TOP}'
          UNION ALL
         SELECT person.node FROM relations.person AS person JOIN below ON person.a1_node = below.node)
       SELECT count(*)::int - 1 AS below FROM below`,
    ),
  );
  return row?.below ?? 0;
}
