import type { Db } from '../../../kit/db/index.ts';
import { lockLane } from '../../../kit/db/lane.ts';
import type { MoneyCommand } from '../../../flows/settle/index.ts';
import { registerFlows } from '../../../flows/index.ts';
import { prepareHistory } from '../../../rooms/analytics/index.ts';
import { createProduct } from '../../../rooms/catalog/index.ts';
import { createPlan, enrolPartner, newPlan, publishPlan } from '../../../rooms/partners/index.ts';
import { bindReferrals, findPeople } from '../../../rooms/relations/index.ts';
import { makeBenchBrand, type BenchBrand } from './brand.ts';

/** People of the four generations of a forest, by external id; `star` introduced everybody of `starred` herself. */
export interface Forest {
  readonly generations: readonly (readonly string[])[];
  readonly star: string;
  readonly starred: readonly string[];
}

const AT_ONCE = 5_000;
const PRODUCTS = 40;
const STAGES = ['prospect', 'fan', 'customer', 'repeat', 'member', 'partner'] as const;
export const PARTNERS = 300;

/** A brand with products and a forest of `count` people: 1 in 1,000 begin it, one in five are under one person. */
export async function growSaleBrand(
  db: Db,
  { count, random, say }: { count: number; random: () => number; say: (line: string) => void },
): Promise<{ brand: BenchBrand; forest: Forest }> {
  registerFlows();
  const brand = await makeBenchBrand(db);
  await brand.write(async (ctx) => {
    for (let i = 0; i < PRODUCTS; i++) {
      const amount = `${1_000 + i * 333}`;
      await createProduct(ctx, {
        externalId: `thing-${i}`,
        name: `Thing ${i}`,
        category: `kind-${i % 8}`,
        ladderRole: i % 2 === 0 ? 'entry' : 'core',
        price: { amount, currency: 'CNY' },
      });
    }
  });
  const sizes = [Math.ceil(count / 1_000), Math.ceil(count / 16), Math.ceil(count / 4)];
  const starred = Math.ceil(count / 5);
  sizes.push(Math.max(1, count - starred - sizes.reduce((sum, size) => sum + size, 0)));
  const generations = sizes.map((size, depth) => Array.from({ length: size }, (_, i) => `g${depth}-${i}`));
  const entries: { person: string; referrer: string; atMs: null }[] = [];
  for (const [depth, people] of generations.entries()) {
    const above = generations[depth - 1];
    if (!above) continue;
    // The first of each generation stand below the first of the one above: who is under a partner is known by their number.
    people.forEach((person, i) => {
      const at = Math.floor(((i + random()) / people.length) * above.length);
      entries.push({ person, referrer: above[Math.min(at, above.length - 1)] as string, atMs: null });
    });
  }
  const star = generations[2]?.[0] as string;
  const under = Array.from({ length: starred }, (_, i) => `s-${i}`);
  entries.push(...under.map((person) => ({ person, referrer: star, atMs: null })));
  for (let start = 0; start < entries.length; start += AT_ONCE) {
    await brand.write(async (ctx) => {
      const lane = await lockLane(ctx);
      const bound = await bindReferrals(ctx, lane, entries.slice(start, start + AT_ONCE));
      const history = await prepareHistory(ctx, lane, {
        people: bound.changes.map((change) => ({ ...change, orders: [], returns: [] })),
        movedNodes: bound.movedNodes,
      });
      await history.write();
      await lane.save();
    });
  }
  say(`${entries.length} people introduced`);
  return { brand, forest: { generations, star, starred: under } };
}

/** Makes the first two generations' first people partners of two levels. */
export async function enrolPartners(brand: BenchBrand, forest: Forest): Promise<void> {
  const refs = [...(forest.generations[0] ?? []).slice(0, 20), ...(forest.generations[1] ?? []).slice(0, PARTNERS)];
  await brand.write(async (ctx) => {
    const people = await findPeople(ctx, refs);
    for (const [i, ref] of refs.entries()) {
      const person = people.get(ref);
      if (person) await enrolPartner(ctx, { personId: person.personId, level: i < 20 ? 'gold' : 'silver' });
    }
  });
}

/** 10 %, 5 % and 2 % by depth to whoever stands there. */
export async function publishSimplePlan(brand: BenchBrand): Promise<void> {
  await publish(brand, {
    name: 'Three levels',
    levels: [
      { depth: 1, ratePpm: 100_000 },
      { depth: 2, ratePpm: 50_000 },
      { depth: 3, ratePpm: 20_000 },
    ],
    payees: { stages: [...STAGES], onIneligible: 'brand' },
  });
}

/** Levels, overrides by product, category, step and level, a cap that trims, fixed pay and a differential up the team. */
export async function publishComplexPlan(brand: BenchBrand): Promise<void> {
  await publish(brand, {
    name: 'Everything',
    levels: [
      { depth: 1, ratePpm: 100_000 },
      { depth: 2, ratePpm: 50_000 },
      { depth: 3, ratePpm: 20_000 },
    ],
    overrides: [
      { when: { product: 'ext:thing-3' }, depth: 1, ratePpm: 150_000 },
      { when: { product: 'ext:thing-5' }, depth: 1, fixed: { amount: '120', currency: 'CNY' } },
      { when: { category: 'kind-2' }, depth: 1, ratePpm: 90_000 },
      { when: { category: 'kind-4', partnerLevel: 'silver' }, depth: 2, ratePpm: 55_000 },
      { when: { ladderRole: 'core' }, depth: 3, ratePpm: 15_000 },
      { when: { partnerLevel: 'gold' }, depth: 3, ratePpm: 25_000 },
    ],
    roles: [
      {
        role: 'differential',
        rates: [
          { partnerLevel: 'silver', ratePpm: 60_000 },
          { partnerLevel: 'gold', ratePpm: 110_000 },
        ],
      },
    ],
    capPpm: 170_000,
    payees: { stages: [...STAGES], onIneligible: 'brand' },
  });
}

async function publish(brand: BenchBrand, plan: unknown): Promise<void> {
  await brand.write(async (ctx) => {
    const { planId } = await createPlan(ctx, newPlan.parse(plan));
    await publishPlan(ctx, planId, null);
  });
}

/** What an order is: two lines of different products at their list prices, paid at once. */
export interface Sale {
  readonly place: MoneyCommand;
  readonly pay: MoneyCommand;
}

let sold = 0;

/** An order of one of `buyers` and its payment. */
export function saleTo(buyers: readonly string[], random: () => number): Sale {
  const externalId = `o-${++sold}`;
  const first = Math.floor(random() * PRODUCTS);
  const things = [first, (first + 1 + Math.floor(random() * (PRODUCTS - 1))) % PRODUCTS];
  const lines = things.map((thing) => ({ thing, quantity: 1n + BigInt(Math.floor(random() * 3)) }));
  const total = lines.reduce((sum, line) => sum + BigInt(1_000 + line.thing * 333) * line.quantity, 0n);
  return {
    place: {
      kind: 'placeOrder',
      externalId,
      person: `ext:${buyers[Math.floor(random() * buyers.length)] as string}`,
      lines: lines.map(({ thing, quantity }) => ({
        product: `ext:thing-${thing}`,
        sku: null,
        quantity,
        unitPrice: null,
        discount: 0n,
        tax: 0n,
      })),
      discount: 0n,
      shipping: 0n,
      coupon: null,
      scene: null,
      method: null,
      channel: null,
      placedAt: null,
    },
    pay: { kind: 'recordPayment', order: `ext:${externalId}`, amount: total, provider: 'test', externalId: `p-${sold}`, at: null },
  };
}
