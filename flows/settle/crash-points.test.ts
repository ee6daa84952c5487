import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Ctx } from '../../kit/ctx.ts';
import { publicId, type Uuid } from '../../kit/ids/index.ts';
import { keepTestSecrets, makeTestTenant, openTestDb, type TestTenant } from '../../kit/testing/index.ts';
import { createProduct } from '../../rooms/catalog/index.ts';
import {
  createDesign,
  createOutlet,
  freezeCard,
  loadCards,
  redeem,
  showCode,
  unfreezeCard,
  type MemberCardRow,
} from '../../rooms/membership/index.ts';
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
import { updatePointsRules } from '../../rooms/points/api.ts';
import { setPointsRules } from '../../rooms/points/index.ts';
import { bindReferral, createPerson, findPeople } from '../../rooms/relations/index.ts';
import { registerFlows } from '../index.ts';
import { settleOne, type MoneyCommand } from './index.ts';
import { placing } from './settle.fixture.ts';
import { ticking } from './ticking.fixture.ts';

registerFlows();
const { db, close } = await openTestDb();
keepTestSecrets();
after(close);

const HOUR = 3_600_000;
const START = Date.UTC(2026, 0, 5, 3);

/** What was made and is named by an id (or its code) later on, brand by brand. */
type Memo = Map<string, string>;
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

const idOf = async (ctx: Ctx, name: string): Promise<Uuid> => (await findPeople(ctx, [name])).get(name)?.personId ?? assert.fail(name);
/** The nth card somebody got, given away or not. */
const cardOf = async (ctx: Ctx, name: string, nth: number): Promise<MemberCardRow> => {
  const cards = await loadCards(ctx, { personIds: [await idOf(ctx, name)] });
  return cards.toSorted((a, b) => (a.cardId < b.cardId ? -1 : 1))[nth - 1] ?? assert.fail(`card ${nth} of ${name}`);
};
const card = (what: string, [name, nth]: readonly [string, number], act: (ctx: Ctx, card: MemberCardRow) => Promise<unknown>): Step => ({
  what,
  act: async (ctx) => await act(ctx, await cardOf(ctx, name, nth)),
});
const cardSale = (order: string, count: number): MoneyCommand => {
  const { lines, ...rest } = placing(order, 'b', [0n]);
  return { ...rest, lines: lines.map((line) => ({ ...line, product: 'ext:month', quantity: BigInt(count), unitPrice: null })) };
};
const adjust = (points: bigint): MoneyCommand => ({ kind: 'adjustPoints', person: 'ext:b', points, reason: 'a fair' });
const received = (order: string): MoneyCommand => ({ kind: 'confirmReceipt', order: `ext:${order}`, at: null, lines: null });

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
  {
    what: 'rules of points',
    act: async (ctx) =>
      await setPointsRules(
        ctx,
        updatePointsRules.parse({ isOn: true, mostPpm: 900_000, expiryDays: 60, checkIn: { points: 5 }, friendPoints: 50 }),
      ),
  },
  told('coming by', { kind: 'checkIn', person: 'ext:b' }),
  told('order that earns points', placing('p1', 'b', [10_000n])),
  told('payment that grants them', pay('p1', 10_000n, 1)),
  told('receipt that counts their hold', received('p1')),
  told('points by hand', adjust(300n), 24 * 8),
  told('order that keeps points', { ...placing('p2', 'b', [4_000n]), points: 390n }),
  told('payment that spends them', pay('p2', 3_610n, 1)),
  told('refund that gives them back to their lots', back('p2', 'r3', 1_000n, 'refund')),
  told('chargeback of an order that spent points', back('p2', 'r4', 1_000n, 'chargeback')),
  told('chargeback won', { kind: 'winChargeback', refund: 'ext:r4' }),
  told('refund that takes back points spent already', back('p1', 'r5', 10_000n, 'refund')),
  told('points that pay what is owed', adjust(200n)),
  told('second order that keeps points', { ...placing('p3', 'b', [1_000n]), points: 40n }),
  told('cancellation that frees them', { kind: 'cancelOrder', order: 'ext:p3', reason: null }),
  told('points whose time is over', { kind: 'releaseDue', limit: 100 }, 24 * 70),
  told('order of two cards', cardSale('c1', 2)),
  told('payment that begins the first', pay('c1', 18_000n, 1)),
  {
    what: 'code of a card',
    act: async (ctx, memo) => memo.set('code', (await showCode(ctx, await idOf(ctx, 'b'), undefined)).code),
  },
  { what: 'redemption', act: async (ctx, memo) => await redeem(ctx, { code: memo.get('code') ?? '', outlet: memo.get('outlet') ?? '' }) },
  told('what was used and what lapsed', { kind: 'releaseDue', limit: 100 }, 24 * 3),
  card('standstill of a card', ['b', 1], freezeCard),
  { ...card('end of a standstill', ['b', 1], unfreezeCard), later: 48 },
  card(
    'gift of the card that waits',
    ['b', 2],
    async (ctx, { orderId, cardId }) =>
      await settleOne(ctx, { kind: 'giveCard', order: publicId('order', orderId), card: cardId, to: 'ext:r' }),
  ),
  card(
    'refund of the card that runs',
    ['b', 1],
    async (ctx, { orderId, cardId }) =>
      await settleOne(ctx, {
        kind: 'giveRefund',
        order: publicId('order', orderId),
        externalId: 'r6',
        lines: [],
        shipping: 0n,
        cause: 'refund',
        card: cardId,
      }),
  ),
  told('order of a third card', cardSale('c2', 1)),
  told('its payment', pay('c2', 9_000n, 1)),
  told('chargeback of a card', back('c2', 'r7', 9_000n, 'chargeback')),
  told('chargeback of a card won', { kind: 'winChargeback', refund: 'ext:r7' }),
  told('end of a card', { kind: 'releaseDue', limit: 100 }, 24 * 40),
];

test('dying before any statement of any verb, or before its commit, leaves nothing of it, and told again it ends like an undisturbed life (K3)', async (t) => {
  const [calm, hunted] = [await brandOf(), await brandOf()];
  const memoOf = async (brand: TestTenant): Promise<Memo> =>
    new Map([['outlet', publicId('outlet', await brand.write((ctx) => createOutlet(ctx, { name: 'Old town' })))]]);
  const [calmMemo, huntedMemo] = [await memoOf(calm), await memoOf(hunted)];
  let clock = START;
  let points = 0;
  for (const step of story) {
    clock += (step.later ?? 1) * HOUR;
    const now = new Date(clock);
    const before = await everything(hunted);
    for (let nth = 1; ; nth++) {
      const isOver = await dieAt(hunted, step, { nth, now, memo: new Map(huntedMemo) });
      points += 1;
      if (isOver) break;
      assert.ok(nth < 200, 'a verb has an end');
    }
    assert.equal(await everything(hunted), before, `${step.what}, died before each of its statements`);
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
    const price = (amount: string) => ({ price: { amount, currency: ctx.tenant.currency } });
    await createProduct(ctx, { externalId: 'cup', name: 'Cup', ...price('1000') });
    await createProduct(ctx, { externalId: 'month', name: 'Month', ladderRole: 'membership', ...price('9000') });
    const grant = { item: 'ext:cup', units: 1, per: 'day' } as const;
    await createDesign(ctx, { product: 'ext:month', kind: 'pass', term: { unit: 'month' }, grant });
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
    cards: await sql`
      SELECT customer_order.external_id, card.line, card.nth, card.given_from IS NOT NULL AS is_gift, card.refunded_amount, card.from_at, card.to_at,
             card.frozen_days, card.ended, card.used, card.consumed, card.liability_amount, card.due_at
        FROM membership.card AS card
        JOIN orders.customer_order AS customer_order ON customer_order.tenant_id = ${tenantId} AND customer_order.order_id = card.order_id
       WHERE card.tenant_id = ${tenantId} ORDER BY 1, 2, 3, 4`,
    redemptions: await sql`
      SELECT redemption.period, redemption.nth, redemption.worth, redemption.via, redemption.redeemed_at
        FROM membership.redemption AS redemption WHERE redemption.tenant_id = ${tenantId}`,
    members: await sql`
      SELECT person.external_id, standing.from_at, standing.to_at
        FROM membership.standing AS standing
        JOIN relations.person AS person ON person.tenant_id = ${tenantId} AND person.person_id = standing.person_id
       WHERE standing.tenant_id = ${tenantId} ORDER BY 1, 2`,
    points: await sql`
      SELECT lot.source, lot.line, lot.granted, lot.points_left, lot.reserved, lot.used, lot.taken_back, lot.owed, lot.moves, lot.granted_at, lot.spendable_at,
             lot.expires_at
        FROM points.lot AS lot WHERE lot.tenant_id = ${tenantId} ORDER BY lot.granted_at, lot.source, lot.line`,
    spends: await sql`
      SELECT spend.points, spend.amount, spend.returned, spend.state FROM points.spend AS spend WHERE spend.tenant_id = ${tenantId} ORDER BY 1, 2, 3, 4`,
    debts: await sql`SELECT debt.points, debt.points_left FROM points.debt AS debt WHERE debt.tenant_id = ${tenantId} ORDER BY 1, 2`,
    sales: await sql`SELECT sum(day.sales)::bigint AS sales FROM analytics.day AS day WHERE day.tenant_id = ${tenantId}`,
  };
}
