import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { diagnose } from './doctor.ts';
import { payoutShop, type MoneyJson, type WithdrawalJson } from './payouts.fixture.ts';
import { testServer } from './server.fixture.ts';

const server = await testServer();
const shop = payoutShop(server);

type Sums = Record<'opening' | 'earned' | 'reversed' | 'adjusted' | 'netted' | 'tax' | 'fee' | 'paid' | 'closing', MoneyJson>;
interface StatementJson extends Sums {
  from: string;
  to: string;
  lines: { kind: string; amount: MoneyJson; order: string | null; line: number | null; withdrawal: string | null; trace: string | null }[];
}

test('a statement opens where the last one closed and links every line to what explains it', async () => {
  const { ok, sale, refund, paidOut, keys } = await shop('lines');
  await ok('PATCH', '/payout-settings', { fee: { amount: '100', currency: 'CNY' } });
  const order = await sale('cat', 100);
  await paidOut('bob', 1_000);
  await refund(order, 5_000);
  await sale('cat', 80);
  const now = (await ok('GET', '/people/ext:bob/statement')).as<StatementJson>();
  const sums = (['opening', 'earned', 'reversed', 'netted', 'tax', 'fee', 'paid', 'closing'] as const).map((part) => now[part].amount);
  assert.deepEqual(sums, ['0', '1800', '500', '500', '0', '100', '900', '300']);
  assert.deepEqual(
    now.lines.map((line) => [line.kind, line.amount.amount]),
    [
      ['earned', '1000'],
      ['requested', '1000'],
      ['fee', '100'],
      ['paid', '900'],
      ['reversed', '500'],
      ['earned', '800'],
    ],
  );
  for (const line of now.lines) {
    if (line.kind === 'earned' || line.kind === 'reversed') {
      assert.equal((await server.call('GET', line.trace ?? '', { key: keys.owner })).status, 200);
      assert.match(line.order ?? '', /^ord_/);
    } else assert.match(line.withdrawal ?? '', /^wdr_/);
  }
  const csv = (await ok('GET', '/people/ext:bob/statement.csv?lang=en')).text;
  assert.equal(csv.trimEnd().split('\r\n').length, 1 + now.lines.length);
  assert.match(csv, /^\uFEFF?at,kind,amount,/);
  const far = (await ok('GET', '/people/ext:bob/statement?from=2020-01-15&by=month&day=10')).as<StatementJson>();
  assert.deepEqual([far.from, far.to, far.closing.amount, far.lines.length], ['2020-01-10', '2020-02-10', '0', 0]);
});

test('all statements of a person add up to what they have, whatever happened', async () => {
  const step = fc.oneof(
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('sale' as const), yuan: fc.integer({ min: 1, max: 50 }) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('refund' as const), nth: fc.nat(20), fen: fc.integer({ min: 1, max: 900 }) }) },
    fc.record({ kind: fc.constant('ask' as const), part: fc.integer({ min: 1, max: 4 }) }),
    fc.record({ kind: fc.constant('end' as const), verb: fc.constantFrom('settle', 'fail', 'reject') }),
    fc.record({ kind: fc.constant('case' as const) }),
    fc.record({ kind: fc.constant('close' as const), outcome: fc.constantFrom('release', 'void') }),
    fc.record({ kind: fc.constant('days' as const), days: fc.integer({ min: 1, max: 40 }) }),
  );
  let round = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 12, maxLength: 25 }), async (steps) => {
      round += 1;
      const { ok, call, keys, sale, purse, slug } = await shop(`law-${round}`);
      const orders: string[] = [];
      let open: string | null = null;
      let now = Date.now();
      for (const each of steps) {
        if (each.kind === 'sale') orders.push(await sale('cat', each.yuan));
        if (each.kind === 'refund' && orders.length > 0) {
          const amount = { amount: `${each.fen}`, currency: 'CNY' };
          await call('POST', `/orders/ext:${orders[each.nth % orders.length]}/refunds`, { lines: [{ line: 1, amount }] });
        }
        if (each.kind === 'ask' && open === null) {
          const fen = BigInt((await purse('bob'))[1]) / BigInt(each.part);
          const told = await call('POST', '/people/ext:bob/withdrawals', { amount: { amount: `${fen}`, currency: 'CNY' } });
          if (told.status === 201) open = told.as<WithdrawalJson>().id;
        }
        if (each.kind === 'end' && open !== null) {
          if (each.verb === 'settle') await ok('POST', `/withdrawals/${open}/approve`, {}, keys.operator);
          await ok('POST', `/withdrawals/${open}/${each.verb}`, each.verb === 'settle' ? {} : { reason: 'test' });
          open = null;
        }
        if (each.kind === 'case') await call('POST', '/cases', { person: 'ext:bob', reason: 'test' });
        if (each.kind === 'close') {
          const [first] = (await ok('GET', '/cases?state=open')).as<{ data: { id: string }[] }>().data;
          if (first) await ok('POST', `/cases/${first.id}/close`, { outcome: each.outcome, reason: 'test' });
        }
        if (each.kind === 'days') {
          now += each.days * 86_400_000;
          await ok('POST', '/sandbox/clock', { now: new Date(now).toISOString() });
        }
      }
      const [, available, held, receivable] = await purse('bob');
      const waiting = open === null ? 0n : BigInt((await ok('GET', `/withdrawals/${open}`)).as<WithdrawalJson>().amount.amount);
      const has = BigInt(available) + BigInt(held) - BigInt(receivable) + waiting;
      for (const by of ['day', 'week', 'month']) {
        const { data } = (await ok('GET', `/people/ext:bob/statements?by=${by}&day=7`)).as<{ data: StatementJson[] }>();
        const of = (part: keyof Sums): bigint => data.reduce((sum, each) => sum + BigInt(each[part].amount), 0n);
        assert.equal(data[0]?.closing.amount, has.toString());
        assert.equal(of('earned') - of('reversed') + of('adjusted') - of('tax') - of('fee') - of('paid'), has);
        for (const [i, each] of data.entries()) assert.equal(each.opening.amount, data[i + 1]?.closing.amount ?? '0');
      }
      const { balanced } = (await ok('GET', '/settlement')).as<{ balanced: boolean }>();
      assert.equal(balanced, true);
      const { findings } = await diagnose(server.db, slug);
      const broken = findings.filter((finding) => !finding.ok && finding.id !== 'K.durable');
      assert.deepEqual(broken, []);
    }),
    { numRuns: 6 },
  );
});

test('settlement day shows what is released when, what is held and why, who asked for what', async () => {
  const { ok, sale, place, ask } = await shop('day');
  await sale('cat', 100);
  await place('cat', 50);
  await ok('POST', '/cases', { person: 'ext:amy', reason: 'a look' });
  await ask('bob', 400);
  const day = (await ok('GET', '/settlement')).as<{
    waiting: { commissions: number; amount: MoneyJson };
    held: { kind: string; amount: MoneyJson }[];
    requested: WithdrawalJson[];
    approved: WithdrawalJson[];
    totals: Record<string, MoneyJson>;
    balanced: boolean;
  }>();
  assert.deepEqual([day.waiting.commissions, day.waiting.amount.amount], [2, '750']);
  assert.deepEqual(
    day.held.map((each) => [each.kind, each.amount.amount]),
    [['review', '500']],
  );
  assert.deepEqual([day.requested.length, day.approved.length, day.balanced], [1, 0, true]);
  const totals = Object.fromEntries(Object.entries(day.totals).map(([name, amount]) => [name, amount.amount]));
  assert.deepEqual(totals, {
    pending: '750',
    available: '600',
    held: '500',
    receivable: '0',
    clearing: '400',
    requested: '400',
    tax: '0',
    net: '400',
  });
});

test('the days of release are a calendar', async () => {
  const { ok } = await shop('calendar');
  await ok('POST', '/people', { externalId: 'eve' });
  const plan = await ok('POST', '/commission-plans', {
    name: 'held',
    levels: [{ depth: 1, ratePpm: 100_000 }],
    payees: { stages: ['prospect', 'fan', 'customer', 'repeat', 'member', 'partner'] },
    hold: { days: 7 },
  });
  await ok('POST', `/commission-plans/${String(plan.body['id'])}/publish`, {});
  await ok('POST', '/sandbox/clock', { now: '2027-03-01T04:00:00Z' });
  await ok('POST', '/orders', { externalId: 'c1', person: 'ext:cat', lines: [{ product: 'ext:tea', quantity: 20 }] });
  await ok('POST', '/orders/ext:c1/payments', { amount: { amount: '2000', currency: 'CNY' } });
  await ok('POST', '/orders/ext:c1/receipt', {});
  const told = await ok('GET', '/people/ext:bob/releases.ics?lang=en');
  assert.match(told.headers.get('content-type') ?? '', /^text\/calendar/);
  assert.match(told.text, /DTSTART;VALUE=DATE:20270308\r\nSUMMARY:CNY 2\.00 released \(1 commission\)/);
  // Nobody else waits, so the days of everybody are the same.
  const all = await ok('GET', '/settlement/releases.ics?lang=en');
  assert.match(all.text, /DTSTART;VALUE=DATE:20270308\r\nSUMMARY:CNY 2\.00 released \(1 commission\)/);
  assert.notEqual(/UID:\S+/.exec(all.text)?.[0], /UID:\S+/.exec(told.text)?.[0], 'a calendar of everybody is not that of one');
});
