import { setTimeout } from 'node:timers/promises';
import { seeded } from '../../../kit/random/index.ts';
import { median, type BenchOptions, type BenchResult, type BenchServer, type Round } from './harness.ts';
import { growSaleBrand, publishSimplePlan, saleTo } from './sale-brand.ts';
import { invariantsOf, load, quantileOf, settled } from './selling.ts';
import { keyOf, startProduct } from './served.ts';
import { Wire } from './wire.ts';

const PEOPLE = 100_000;
const ORDERS_A_SECOND = 200;
const ORDERS_A_ROUND = 4_000;
const VISIBLE_MS = 2_000;
const LONGEST_MS = 120_000;

/** How long the steps of one order took, in ms. */
interface Waits {
  readonly placed: number;
  readonly paid: number;
  /** from the moment the payment was sent to the answer that tells its commissions */
  readonly visible: number;
}

/**
 * A shop sells at a fixed rate over the network, whatever the server makes of it: each order is placed, paid and asked for its
 * commissions, every write with an Idempotency-Key. The server is a process of its own, started as anybody starts it.
 */
export async function benchVisible(server: BenchServer, options: BenchOptions): Promise<BenchResult> {
  const n = options.n ?? ORDERS_A_ROUND;
  const random = seeded(14);
  const db = await server.database('candidate');
  const { brand, forest } = await growSaleBrand(db, { count: PEOPLE, random, say: options.say });
  await publishSimplePlan(brand);
  const key = await keyOf(db, server.folder);
  const product = await startProduct(db, server.folder);
  const shop = new Shop(product.url, key);
  const buyers = forest.generations[3] ?? [];
  const sell = async (count: number): Promise<{ each: Waits[]; ms: number }> => {
    const start = performance.now();
    const each = await Promise.all(
      Array.from({ length: count }, async (_, i) => {
        await setTimeout(Math.max(0, start + (i * 1_000) / ORDERS_A_SECOND - performance.now()));
        return await shop.sell(saleTo(buyers, random));
      }),
    );
    return { each, ms: performance.now() - start };
  };
  const rounds: Round[] = [];
  const waits: Waits[] = [];
  try {
    let orders = (await sell(Math.min(n, ORDERS_A_SECOND * 2))).each.length;
    await settled([db]);
    for (let i = 0; i < options.rounds; i++) {
      const { each, ms } = await sell(n);
      orders += each.length;
      waits.push(...each);
      const p99 = quantileOf(each, 'visible', 0.99);
      rounds.push({ reference: VISIBLE_MS, candidate: p99, ratio: p99 / VISIBLE_MS });
      options.say(
        `round ${i + 1}: p50 ${quantileOf(each, 'visible', 0.5).toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, longest ${quantileOf(each, 'visible', 1).toFixed(0)} ms, ` +
          `all done after ${(ms / 1_000).toFixed(1)} s of ${(n / ORDERS_A_SECOND).toFixed(1)}, told again ${shop.refusals}, load ${load()}`,
      );
    }
    const invariants = await invariantsOf(db, orders);
    return {
      name: 'settle',
      mode: 'visible',
      reads: `milliseconds: two seconds, and the p99 from payment to commission at ${ORDERS_A_SECOND} orders a second over the network`,
      goal: '≤ 1',
      rounds,
      ratio: median(rounds.map((round) => round.ratio)),
      p99Ms: median(rounds.map((round) => round.candidate)),
      invariants,
      notes: {
        people: PEOPLE,
        'orders a round': n,
        'placing p50 and p99 ms': `${quantileOf(waits, 'placed', 0.5).toFixed(1)} ${quantileOf(waits, 'placed', 0.99).toFixed(1)}`,
        'paying p50 and p99 ms': `${quantileOf(waits, 'paid', 0.5).toFixed(1)} ${quantileOf(waits, 'paid', 0.99).toFixed(1)}`,
        'told again': shop.refusals,
      },
    };
  } finally {
    await product.stop();
    await db.close();
  }
}

/** The other side of the counter: sends, waits, and sends again when it is told to. */
class Shop {
  readonly #wire: Wire;
  readonly #key: string;
  refusals = 0;

  constructor(url: string, key: string) {
    this.#wire = new Wire(url);
    this.#key = key;
  }

  async sell({ place, pay }: ReturnType<typeof saleTo>): Promise<Waits> {
    if (place.kind !== 'placeOrder' || pay.kind !== 'recordPayment') throw new Error('impossible: a sale is an order and its payment');
    const lines = place.lines.map((line) => ({ product: line.product, quantity: Number(line.quantity) }));
    const start = performance.now();
    await this.#insist('POST', '/orders', { externalId: place.externalId, person: place.person, lines });
    const placed = performance.now();
    const amount = { amount: `${pay.amount}`, currency: 'CNY' };
    await this.#insist('POST', `/orders/${pay.order}/payments`, { amount, provider: 'test', externalId: pay.externalId });
    const paid = performance.now();
    for (;;) {
      const told = await this.#insist('GET', `/orders/${pay.order}/commissions`);
      const now = performance.now();
      if ((told['data'] as unknown[]).length > 0) return { placed: placed - start, paid: paid - placed, visible: now - placed };
      if (now - placed > LONGEST_MS) throw new Error('a commission never showed');
    }
  }

  /** Until it is done: who was told to come again comes again, and the wait counts. */
  async #insist(method: 'GET' | 'POST', path: string, body?: unknown): Promise<Record<string, unknown>> {
    const text = body === undefined ? '' : JSON.stringify(body);
    const headers = {
      authorization: `Bearer ${this.#key}`,
      ...(body === undefined ? {} : { 'idempotency-key': `${path} ${text}`.slice(0, 255) }),
    };
    for (;;) {
      // A connection that lay idle may be closed under a request: nobody knows what became of it, so it is told again.
      const { status, answer } = await this.#wire.send(method, path, text, headers).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ECONNRESET') return { status: 503, answer: '' };
        throw error;
      });
      if (status < 300) return JSON.parse(answer) as Record<string, unknown>;
      if (![409, 429, 503].includes(status)) throw new Error(`${method} ${path}: ${status} ${answer}`);
      this.refusals++;
      await setTimeout(100);
    }
  }
}
