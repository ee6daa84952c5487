import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { z } from 'zod';
import { makeTestTenant, openTestDb, type TestTenant } from '../../kit/testing/index.ts';
import { createProduct } from '../../rooms/catalog/index.ts';
import { createPlan, enrolPartner, newPlan, publishPlan } from '../../rooms/partners/index.ts';
import { bindReferral, createPerson } from '../../rooms/relations/index.ts';
import { registerFlows } from '../index.ts';
import { settleOne, type MoneyCommand } from './index.ts';
import { placing } from './settle.fixture.ts';

// Acceptance tests of the rules that no other test is named after; 7 and 14 stand in bind-buyers.test.ts, 17 in replay/, 8 beside bonds.

registerFlows();
const { db, close } = await openTestDb();
after(close);

const DAY = 86_400_000;
const START = Date.UTC(2026, 0, 5, 3);
const STAGES = ['prospect', 'fan', 'customer', 'repeat', 'member', 'partner'] as const;

interface Shop {
  readonly brand: TestTenant;
  tell(command: MoneyCommand, day?: number): Promise<void>;
  /** order of `prices` paid in full on day 0 */
  sell(name: string, prices: readonly bigint[], discount?: bigint): Promise<void>;
  /** `payee line amount state`, payees by external id */
  earned(name: string): Promise<string[]>;
}

/** `c` buys, introduced by `b`, who was introduced by `a`. @param levels of partners, which make the levels in their order */
async function shop(plan: Partial<z.input<typeof newPlan>>, levels: Readonly<Record<string, string>> = {}): Promise<Shop> {
  const brand = await makeTestTenant(db);
  const at = (day: number): Date => new Date(START + day * DAY);
  await brand.write(async (ctx) => {
    const ids = new Map<string, string>();
    for (const externalId of new Set(['a', 'b', 'c', ...Object.keys(levels)]))
      ids.set(externalId, (await createPerson(ctx, { externalId })).personId);
    const id = (name: string): string => ids.get(name) ?? assert.fail(name);
    await bindReferral(ctx, { person: id('b'), referrer: id('a') });
    await bindReferral(ctx, { person: id('c'), referrer: id('b') });
    for (const [name, level] of Object.entries(levels)) await enrolPartner(ctx, { personId: id(name), level });
    await createProduct(ctx, { externalId: 'thing', name: 'Thing' });
    const whole = newPlan.parse({
      name: 'Plan',
      payees: { stages: STAGES, onIneligible: 'brand' },
      hold: { days: 7, from: 'receipt' },
      ...plan,
    });
    await publishPlan(ctx, (await createPlan(ctx, whole)).planId, null);
  }, at(0));
  const tell = async (command: MoneyCommand, day = 0): Promise<void> => void (await brand.write((ctx) => settleOne(ctx, command), at(day)));
  return {
    brand,
    tell,
    async sell(name, prices, discount = 0n) {
      await tell({ ...placing(name, 'c', prices), discount });
      const amount = prices.reduce((sum, price) => sum + price, -discount);
      await tell({ kind: 'recordPayment', order: `ext:${name}`, amount, provider: 'manual', externalId: name, at: null });
    },
    async earned(name) {
      const rows = await brand.read(
        async (ctx) =>
          await ctx.sql<{ payee: string; line: number; amount: bigint; state: string }>`
          SELECT person.external_id AS payee, commission.line, commission.amount, commission.state
            FROM partners.commission AS commission
            JOIN orders.customer_order AS customer_order
              ON customer_order.tenant_id = ${ctx.tenantId} AND customer_order.order_id = commission.order_id
             AND customer_order.external_id = ${name}
            JOIN relations.person AS person ON person.tenant_id = ${ctx.tenantId} AND person.person_id = commission.payee_id
           WHERE commission.tenant_id = ${ctx.tenantId}
           ORDER BY person.external_id, commission.line`,
      );
      return rows.map((row) => `${row.payee} ${row.line} ${row.amount} ${row.state}`);
    },
  };
}

test('with 60 % off the order, commissions are of the 40 % that was paid (acceptance 10)', async () => {
  const { sell, earned } = await shop({ levels: [{ depth: 1, ratePpm: 100_000 }] });
  await sell('half', [10_000n, 5_000n], 9_000n);
  assert.deepEqual(await earned('half'), ['b 1 400 pending', 'b 2 200 pending']);
});

test('7.5 % of 99.99 is 7.49, neither 7 % nor 8 % of it (acceptance 12)', async () => {
  const { sell, earned } = await shop({ levels: [{ depth: 1, ratePpm: 75_000 }] });
  await sell('odd', [9_999n, 10_000n]);
  assert.deepEqual(await earned('odd'), ['b 1 749 pending', 'b 2 750 pending']);
});

test('goods on their way for a month release nothing; the hold runs from the receipt, line by line (acceptance 13)', async () => {
  const { sell, tell, earned } = await shop({ levels: [{ depth: 1, ratePpm: 100_000 }] });
  await sell('slow', [10_000n, 5_000n]);
  const release: MoneyCommand = { kind: 'releaseDue', limit: 100 };
  await tell(release, 30);
  assert.deepEqual(await earned('slow'), ['b 1 1000 pending', 'b 2 500 pending'], 'a month after the payment');
  await tell({ kind: 'confirmReceipt', order: 'ext:slow', at: null, lines: [1] }, 31);
  await tell(release, 37.9);
  assert.deepEqual(await earned('slow'), ['b 1 1000 pending', 'b 2 500 pending'], 'within the hold');
  await tell(release, 38);
  assert.deepEqual(await earned('slow'), ['b 1 1000 confirmed', 'b 2 500 pending'], 'one line is still on its way');
});

test('the id of a level is no grade: levels named 3, 1 and 2 pay what the plan says of each, whatever their order (acceptance 18)', async () => {
  const rates = [
    { partnerLevel: '3', ratePpm: 20_000 },
    { partnerLevel: '1', ratePpm: 90_000 },
    { partnerLevel: '2', ratePpm: 50_000 },
  ];
  const overrides = rates.flatMap(({ partnerLevel, ratePpm }) => [1, 2].map((depth) => ({ when: { partnerLevel }, depth, ratePpm })));
  for (const [a, b] of [
    ['1', '3'],
    ['3', '1'],
    ['2', '2'],
  ] as const) {
    const paid = (level: string): number => (rates.find((rate) => rate.partnerLevel === level)?.ratePpm ?? 0) / 100;
    const { sell, earned } = await shop({ levels: [{ depth: 1, ratePpm: 10_000 }], overrides }, { x: '3', y: '1', z: '2', a, b });
    await sell('one', [10_000n]);
    assert.deepEqual(await earned('one'), [`a 1 ${paid(a)} pending`, `b 1 ${paid(b)} pending`], `levels ${a} above ${b}`);
  }
});

test('a share that a chargeback took whole comes back with it, though its line was released meanwhile', async () => {
  const { sell, tell, earned } = await shop({
    levels: [
      { depth: 1, ratePpm: 100_000 },
      { depth: 2, ratePpm: 1_500 },
    ],
  });
  await sell('lost', [1_000n]);
  await tell({ kind: 'confirmReceipt', order: 'ext:lost', at: null, lines: null });
  const lines = [{ line: 1, amount: 500n }];
  await tell({ kind: 'giveRefund', order: 'ext:lost', externalId: 'bank', lines, shipping: 0n, cause: 'chargeback' }, 1);
  assert.deepEqual(await earned('lost'), ['a 1 1 reversed', 'b 1 100 pending']);
  await tell({ kind: 'releaseDue', limit: 100 }, 8);
  await tell({ kind: 'winChargeback', refund: 'ext:bank' }, 9);
  assert.deepEqual(await earned('lost'), ['a 1 1 confirmed', 'b 1 100 confirmed']);
});
