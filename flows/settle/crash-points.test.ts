import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { Ctx } from '../../kit/ctx.ts';
import { publicId, type Uuid } from '../../kit/ids/index.ts';
import { keepSecretsIn } from '../../kit/secrets/index.ts';
import { makeTestTenant, openTestDb, type TestTenant } from '../../kit/testing/index.ts';
import { createProduct } from '../../rooms/catalog/index.ts';
import { orderReply } from '../../rooms/orders/index.ts';
import {
  approveWithdrawal,
  closeCase,
  createPlan,
  enrolPartner,
  newPlan,
  openCase,
  publishPlan,
  requestWithdrawal,
  returnWithdrawal,
  settleWithdrawal,
} from '../../rooms/partners/index.ts';
import { bindReferral, createPerson, findPeople } from '../../rooms/relations/index.ts';
import { registerFlows } from '../index.ts';
import { settleOne, type MoneyCommand } from './index.ts';
import { placing } from './settle.fixture.ts';
import { ticking } from './ticking.fixture.ts';

registerFlows();
const { db, close } = await openTestDb();
const secrets = mkdtempSync(join(tmpdir(), 'zihuan-crash-'));
keepSecretsIn(secrets);
after(async () => {
  await close();
  rmSync(secrets, { recursive: true });
});

const HOUR = 3_600_000;
const START = Date.UTC(2026, 0, 5, 3);

/** What was made and is named by an id later on, brand by brand. */
type Memo = Map<string, Uuid>;
interface Step {
  readonly what: string;
  /** hours since the step before */
  readonly later?: number;
  act(ctx: Ctx, memo: Memo): Promise<unknown>;
}

const told = (what: string, command: MoneyCommand, later = 1): Step => ({ what, later, act: (ctx) => settleOne(ctx, command) });
const pay = (order: string, amount: bigint, nth: number): Extract<MoneyCommand, { kind: 'recordPayment' }> => ({
  kind: 'recordPayment',
  order: `ext:${order}`,
  amount,
  provider: 'manual',
  externalId: `${order}-${nth}`,
  at: null,
});
const serving = (externalId: string, line: number): MoneyCommand => ({
  kind: 'logService',
  order: 'ext:o4',
  externalId,
  line,
  person: 'ext:s',
  what: 'fitted',
  at: null,
});
const back = (order: string, name: string, amount: bigint, cause: 'refund' | 'chargeback'): MoneyCommand => ({
  kind: 'giveRefund',
  order: `ext:${order}`,
  externalId: name,
  lines: [{ line: 1, amount }],
  shipping: 0n,
  cause,
});
const partner = async (ctx: Ctx): Promise<Uuid> => (await findPeople(ctx, ['r'])).get('r')?.personId ?? assert.fail('r');
const request = (id: string, amount: bigint): Step => ({
  what: 'request of a withdrawal',
  act: async (ctx) => await requestWithdrawal(ctx, { personId: await partner(ctx), amount, externalId: id, askedIn: 'console' }),
});
const approve = (id: string): Step => ({
  what: 'approval of a withdrawal',
  act: async (ctx) => await approveWithdrawal({ ...ctx, actor: { ...ctx.actor, id: 'another' } }, `ext:${id}`, { invoice: null }),
});

const exchange = (
  name: string,
  line: number,
  { unitPrice, payment, restock }: { unitPrice: bigint; payment: { provider: string; externalId: string } | null; restock: bigint },
): MoneyCommand => ({
  kind: 'exchangeGoods',
  order: 'ext:o1',
  externalId: name,
  line,
  amount: null,
  with: { product: 'ext:thing', sku: null, quantity: 1n, unitPrice },
  payment,
  restock,
});
const instalment = (what: string, number: number, commandOf: (order: string) => MoneyCommand): Step => ({
  what,
  act: async (ctx) => {
    const { agreement } = await orderReply(ctx, 'ext:o3');
    await settleOne(ctx, commandOf(agreement?.instalments[number - 1]?.order ?? ''));
  },
});

const story: readonly Step[] = [
  told('order', placing('o1', 'b', [10_000n, 2_000n], 300n)),
  told('first payment', pay('o1', 5_000n, 1)),
  told('payment that completes', pay('o1', 7_300n, 2)),
  told('parcel', { kind: 'shipLines', order: 'ext:o1', lines: [2], carrier: null, number: null }),
  {
    what: 'claim',
    act: async (ctx, memo) => {
      const outcome = await settleOne(ctx, { kind: 'openClaim', order: 'ext:o1', lines: [1], reason: null });
      if (outcome.kind === 'claim') memo.set('claim', outcome.claimId);
    },
  },
  {
    what: 'end of a claim',
    act: async (ctx, memo) =>
      await settleOne(ctx, { kind: 'closeClaim', claim: publicId('claim', memo.get('claim') ?? ''), outcome: null }),
  },
  told('receipt', { kind: 'confirmReceipt', order: 'ext:o1', at: null, lines: [1] }),
  told('release', { kind: 'releaseDue', limit: 100 }, 24 * 12),
  told('refund', back('o1', 'r1', 3_000n, 'refund')),
  request('w1', 500n),
  approve('w1'),
  { what: 'settlement of a withdrawal', act: async (ctx) => await settleWithdrawal(ctx, 'ext:w1') },
  told('chargeback', back('o1', 'r2', 7_000n, 'chargeback')),
  told('chargeback won', { kind: 'winChargeback', refund: 'ext:r2' }),
  request('w2', 100n),
  approve('w2'),
  {
    what: 'failure of a withdrawal',
    act: async (ctx) => await returnWithdrawal(ctx, 'ext:w2', { verb: 'fail', reason: 'no such account' }),
  },
  {
    what: 'case',
    act: async (ctx, memo) =>
      memo.set('case', await openCase(ctx, { kind: 'review', personId: await partner(ctx), orderId: null, reason: 'looked at' })),
  },
  {
    what: 'end of a case',
    act: async (ctx, memo) =>
      await closeCase(ctx, publicId('moneyCase', memo.get('case') ?? ''), { outcome: 'release', reason: 'nothing' }),
  },
  told('second order', placing('o2', 'b', [1_000n])),
  told('part of its price', pay('o2', 400n, 1)),
  told('cancellation', { kind: 'cancelOrder', order: 'ext:o2', reason: 'changed their mind' }),
  told('exchange for something cheaper', exchange('x1', 2, { unitPrice: 1_500n, payment: null, restock: 1n })),
  told(
    'exchange for something dearer',
    exchange('x2', 3, { unitPrice: 1_800n, payment: { provider: 'manual', externalId: 'more' }, restock: 0n }),
  ),
  told('receipt of what came for it', { kind: 'confirmReceipt', order: 'ext:o1', at: null, lines: null }),
  told('agreement', {
    ...placing('o3', 'b', [6_000n], 300n),
    instalments: [2_300n, 2_000n, 2_000n].map((amount, i) => ({ dueAt: START + i * 30 * 24 * HOUR, amount })),
  }),
  told('first instalment', pay('o3', 2_300n, 1)),
  instalment('second instalment', 2, (order) => ({
    kind: 'recordPayment',
    order,
    amount: 2_000n,
    provider: 'manual',
    externalId: 'o3-2',
    at: null,
  })),
  told('receipt that counts for every instalment paid', { kind: 'confirmReceipt', order: 'ext:o3', at: null, lines: null }),
  told('order with a gift, from a device and to an address', {
    ...placing('o4', 'b', [2_000n, 3_000n]),
    lines: [
      ...placing('o4', 'b', [2_000n, 3_000n]).lines,
      { product: 'ext:thing', sku: null, quantity: 1n, unitPrice: null, discount: 0n, tax: 0n, gift: { cost: 100n } },
    ],
    device: 'phone-1',
    address: '100 Nanjing East Road, Shanghai',
  }),
  told('service before the payment', serving('s1', 1)),
  told('payment that says who paid', { ...pay('o4', 5_000n, 1), payer: 'openid-1' }),
  told('service after the payment', serving('s2', 2)),
  instalment('end of the agreement', 3, (order) => ({ kind: 'cancelOrder', order, reason: 'cannot pay' })),
];

test('dying before any statement of any verb, or before its commit, leaves nothing of it, and told again it ends like an undisturbed life (K3)', async (t) => {
  const [calm, hunted] = [await brandOf(), await brandOf()];
  const [calmMemo, huntedMemo]: Memo[] = [new Map(), new Map()];
  assert(calmMemo && huntedMemo);
  let clock = START;
  let points = 0;
  for (const step of story) {
    clock += (step.later ?? 1) * HOUR;
    const now = new Date(clock);
    const before = await everything(hunted);
    for (let nth = 1; ; nth++) {
      const isOver = await dieAt(hunted, step, { nth, now, memo: new Map(huntedMemo) });
      points += 1;
      assert.equal(await everything(hunted), before, `${step.what}, died before statement ${nth}`);
      if (isOver) break;
      assert.ok(nth < 200, 'a verb has an end');
    }
    await hunted.write((ctx) => step.act(ctx, huntedMemo), now);
    await calm.write((ctx) => step.act(ctx, calmMemo), now);
    assert.notEqual(await everything(hunted), before, `${step.what} is written`);
    assert.deepEqual(await hunted.read(moneyOf), await calm.read(moneyOf), step.what);
  }
  t.diagnostic(`${points} points in ${story.length} steps`);
  assert.ok(points > story.length * 8, `${points} points`);
});

async function brandOf(): Promise<TestTenant> {
  const brand = await makeTestTenant(db);
  await brand.write(async (ctx) => {
    const [buyer, referrer] = [await createPerson(ctx, { externalId: 'b' }), await createPerson(ctx, { externalId: 'r' })];
    await bindReferral(ctx, { person: buyer.personId, referrer: referrer.personId });
    await createProduct(ctx, { externalId: 'thing', name: 'Thing', stock: 20 });
    await enrolPartner(ctx, { personId: (await createPerson(ctx, { externalId: 's' })).personId, level: 'gold' });
    const payees = { stages: ['prospect', 'fan', 'customer', 'repeat', 'member', 'partner'], onIneligible: 'brand' };
    const roles = [{ role: 'service', rates: [{ partnerLevel: 'gold', ratePpm: 20_000 }] }];
    const plan = newPlan.parse({
      name: 'Ten',
      levels: [{ depth: 1, ratePpm: 100_000 }],
      roles,
      payees,
      hold: { days: 7, from: 'receipt' },
    });
    await publishPlan(ctx, (await createPlan(ctx, plan)).planId, null);
  }, new Date(START));
  return brand;
}

class Death extends Error {}

/** @returns whether it lived through all its statements and died before the commit */
async function dieAt(brand: TestTenant, step: Step, { nth, now, memo }: { nth: number; now: Date; memo: Memo }): Promise<boolean> {
  let count = 0;
  const tick = (): void => {
    count += 1;
    if (count >= nth) throw new Death();
  };
  await assert.rejects(
    brand.write(async (ctx) => {
      await step.act({ ...ctx, sql: ticking(ctx.sql, tick) }, memo);
      throw new Death();
    }, now),
    Death,
  );
  return count < nth;
}

let reading: Promise<string> | null = null;

/** Every row of the brand in every table that has brands, as one digest; read by the owner, who sees all. */
async function everything(brand: TestTenant): Promise<string> {
  reading ??= db.ownerTx(async (sql) => {
    const tables = await sql.text<{ name: string }>(
      `SELECT c.oid::regclass::text AS name FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND a.attnum > 0
        WHERE c.relkind = 'r' ORDER BY 1`,
    );
    assert.ok(tables.length > 40, `${tables.length} tables`);
    return tables
      .map(
        ({ name }) =>
          `SELECT '${name}' || coalesce(md5(string_agg(r::text, '|' ORDER BY r::text)), '') AS rows FROM ${name} AS r WHERE r.tenant_id = $1`,
      )
      .join(' UNION ALL ');
  });
  const statement = await reading;
  return await db.ownerTx(async (sql) =>
    (await sql.text<{ rows: string }>(statement, [brand.tenant.id])).map((row) => row.rows).join('\n'),
  );
}

/** The money of a brand without the ids that differ from brand to brand. */
async function moneyOf(ctx: Ctx): Promise<unknown> {
  const { tenantId, sql } = ctx;
  return {
    book: await sql`
      SELECT txn.txn, txn.source, txn.kind, txn.seq, txn.at, entry.account, person.external_id, entry.amount
        FROM ledger.entry AS entry
        JOIN ledger.txn AS txn ON txn.tenant_id = ${tenantId} AND txn.txn = entry.txn
        LEFT JOIN relations.person AS person ON person.tenant_id = ${tenantId} AND person.person_id = entry.person_id
       WHERE entry.tenant_id = ${tenantId}
       ORDER BY entry.entry`,
    commissions: await sql`
      SELECT commission.line, commission.role, commission.amount, commission.reversed, commission.state, commission.due_at, commission.confirmed_at,
             commission.case_id IS NULL AS is_free
        FROM partners.commission AS commission WHERE commission.tenant_id = ${tenantId} ORDER BY commission.order_id, commission.line, commission.role`,
    orders: await sql`
      SELECT CASE WHEN customer_order.follows_id IS NULL THEN customer_order.external_id ELSE 'part ' || customer_order.instalment END AS name,
             customer_order.net_amount, customer_order.paid_at, customer_order.received_at, customer_order.cancelled_at, customer_order.origin,
             customer_order.exchanged_amount
        FROM orders.customer_order AS customer_order WHERE customer_order.tenant_id = ${tenantId} ORDER BY 1`,
    stock: await sql`SELECT sku.stock, sku.reserved, sku.sold FROM catalog.sku AS sku WHERE sku.tenant_id = ${tenantId}`,
    withdrawals: await sql`
      SELECT withdrawal.external_id, withdrawal.state, withdrawal.net_amount
        FROM partners.withdrawal AS withdrawal WHERE withdrawal.tenant_id = ${tenantId} ORDER BY withdrawal.external_id`,
    cases:
      await sql`SELECT money_case.state, money_case.outcome FROM partners.money_case AS money_case WHERE money_case.tenant_id = ${tenantId}`,
    balances: await sql`
      SELECT person.external_id, balance.account, balance.amount
        FROM ledger.balance AS balance
        JOIN relations.person AS person ON person.tenant_id = ${tenantId} AND person.person_id = balance.person_id
       WHERE balance.tenant_id = ${tenantId} ORDER BY person.external_id, balance.account`,
    sales: await sql`SELECT sum(day.sales)::bigint AS sales FROM analytics.day AS day WHERE day.tenant_id = ${tenantId}`,
  };
}
