import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startProduct, type Product } from './product.ts';

const run = promisify(execFile);
const ZIHUAN = fileURLToPath(new URL('../bin/zihuan.mjs', import.meta.url));
// ZIHUAN_KILLS=500: a longer battery.
const KILLS = Number(process.env['ZIHUAN_KILLS'] ?? 25);
const CLIENTS = 6;
// As long as a start may take on a busy machine.
const PATIENCE_MS = 180_000;

/** What a client did and was told; an order is its own witness. */
interface Deal {
  readonly ref: string;
  readonly total: number;
  isPlaced: boolean;
  isPaid: boolean;
  isReceived: boolean;
  refunded: number;
}

const product = { now: null as Product | null };
const deals: Deal[] = [];
let key = '';
let isOver = false;

/** Sends until an answer comes: a lost answer is asked for again with the same key, as any careful caller would. */
async function insist(method: string, path: string, body: unknown, idempotencyKey: string): Promise<Record<string, unknown>> {
  const until = Date.now() + PATIENCE_MS;
  while (Date.now() < until) {
    try {
      const response = await fetch(`${product.now?.url}/api/v1${path}`, {
        method,
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', 'idempotency-key': idempotencyKey },
        ...(method === 'GET' ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(20_000),
      });
      const told = (await response.json()) as Record<string, unknown>;
      if (response.ok) return told;
      const isWorthAnother = response.status >= 500 || told['code'] === 'idempotency.running';
      assert.ok(isWorthAnother, `${method} ${path}: ${JSON.stringify(told)}`);
    } catch (error) {
      if (error instanceof assert.AssertionError) throw error;
    }
    await setTimeout(100);
  }
  assert.fail(`${method} ${path}: no answer`);
}

const cny = (amount: number) => ({ amount: amount.toString(), currency: 'CNY' });

async function client(nth: number): Promise<void> {
  for (let i = 0; !isOver; i++) {
    const ref = `c${nth}-${i}`;
    const deal: Deal = {
      ref,
      total: 1_000 + ((nth * 7_919 + i * 104_729) % 9_000),
      isPlaced: false,
      isPaid: false,
      isReceived: false,
      refunded: 0,
    };
    deals.push(deal);
    const path = `/orders/ext:${ref}`;
    await insist(
      'POST',
      '/orders',
      { externalId: ref, person: `ext:p${(i + nth) % 30}`, lines: [{ product: 'ext:tea', quantity: 1, unitPrice: cny(deal.total) }] },
      `${ref}-place`,
    );
    deal.isPlaced = true;
    if (i % 7 === 6) continue;
    // No external id: only the idempotency key stands between a lost answer and paying twice.
    await insist('POST', `${path}/payments`, { amount: cny(deal.total) }, `${ref}-pay`);
    deal.isPaid = true;
    if (i % 3 === 0) {
      await insist('POST', `${path}/receipt`, {}, `${ref}-receive`);
      deal.isReceived = true;
    }
    if (i % 4 === 0) {
      const amount = 1 + ((i * 31) % deal.total);
      await insist('POST', `${path}/refunds`, { lines: [{ line: 1, amount: cny(amount) }] }, `${ref}-refund`);
      deal.refunded = amount;
    }
  }
}

/** Ends PostgreSQL like a power cut; the server brings it back by itself. */
async function killPostgres(dataDir: string): Promise<void> {
  const text = await readFile(join(dataDir, 'pg', 'postmaster.pid'), 'utf8').catch(() => null);
  const pid = Number(text?.split('\n')[0]);
  if (pid > 0) process.kill(pid, 'SIGKILL');
}

test(`${KILLS} kills of the server and its database under orders, payments, receipts and refunds: nothing acknowledged is lost, nothing happens twice, the books balance`, async () => {
  product.now = await startProduct();
  const { dataDir } = product.now;
  try {
    await live(dataDir);
  } finally {
    await product.now.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
});

async function live(dataDir: string): Promise<void> {
  const cli = async (...args: string[]): Promise<string> =>
    (await run(process.execPath, [ZIHUAN, ...args, '--data', dataDir], { env: { ...process.env, DATABASE_URL: '' } })).stdout;
  await cli('tenant', 'create', '--slug', 'kill', '--name', 'Kill', '--policy', 'LAB', '--sandbox');
  key = (JSON.parse(await cli('key', 'create', '--tenant', 'kill', '--role', 'owner', '--json')) as { key: string }).key;
  await insist('POST', '/products', { externalId: 'tea', name: 'Tea' }, 'tea');
  for (let i = 0; i < 30; i++) {
    await insist('POST', '/people', { externalId: `p${i}` }, `p${i}`);
    if (i > 0) await insist('POST', '/referrals', { person: `ext:p${i}`, referrer: `ext:p${Math.floor((i - 1) / 2)}` }, `r${i}`);
  }
  const plan = await insist(
    'POST',
    '/commission-plans',
    {
      name: 'Two levels',
      levels: [
        { depth: 1, ratePpm: 100_000 },
        { depth: 2, ratePpm: 50_000 },
      ],
      payees: { stages: ['prospect', 'fan', 'customer', 'repeat', 'member', 'partner'], onIneligible: 'brand' },
      hold: { days: 0, from: 'receipt' },
    },
    'plan',
  );
  await insist('POST', `/commission-plans/${plan['id']}/publish`, {}, 'publish');

  const clients = Array.from({ length: CLIENTS }, (_, nth) => client(nth));
  const working = Promise.all(clients);
  try {
    for (let kill = 0; kill < KILLS; kill++) {
      await Promise.race([setTimeout(200 + ((kill * 613) % 1_100)), working]);
      if (kill % 5 === 4) await killPostgres(dataDir);
      else {
        await product.now?.kill();
        product.now = await startProduct(dataDir);
      }
    }
  } finally {
    isOver = true;
  }
  await working;

  const wrong: string[] = [];
  for (const deal of deals) {
    const order = (await insist('GET', `/orders/ext:${deal.ref}`, null, '')) as {
      paid: { amount: string };
      refunded: { amount: string };
      receivedAt: string | null;
    };
    const expected = [deal.isPaid ? deal.total : 0, deal.refunded, deal.isReceived].join(' ');
    const found = [order.paid.amount, order.refunded.amount, order.receivedAt !== null].join(' ');
    if (found !== expected) wrong.push(`${deal.ref}: ${found}, told ${expected}`);
  }
  assert.deepEqual(wrong, []);
  const trial = (await insist('GET', '/ledger/trial-balance?by=kind', null, '')) as {
    balanced: boolean;
    accounts: { account: string; balance: { amount: string } }[];
  };
  const balance = (account: string): number => Number(trial.accounts.find((line) => line.account === account)?.balance.amount ?? 0);
  assert.equal(trial.balanced, true);
  assert.equal(
    -balance('sales') - balance('sales:refunds'),
    deals.reduce((sum, deal) => sum + (deal.isPaid ? deal.total - deal.refunded : 0), 0),
  );
  await cli('doctor', '--tenant', 'kill');
}
