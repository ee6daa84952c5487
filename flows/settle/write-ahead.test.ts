import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { brokenSeal, trialBalance } from '../../rooms/ledger/index.ts';
import { replayBook } from './replay/index.ts';
import { openImportBench, type ImportBrand } from '../import.fixture.ts';
import { settle, type MoneyCommand, type Outcome } from './index.ts';
import { placing, shopOf } from './settle.fixture.ts';

const bench = await openImportBench();
after(bench.close);

const BUYERS = 7;
const ORDERS = 620;

/** Orders of several people, most of them paid: some at once, some much later, some twice, some in parts; a few nobody may place. */
function sales(): MoneyCommand[] {
  const commands: MoneyCommand[] = [];
  const later: MoneyCommand[] = [];
  for (let i = 0; i < ORDERS; i++) {
    const price = 1_000n + BigInt((i * 37) % 911);
    const pay = (amount: bigint, nth: number): MoneyCommand => ({
      kind: 'recordPayment',
      order: `ext:o${i}`,
      amount,
      provider: 'manual',
      externalId: `p${i}-${nth}`,
      at: null,
    });
    commands.push(placing(`o${i}`, i % 97 === 5 ? 'nobody' : `b${i % BUYERS}`, [price, 300n]));
    if (i % 5 === 0) later.push(pay(price + 300n, 1));
    else if (i % 5 === 1) commands.push(pay(500n, 1), pay(price - 200n, 2));
    else if (i % 5 !== 2) commands.push(pay(price + 300n, 1), pay(price + 300n, 1));
  }
  return [...commands, ...later];
}

/** Settles the commands in batches of a size and tells everything that can be told without ids. */
async function lived(brand: ImportBrand, commands: readonly MoneyCommand[], size: number) {
  const outcomes: Outcome[] = [];
  for (let i = 0; i < commands.length; i += size) {
    outcomes.push(...(await brand.write((ctx) => settle(ctx, commands.slice(i, i + size)), new Date(Date.UTC(2026, 1, 3, 4)))));
  }
  const told = outcomes.map((outcome) =>
    outcome.kind === 'refused' ? outcome.error.code : 'isRepeat' in outcome ? outcome.isRepeat : null,
  );
  return await brand.read(async (ctx) => ({
    told,
    book: await trialBalance(ctx, { byKind: true }),
    replay: await replayBook(ctx),
    broken: await brokenSeal(ctx),
    seals: (
      await ctx.sql.one<{ count: number }>`SELECT count(*)::int AS count FROM ledger.seal AS seal WHERE seal.tenant_id = ${ctx.tenantId}`
    ).count,
    commissions: await ctx.sql`
      SELECT customer_order.external_id, customer_order.origin, commission.line, commission.amount, commission.state
        FROM orders.customer_order AS customer_order
        LEFT JOIN partners.commission AS commission
               ON commission.tenant_id = ${ctx.tenantId} AND commission.order_id = customer_order.order_id
       WHERE customer_order.tenant_id = ${ctx.tenantId}
       ORDER BY customer_order.external_id, commission.line`,
    snapshots: (
      await ctx.sql.one<{ count: number }>`
      SELECT count(*)::int AS count FROM partners.snapshot AS snapshot WHERE snapshot.tenant_id = ${ctx.tenantId}`
    ).count,
  }));
}

test('a batch so big that it is written while it is decided ends like the same commands in small ones, and is lived again the same', async () => {
  const commands = sales();
  const big = await lived(await shopOf(bench, { buyers: BUYERS, holdDays: 7 }), commands, commands.length);
  const small = await lived(await shopOf(bench, { buyers: BUYERS, holdDays: 7 }), commands, 90);
  assert.ok(big.seals > 1, 'it was written in parts');
  assert.deepEqual([big.replay.count, big.replay.differences, big.broken], [0, [], null]);
  assert.ok(big.commissions.length > ORDERS && big.replay.orders === big.snapshots, JSON.stringify(big.replay));
  assert.deepEqual({ ...big, seals: 0, replay: 0 }, { ...small, seals: 0, replay: 0 });
});

test('a big batch that dies at its end leaves nothing of what was sent ahead', async () => {
  const commands = sales();
  const calm = await lived(await shopOf(bench, { buyers: BUYERS, holdDays: 7 }), commands, commands.length);
  const hunted = await shopOf(bench, { buyers: BUYERS, holdDays: 7 });
  const dying = hunted.write(async (ctx) => {
    await settle(ctx, commands);
    throw new Error('died');
  });
  await assert.rejects(dying, /died/);
  assert.deepEqual(await lived(hunted, commands, commands.length), calm);
});
