import { setTimeout } from 'node:timers/promises';
import type { Db } from '../../../kit/db/index.ts';
import { newId } from '../../../kit/ids/index.ts';
import { seeded } from '../../../kit/random/index.ts';
import { settle, type MoneyCommand } from '../../../flows/settle/index.ts';
import { createProduct } from '../../../rooms/catalog/index.ts';
import { createDesign } from '../../../rooms/membership/index.ts';
import { findPeople } from '../../../rooms/relations/index.ts';
import type { BenchBrand } from './brand.ts';
import { median, withBenchServer, type BenchOptions, type BenchResult, type BenchServer, type Round } from './harness.ts';
import { growSaleBrand } from './sale-brand.ts';
import { load, quantileOf, settled } from './selling.ts';
import { asked, cookiesOf, keyOf, startProduct } from './served.ts';
import { Wire } from './wire.ts';

const MEMBERS = 2_000;
const OUTLETS = 8;
const A_SECOND = 200;
const A_ROUND = 2_000;
const LIMIT_MS = 100;
const EACH = 500;
const FEE = 390_000;
const SOLD_AT_ONCE = 500;
/** Codes asked for at once before a round: they are good for a minute. */
const SHOWN_AT_ONCE = 16;

/** Somebody with a card, signed in. */
interface Member {
  readonly cookie: string;
}

/** How long the two steps of a redemption took, in ms. */
interface Waits {
  readonly shown: number;
  readonly redeemed: number;
}

/**
 * A morning at the counters: members show codes, and staff redeem them at a fixed rate, over the network, whatever the server makes of it.
 * Every act is its own request, with an Idempotency-Key as the counter sends it.
 */
export async function benchRedeem(dataDir: string, options: BenchOptions): Promise<BenchResult> {
  return await withBenchServer(dataDir, async (server) => {
    const db = await server.database('redeem');
    const random = seeded(31);
    const { brand, forest } = await growSaleBrand(db, { count: MEMBERS * 2, random, say: options.say });
    const people = forest.generations.flat().slice(0, MEMBERS);
    const members = await handCards(brand, people);
    const key = await keyOf(db, server.folder);
    const outlets: string[] = [];
    for (let i = 0; i < OUTLETS; i++) {
      outlets.push((await asked<{ id: string }>(db, server.folder, '/outlets', { name: `Outlet ${i}` })).id);
    }
    await settled([db]);
    const result = await measure(server, db, { members, outlets, key, random }, options);
    await db.close();
    return result;
  });
}

interface Morning {
  readonly members: readonly Member[];
  readonly outlets: readonly string[];
  readonly key: string;
  readonly random: () => number;
}

async function measure(
  server: BenchServer,
  db: Db,
  { members, outlets, key, random }: Morning,
  options: BenchOptions,
): Promise<BenchResult> {
  const n = options.n ?? A_ROUND;
  const product = await startProduct(db, server.folder);
  const counter = new Counter(product.url, key);
  const pick = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)] as T;
  const morning = async (count: number): Promise<Waits[]> => {
    const codes: { code: string; shown: number }[] = [];
    await Promise.all(
      Array.from({ length: SHOWN_AT_ONCE }, async (_, line) => {
        for (let i = line; i < count; i += SHOWN_AT_ONCE) codes.push(await counter.show(pick(members)));
      }),
    );
    const start = performance.now();
    return await Promise.all(
      codes.map(async ({ code, shown }, i) => {
        await setTimeout(Math.max(0, start + (i * 1_000) / A_SECOND - performance.now()));
        return { shown, redeemed: await counter.redeem(code, pick(outlets)) };
      }),
    );
  };
  const rounds: Round[] = [];
  const waits: Waits[] = [];
  try {
    let redeemed = (await morning(A_SECOND * 2)).length;
    for (let i = 0; i < options.rounds; i++) {
      const each = await morning(n);
      redeemed += each.length;
      waits.push(...each);
      const p99 = quantileOf(each, 'redeemed', 0.99);
      rounds.push({ reference: LIMIT_MS, candidate: p99, ratio: p99 / LIMIT_MS });
      options.say(
        `round ${i + 1}: p50 ${quantileOf(each, 'redeemed', 0.5).toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, ` +
          `longest ${quantileOf(each, 'redeemed', 1).toFixed(0)} ms, shown p99 ${quantileOf(each, 'shown', 0.99).toFixed(1)} ms, load ${load()}`,
      );
    }
    const [row] = await db.ownerSession((sql) =>
      sql.text<{ taken: number; used: number; most: number }>(
        `SELECT (SELECT count(*)::int FROM membership.redemption) AS taken,
                (SELECT coalesce(sum(used), 0)::int FROM membership.card_use) AS used,
                (SELECT coalesce(max(used), 0)::int FROM membership.card_use) AS most`,
      ),
    );
    return {
      name: 'redeem',
      mode: null,
      reads: `milliseconds: a tenth of a second, and the p99 of a redemption at ${A_SECOND} a second over the network`,
      goal: '≤ 1',
      rounds,
      ratio: median(rounds.map((round) => round.ratio)),
      p99Ms: median(rounds.map((round) => round.candidate)),
      invariants: {
        'every answer is a row': row?.taken === redeemed,
        'what cards count is what was taken': row?.used === redeemed && row.most <= EACH,
      },
      notes: {
        members: members.length,
        outlets: outlets.length,
        'redemptions a round': n,
        'showing p50 and p99 ms': `${quantileOf(waits, 'shown', 0.5).toFixed(1)} ${quantileOf(waits, 'shown', 0.99).toFixed(1)}`,
        'redeeming p50 ms': quantileOf(waits, 'redeemed', 0.5).toFixed(1),
      },
    };
  } finally {
    await product.stop();
  }
}

/** The member's telephone and the counter's. */
class Counter {
  readonly #wire: Wire;
  readonly #key: string;

  constructor(url: string, key: string) {
    this.#wire = new Wire(url);
    this.#key = key;
  }

  /** A code, and how long it took. */
  async show(member: Member): Promise<{ code: string; shown: number }> {
    const start = performance.now();
    const { code } = await this.#post<{ code: string }>('/shop/bench/me/redemptions/code', {}, { cookie: member.cookie });
    return { code, shown: performance.now() - start };
  }

  /** @returns how long it took */
  async redeem(code: string, outlet: string): Promise<number> {
    const start = performance.now();
    await this.#post('/redemptions', { code, outlet }, { authorization: `Bearer ${this.#key}` });
    return performance.now() - start;
  }

  async #post<T>(path: string, body: object, headers: Readonly<Record<string, string>>): Promise<T> {
    return await this.#wire.post<T>(path, body, { ...headers, 'idempotency-key': newId() });
  }
}

/** Cards in people's hands, bought and paid like any, and sessions in the shop. */
async function handCards(brand: BenchBrand, refs: readonly string[]): Promise<Member[]> {
  await brand.write(async (ctx) => {
    const price = (amount: string) => ({ amount, currency: 'CNY' });
    await createProduct(ctx, { externalId: 'cup', name: 'Cup of tea', ladderRole: 'entry', price: price('1500') });
    await createProduct(ctx, { externalId: 'pass', name: 'Month card', ladderRole: 'membership', price: price(String(FEE)) });
    const grant = { item: 'ext:cup', units: EACH, per: 'day' } as const;
    await createDesign(ctx, { product: 'ext:pass', kind: 'pass', term: { unit: 'month' }, grant });
  });
  for (let start = 0; start < refs.length; start += SOLD_AT_ONCE) {
    const outcomes = await brand.write((ctx) => settle(ctx, refs.slice(start, start + SOLD_AT_ONCE).flatMap(saleOfCard)));
    const refused = outcomes.find((outcome) => outcome.kind === 'refused');
    if (refused) throw new Error(`a card was not sold: ${JSON.stringify(refused)}`);
  }
  return await brand.write(async (ctx) => {
    const people = [...(await findPeople(ctx, [...refs])).values()].map((person) => person.personId);
    return (await cookiesOf(ctx, people)).map((cookie) => ({ cookie }));
  });
}

function saleOfCard(person: string): MoneyCommand[] {
  const line = { product: 'ext:pass', sku: null, quantity: 1n, unitPrice: null, discount: 0n, tax: 0n };
  const externalId = `card-${person}`;
  const nothing = { coupon: null, scene: null, method: null, channel: null, placedAt: null };
  return [
    { kind: 'placeOrder', externalId, person: `ext:${person}`, lines: [line], discount: 0n, shipping: 0n, ...nothing },
    { kind: 'recordPayment', order: `ext:${externalId}`, amount: BigInt(FEE), provider: 'test', externalId: `paid-${person}`, at: null },
  ];
}
