import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DomainError } from '../../../kit/errors/index.ts';
import { publicId } from '../../../kit/ids/index.ts';
import { makeTestTenant, openTestDb, type TestTenant } from '../../../kit/testing/index.ts';
import { createProduct } from '../../../rooms/catalog/index.ts';
import {
  approveWithdrawal,
  closeCase,
  createPlan,
  newPlan,
  openCase,
  publishPlan,
  requestWithdrawal,
  returnWithdrawal,
  settleWithdrawal,
} from '../../../rooms/partners/index.ts';
import { bindReferral, createPerson } from '../../../rooms/relations/index.ts';
import { replayBrands } from '../../doctor/replay.ts';
import { registerFlows } from '../../index.ts';
import { mergeRecords } from '../../merge-people.ts';
import { settleOne, type MoneyCommand } from '../index.ts';
import { placing } from '../settle.fixture.ts';
import { simulate } from '../simulator/simulate.fixture.ts';

registerFlows();
const { db, close } = await openTestDb();
after(close);

let brand: TestTenant;

before(async () => {
  brand = await makeTestTenant(db);
  await live();
});

async function replay(of: TestTenant): Promise<Awaited<ReturnType<typeof replayBrands>>['brands'][number]> {
  const [one] = (await replayBrands(db, of.tenant.slug)).brands;
  return one ?? assert.fail('no such brand');
}

test('a brand lived through by the simulator, lived again from its facts, has the same book, balances and commissions', async () => {
  for (const seed of [6, 7]) {
    const simulated = await makeTestTenant(db);
    await simulate(simulated, seed, 200);
    const { count, differences, postings, commissions, balances } = await replay(simulated);
    assert.deepEqual([count, differences], [0, []], `seed ${seed}`);
    assert.ok(postings > 30 && commissions > 5 && balances > 5, `${postings} ${commissions} ${balances}`);
  }
});

test('parcels, claims, chargebacks, withdrawals, cases, debts and merges are lived again too', async () => {
  const { count, differences, ...counts } = await replay(brand);
  assert.deepEqual([count, differences], [0, []]);
  assert.ok(counts.postings > 60 && counts.orders === 12, JSON.stringify(counts));
});

const faults: { what: string; sql: string; undo: string; finds: RegExp }[] = [
  {
    what: 'the amount of a refund',
    sql: `UPDATE orders.refund SET content = jsonb_set(content, '{lines,0,amount}', '"1001"') WHERE tenant_id = $1 AND external_id = 'back1'`,
    undo: `UPDATE orders.refund SET content = jsonb_set(content, '{lines,0,amount}', '"1000"') WHERE tenant_id = $1 AND external_id = 'back1'`,
    finds: /^entries of refund \S+ accepted/,
  },
  {
    what: 'the most that a snapshot lets a line pay',
    sql: `UPDATE partners.snapshot SET limits = jsonb_set(limits, '{0}', '100000') WHERE tenant_id = $1`,
    undo: `UPDATE partners.snapshot SET limits = jsonb_set(limits, '{0}', '1000000') WHERE tenant_id = $1`,
    finds: /^entries of commission \S+ accrual/,
  },
  {
    what: 'a payment that is gone',
    sql: `UPDATE orders.payment SET order_id = (SELECT o.order_id FROM orders.customer_order AS o WHERE o.tenant_id = $1 AND o.external_id = 'o12') WHERE tenant_id = $1 AND external_id = 'pay1'`,
    undo: `UPDATE orders.payment SET order_id = (SELECT o.order_id FROM orders.customer_order AS o WHERE o.tenant_id = $1 AND o.external_id = 'o1') WHERE tenant_id = $1 AND external_id = 'pay1'`,
    finds: /^posting payment \S+ received/,
  },
  {
    what: 'the receipt of a line',
    sql: `UPDATE orders.line SET received_at = received_at + interval '9 days' WHERE tenant_id = $1 AND order_id = (SELECT o.order_id FROM orders.customer_order AS o WHERE o.tenant_id = $1 AND o.external_id = 'o1')`,
    undo: `UPDATE orders.line SET received_at = received_at - interval '9 days' WHERE tenant_id = $1 AND order_id = (SELECT o.order_id FROM orders.customer_order AS o WHERE o.tenant_id = $1 AND o.external_id = 'o1')`,
    finds: /^posting commission \S+ confirm/,
  },
  {
    what: 'a balance that can be refused',
    sql: `UPDATE ledger.balance SET amount = amount + 1 WHERE tenant_id = $1 AND account = 'available'`,
    undo: `UPDATE ledger.balance SET amount = amount - 1 WHERE tenant_id = $1 AND account = 'available'`,
    finds: /^balance of available/,
  },
  {
    what: 'what was taken back of a commission',
    sql: `UPDATE partners.commission SET reversed = reversed - 1 WHERE tenant_id = $1 AND reversed > 1 AND state <> 'reversed'`,
    undo: `UPDATE partners.commission SET reversed = reversed + 1 WHERE tenant_id = $1 AND reversed > 0 AND state <> 'reversed'`,
    finds: /^commission ord_/,
  },
  {
    what: 'what was paid out',
    sql: `UPDATE partners.withdrawal SET amount = amount + 1, net_amount = net_amount + 1 WHERE tenant_id = $1 AND external_id = 'w1'`,
    undo: `UPDATE partners.withdrawal SET amount = amount - 1, net_amount = net_amount - 1 WHERE tenant_id = $1 AND external_id = 'w1'`,
    finds: /^entries of withdrawal \S+ request/,
  },
];

for (const fault of faults) {
  test(`${fault.what}, changed behind the product's back, is found`, async () => {
    await db.ownerTx((sql) => sql.text(fault.sql, [brand.tenant.id]));
    const { differences } = await replay(brand);
    await db.ownerTx((sql) => sql.text(fault.undo, [brand.tenant.id]));
    assert.ok(
      differences.some((one) => fault.finds.test(one.what)),
      JSON.stringify(differences),
    );
    assert.equal((await replay(brand)).count, 0, 'put right, nothing differs');
  });
}

test('an unknown brand is no brand to live again', async () => {
  await assert.rejects(replayBrands(db, 'nobody'), DomainError);
});

/** Two months of a small brand: everything that can happen to money, two hours apart. */
async function live(): Promise<void> {
  let clock = Date.UTC(2026, 0, 5, 3);
  const ids = new Map<string, string>();
  const id = (name: string): string => ids.get(name) ?? assert.fail(name);
  const wait = (days: number): void => void (clock += days * 86_400_000);
  const act: TestTenant['write'] = async (work) => {
    clock += 7_200_000;
    return await brand.write(work, new Date(clock));
  };
  const tell = async (command: MoneyCommand): Promise<Awaited<ReturnType<typeof settleOne>>> => await act((ctx) => settleOne(ctx, command));
  const release = async (): Promise<unknown> => await tell({ kind: 'releaseDue', limit: 1_000 });
  for (const name of ['a', 'b', 'c', 'd', 'b2']) ids.set(name, (await act((ctx) => createPerson(ctx, { externalId: name }))).personId);
  for (const [person, referrer] of [
    ['b', 'a'],
    ['c', 'b'],
    ['d', 'b2'],
  ] as const)
    await act((ctx) => bindReferral(ctx, { person: id(person), referrer: id(referrer) }));
  await act(async (ctx) => {
    await createProduct(ctx, { externalId: 'thing', name: 'Thing' });
    const levels = [120_000, 30_000].map((ratePpm, i) => ({ depth: i + 1, ratePpm }));
    const payees = { stages: ['prospect', 'fan', 'customer', 'repeat', 'member', 'partner'], onIneligible: 'brand' };
    const plan = newPlan.parse({ name: 'Two', levels, payees, hold: { days: 7, from: 'receipt' } });
    await publishPlan(ctx, (await createPlan(ctx, plan)).planId, null);
  });
  const buy = async (nth: number, buyer: string, prices: readonly bigint[], provider = 'manual'): Promise<void> => {
    await tell(placing(`o${nth}`, buyer, prices, 500n));
    const amount = prices.reduce((sum, price) => sum + price, 500n);
    const pay = { kind: 'recordPayment', order: `ext:o${nth}`, provider, at: null } as const;
    await tell({ ...pay, amount: 100n, externalId: `part${nth}` });
    await tell({ ...pay, amount: amount - 100n, externalId: `pay${nth}` });
  };
  const back = async (
    name: string,
    nth: number,
    lines: readonly (readonly [number, bigint])[],
    cause: 'refund' | 'chargeback' = 'refund',
  ) =>
    await tell({
      kind: 'giveRefund',
      order: `ext:o${nth}`,
      externalId: name,
      lines: lines.map(([line, amount]) => ({ line, amount })),
      shipping: 0n,
      cause,
    });
  const receive = async (nth: number, lines: readonly number[] | null): Promise<unknown> =>
    await tell({ kind: 'confirmReceipt', order: `ext:o${nth}`, at: null, lines });
  const ask = async (name: string, person: string, amount: bigint): Promise<void> => {
    await act((ctx) => requestWithdrawal(ctx, { personId: id(person), amount, externalId: name, askedIn: 'console' }));
    await act((ctx) => approveWithdrawal({ ...ctx, actor: { ...ctx.actor, id: 'another' } }, `ext:${name}`, { invoice: null }));
  };

  await buy(1, 'c', [9_999n, 5_000n]);
  await receive(1, [1]);
  await tell({ kind: 'shipLines', order: 'ext:o1', lines: [2], carrier: null, number: null });
  await back('back1', 1, [[1, 1_000n]]);
  wait(4);
  const claim = await tell({ kind: 'openClaim', order: 'ext:o1', lines: [1], reason: null });
  wait(5);
  await release();
  await tell({ kind: 'closeClaim', claim: publicId('claim', 'claimId' in claim ? claim.claimId : ''), outcome: null });
  wait(14);
  await release();

  // A chargeback that the bank gives back, on a payment of a provider; another one stays.
  await buy(2, 'c', [20_000n], 'stripe');
  await receive(2, null);
  await back('lost2', 2, [[1, 7_000n]], 'chargeback');
  wait(9);
  await release();
  await tell({ kind: 'winChargeback', refund: 'ext:lost2' });
  await ask('w1', 'b', 2_000n);
  await act((ctx) => settleWithdrawal(ctx, 'ext:w1'));

  // Refunded after it was paid out: a debt, which later earnings pay, and one that a failed withdrawal pays.
  await back('back2', 2, [[1, 20_000n]]);
  await buy(3, 'c', [30_000n]);
  await receive(3, null);
  wait(8);
  await release();
  await ask('w2', 'b', 1_000n);
  await back('back3', 3, [[1, 29_000n]]);
  await act((ctx) => returnWithdrawal(ctx, 'ext:w2', { verb: 'fail', reason: 'no such account' }));

  // Cases: one lets go, one takes back; one begins with nothing but what is pending.
  await buy(4, 'c', [40_000n]);
  await receive(4, null);
  wait(8);
  await release();
  await buy(5, 'c', [11_111n]);
  const review = await act((ctx) => openCase(ctx, { kind: 'review', personId: id('b'), orderId: null, reason: 'looked at' }));
  await back('back4', 4, [[1, 10_000n]]);
  await receive(5, null);
  wait(8);
  await release();
  await act((ctx) => closeCase(ctx, publicId('moneyCase', review), { outcome: 'release', reason: 'fine' }));
  await buy(6, 'c', [6_000n]);
  const frozen = await act((ctx) => openCase(ctx, { kind: 'frozen', personId: id('a'), orderId: null, reason: 'asked to' }));
  await buy(7, 'c', [7_000n]);
  await receive(6, null);
  wait(8);
  await release();
  await act((ctx) => closeCase(ctx, publicId('moneyCase', frozen), { outcome: 'void', reason: 'false' }));

  // Two records of one person, with money, a debt and pending commissions on either.
  await buy(8, 'd', [12_345n]);
  await receive(8, null);
  wait(8);
  await release();
  await ask('w3', 'b2', 1_000n);
  await act((ctx) => settleWithdrawal(ctx, 'ext:w3'));
  await back('back8', 8, [[1, 12_000n]]);
  await buy(9, 'd', [8_000n]);
  await act((ctx) => mergeRecords(ctx, { person: id('b'), other: id('b2') }, { isTrial: false }));
  await receive(9, null);
  wait(8);
  await release();

  await tell(placing('o10', 'c', [1_000n]));
  await tell({ kind: 'recordPayment', order: 'ext:o10', amount: 400n, provider: 'manual', externalId: 'pay10', at: null });
  await tell({ kind: 'cancelOrder', order: 'ext:o10', reason: null });
  await tell(placing('o11', 'c', [0n]));
  await tell(placing('o12', 'c', [1_000n]));
}
