import { plainArray } from '../../../kit/db/index.ts';
import { seeded } from '../../../kit/random/index.ts';
import { findPeople, shareLinkOf } from '../../../rooms/relations/index.ts';
import { median, withBenchServer, type BenchOptions, type BenchResult, type Round } from './harness.ts';
import { askOnce } from './http-load.ts';
import { growSaleBrand } from './sale-brand.ts';
import { load, quantile, settled } from './selling.ts';
import { startProduct } from './served.ts';

const LIMIT_MS = 60;
const A_ROUND = 20;
const SURNAMES = '林陈黄张李王吴刘蔡杨';
const GIVEN = '雨雪风云月星山水春秋';

/** How long a poster takes that nobody has asked for before, each of another person's link, one after the other over the network. */
export async function benchPoster(dataDir: string, options: BenchOptions): Promise<BenchResult> {
  const n = options.n ?? A_ROUND;
  const count = (options.rounds + 1) * n;
  return await withBenchServer(dataDir, async (server) => {
    const db = await server.database('poster');
    const { brand, forest } = await growSaleBrand(db, { count: Math.max(2_000, count * 2), random: seeded(12), say: options.say });
    const codes = await brand.write(async (ctx) => {
      const people = [...(await findPeople(ctx, forest.generations.flat().slice(0, count))).values()].map((person) => person.personId);
      const names = people.map((_, i) => `${SURNAMES[i % 10]}${GIVEN[Math.trunc(i / 10) % 10]}${GIVEN[Math.trunc(i / 100) % 10]}`);
      await ctx.sql.exec`
        INSERT INTO relations.shown_name (tenant_id, person_id, name, chosen_at)
        SELECT ${ctx.tenantId}, fresh.person_id, fresh.name, ${ctx.now}
          FROM unnest(${plainArray(people)}::uuid[], ${names}::text[]) AS fresh (person_id, name)`;
      const { product_id: productId } = await ctx.sql.one<{ product_id: string }>`
        SELECT product.product_id FROM catalog.product AS product WHERE product.tenant_id = ${ctx.tenantId} AND product.external_id = 'thing-7'`;
      const made: string[] = [];
      for (const personId of people) made.push((await shareLinkOf(ctx, personId, productId)).code);
      return made;
    });
    await settled([db]);
    const product = await startProduct(db, server.folder);
    const rounds: Round[] = [];
    let sizes: number[] = [];
    let areAll = true;
    try {
      for (let i = -1; i < options.rounds; i++) {
        const waits: number[] = [];
        for (const code of codes.slice((i + 1) * n, (i + 2) * n)) {
          const start = performance.now();
          const answer = await askOnce(product.url, `/api/v1/shop/bench/posters/${code}.png`);
          waits.push(performance.now() - start);
          areAll &&= answer.status === 200 && answer.body.startsWith('\x89PNG');
          sizes = [...sizes, answer.body.length];
        }
        if (i < 0) continue;
        const p50 = median(waits);
        rounds.push({ reference: LIMIT_MS, candidate: p50, ratio: p50 / LIMIT_MS });
        options.say(`round ${i + 1}: p50 ${p50.toFixed(1)} ms, p99 ${quantile(waits, 0.99).toFixed(1)} ms, load ${load()}`);
      }
    } finally {
      await product.stop();
      await db.close();
    }
    return {
      name: 'poster',
      mode: null,
      reads: 'milliseconds: sixty, and the middle one of posters nobody had asked for before',
      goal: '≤ 1',
      rounds,
      ratio: median(rounds.map((round) => round.ratio)),
      invariants: { 'each answer is a picture': areAll },
      notes: { 'posters a round': n, 'bytes of one': Math.round(median(sizes)) },
    };
  });
}
