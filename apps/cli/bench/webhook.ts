import { setTimeout } from 'node:timers/promises';
import type { Db } from '../../../kit/db/index.ts';
import { newId } from '../../../kit/ids/index.ts';
import { seeded } from '../../../kit/random/index.ts';
import { signedHeaders } from '../../../kit/webhooks/index.ts';
import { standingAccount } from '../../../rooms/payments/index.ts';
import { median, withBenchServer, type BenchOptions, type BenchResult, type Round } from './harness.ts';
import { growSaleBrand, publishSimplePlan, saleTo } from './sale-brand.ts';
import { invariantsOf, load, quantile, quantileOf, settled } from './selling.ts';
import { asked, keyOf, startProduct } from './served.ts';
import { Wire } from './wire.ts';

const PEOPLE = 10_000;
const A_SECOND = 100;
const A_ROUND = 1_000;
const LIMIT_MS = 200;
const OPENED_AT_ONCE = 16;

/** What a provider has to tell: who it is about, and what was paid. */
interface Charge {
  readonly reference: string;
  readonly amount: string;
}

/** How long two tellings of the same took until they were answered, in ms. */
interface Acknowledged {
  readonly first: number;
  readonly again: number;
}

/**
 * A provider tells of payments at a fixed rate, each of them twice, as providers do that heard no answer: signed, over the network, to a
 * server that is a process of its own. An answer says that the message is kept; the order is paid and settled by then (reliability W1).
 */
export async function benchWebhook(dataDir: string, options: BenchOptions): Promise<BenchResult> {
  return await withBenchServer(dataDir, async (server) => {
    const db = await server.database('webhook');
    const random = seeded(21);
    const { brand, forest } = await growSaleBrand(db, { count: PEOPLE, random, say: options.say });
    await publishSimplePlan(brand);
    await asked(db, server.folder, '/payment-accounts', { provider: 'test' });
    const key = await keyOf(db, server.folder);
    const account = await brand.read(async (ctx) => await standingAccount(ctx, 'test'));
    await settled([db]);
    const product = await startProduct(db, server.folder);
    const wire = new Wire(product.url);
    const buyers = forest.generations[3] ?? [];
    const shop = () => ({ authorization: `Bearer ${key}`, 'idempotency-key': newId() });
    const open = async (): Promise<Charge> => {
      const { place } = saleTo(buyers, random);
      if (place.kind !== 'placeOrder') throw new Error('impossible: a sale begins with an order');
      const lines = place.lines.map((line) => ({ product: line.product, quantity: Number(line.quantity) }));
      const order = await wire.post<{ id: string; total: { amount: string } }>('/orders', { person: place.person, lines }, shop());
      const opened = await wire.post<{ reference: string }>(`/orders/${order.id}/payment-intents`, { provider: 'test' }, shop());
      return { reference: opened.reference, amount: order.total.amount };
    };
    const tell = async ({ reference, amount }: Charge): Promise<Acknowledged> => {
      const body = JSON.stringify({
        eventId: `evt-${reference}`,
        kind: 'paid',
        amount,
        currency: 'CNY',
        merchantId: account.merchantId,
        orderRef: reference,
        refundRef: null,
        providerRef: `test_${reference}`,
        at: new Date().toISOString(),
      });
      const timestamp = Math.floor(Date.now() / 1_000);
      const headers = signedHeaders(account.secrets['webhookSecret'] ?? '', { id: reference, timestamp, body });
      const send = async (): Promise<number> => {
        const start = performance.now();
        await wire.post('/providers/test/webhooks/bench', body, headers);
        return performance.now() - start;
      };
      return { first: await send(), again: await send() };
    };
    const hour = async (count: number): Promise<Acknowledged[]> => {
      const charges: Charge[] = [];
      const lines = Array.from({ length: OPENED_AT_ONCE }, async (_, line) => {
        for (let i = line; i < count; i += OPENED_AT_ONCE) charges.push(await open());
      });
      await Promise.all(lines);
      const start = performance.now();
      const told = charges.map(async (charge, i) => {
        await setTimeout(Math.max(0, start + (i * 1_000) / A_SECOND - performance.now()));
        return await tell(charge);
      });
      return await Promise.all(told);
    };
    try {
      return await measure(db, hour, options);
    } finally {
      await product.stop();
      await db.close();
    }
  });
}

async function measure(db: Db, hour: (count: number) => Promise<Acknowledged[]>, options: BenchOptions): Promise<BenchResult> {
  const n = options.n ?? A_ROUND;
  const rounds: Round[] = [];
  const all: Acknowledged[] = [];
  let paid = (await hour(A_SECOND)).length;
  for (let i = 0; i < options.rounds; i++) {
    const each = await hour(n);
    paid += each.length;
    all.push(...each);
    const p99 = quantile(
      each.flatMap(({ first, again }) => [first, again]),
      0.99,
    );
    rounds.push({ reference: LIMIT_MS, candidate: p99, ratio: p99 / LIMIT_MS });
    options.say(`round ${i + 1}: p99 ${p99.toFixed(1)} ms, ${figures(each)}, load ${load()}`);
  }
  const [row] = await db.ownerSession((sql) =>
    sql.text<{ kept: number; intents: number }>(
      `SELECT (SELECT count(*)::int FROM payments.inbox WHERE outcome = 'applied') AS kept,
              (SELECT count(*)::int FROM payments.intent WHERE state = 'paid') AS intents`,
    ),
  );
  return {
    name: 'webhook',
    mode: null,
    reads: `milliseconds: a fifth of a second, and the p99 of the answer to a provider that tells of ${A_SECOND} payments a second, each twice`,
    goal: '≤ 1',
    rounds,
    ratio: median(rounds.map((round) => round.ratio)),
    p99Ms: median(rounds.map((round) => round.candidate)),
    invariants: {
      ...(await invariantsOf(db, paid)),
      'each payment is kept and applied once': row?.kept === paid && row.intents === paid,
    },
    notes: { people: PEOPLE, 'payments a round': n, 'the first time and again': figures(all) },
  };
}

function figures(all: readonly Acknowledged[]): string {
  const of = (step: keyof Acknowledged, q: number): string => quantileOf(all, step, q).toFixed(1);
  return `first p50 ${of('first', 0.5)} p99 ${of('first', 0.99)} ms, again p50 ${of('again', 0.5)} p99 ${of('again', 0.99)} ms`;
}
