import assert from 'node:assert/strict';
import { test } from 'node:test';
import { payoutShop } from './payouts.fixture.ts';
import { testServer } from './server.fixture.ts';

const server = await testServer();
const shop = payoutShop(server);

interface CaseJson {
  id: string;
  kind: string;
  state: string;
  commissions: number;
  held: { amount: string };
}

test('a case holds what is confirmed and what will be; releasing it pays a debt first', async () => {
  const { ok, sale, place, purse, refused, refund, paidOut } = await shop('hold');
  await sale('cat', 100);
  const waiting = await place('cat', 50);
  assert.deepEqual(await purse('bob'), ['500', '1000', '0', '0']);
  const opened = (await ok('POST', '/cases', { person: 'ext:bob', reason: 'odd orders' })).as<CaseJson>();
  assert.deepEqual([opened.state, opened.held.amount, opened.commissions], ['open', '1000', 2]);
  assert.deepEqual(await purse('bob'), ['500', '0', '1000', '0']);
  assert.deepEqual(await refused('POST', '/people/ext:bob/withdrawals', { amount: { amount: '1', currency: 'CNY' } }), [
    409,
    'withdrawal.tooMuch',
  ]);
  await ok('POST', `/orders/ext:${waiting}/receipt`, {});
  assert.deepEqual(await purse('bob'), ['0', '0', '1500', '0']);
  // What is earned outside the case stays free, and a debt on it is not paid from held money.
  const free = await sale('cat', 20);
  await paidOut('bob', 200);
  await refund(free, 2_000);
  assert.deepEqual(await purse('bob'), ['0', '0', '1500', '200']);
  const closed = (await ok('POST', `/cases/${opened.id}/close`, { outcome: 'release', reason: 'all real' })).as<CaseJson>();
  assert.deepEqual([closed.state, closed.held.amount], ['closed', '0']);
  assert.deepEqual(await purse('bob'), ['0', '1300', '0', '0']);
  assert.deepEqual(await refused('POST', `/cases/${opened.id}/close`, { outcome: 'void', reason: 'again' }), [409, 'case.closed']);
});

test('a refund of what a case holds comes from held, and voiding takes the rest back', async () => {
  const { ok, sale, place, purse, refund, states, account } = await shop('void');
  const first = await sale('cat', 100);
  const pending = await place('cat', 50);
  const opened = (await ok('POST', '/cases', { person: 'ext:bob', reason: 'odd orders' })).as<CaseJson>();
  await refund(first, 4_000);
  assert.deepEqual(await purse('bob'), ['500', '0', '600', '0']);
  await ok('POST', `/cases/${opened.id}/close`, { outcome: 'void', reason: 'made up' });
  assert.deepEqual(await purse('bob'), ['0', '0', '0', '0']);
  assert.deepEqual([(await states(first))[0], (await states(pending))[0]], ['reversed', 'reversed']);
  await ok('POST', `/orders/ext:${pending}/receipt`, {});
  await refund(first, 1_000);
  assert.deepEqual(await purse('bob'), ['0', '0', '0', '0']);
  // What is left of the expense is amy's share of both orders.
  assert.equal(await account('commission:expense'), 500n);
});

test('a frozen partner goes on earning into held until somebody decides', async () => {
  const { ok, sale, purse, refused } = await shop('frozen');
  const opened = (await ok('POST', '/cases', { kind: 'frozen', person: 'ext:bob', reason: 'identity in doubt' })).as<CaseJson>();
  await sale('cat', 100);
  assert.deepEqual(await purse('bob'), ['0', '0', '1000', '0']);
  assert.deepEqual(await purse('amy'), ['0', '500', '0', '0']);
  assert.deepEqual(await refused('POST', '/cases', { kind: 'frozen', person: 'ext:bob', reason: 'twice' }), [409, 'case.standing']);
  await ok('POST', `/cases/${opened.id}/close`, { outcome: 'release', reason: 'proved' });
  await sale('cat', 10);
  assert.deepEqual(await purse('bob'), ['0', '1100', '0', '0']);
});

test('a debt is told to whoever owes it, and forgiven by somebody else than who proposed it, once it is old enough', async () => {
  const { ok, sale, purse, refund, paidOut, refused, keys, account, states, told } = await shop('forgive');
  assert.deepEqual(await refused('POST', '/cases', { kind: 'writeOff', person: 'ext:bob', reason: 'none' }), [409, 'case.nothingThere']);
  const order = await sale('cat', 100);
  await paidOut('bob', 1_000);
  await refund(order, 10_000);
  assert.deepEqual(
    (await told('bob')).filter((each) => each.startsWith('commission')),
    ['commission.owed 1000 1000'],
  );
  assert.deepEqual(await told('amy'), ['commission.takenBack 500']);
  assert.deepEqual(await refused('POST', '/cases', { kind: 'writeOff', person: 'ext:bob', reason: 'moved away' }), [409, 'case.tooEarly']);
  await ok('PATCH', '/payout-settings', { writeOffDays: 0 });
  const opened = (await ok('POST', '/cases', { kind: 'writeOff', person: 'ext:bob', reason: 'moved away' })).as<CaseJson>();
  const close = { outcome: 'release', reason: 'agreed' };
  assert.deepEqual(await refused('POST', `/cases/${opened.id}/close`, close), [409, 'case.sameApprover']);
  await ok('POST', `/cases/${opened.id}/close`, close, keys.operator);
  assert.deepEqual(await purse('bob'), ['0', '0', '0', '0']);
  assert.equal(await account('receivable:writeoff'), 1_000n);
  // What was forgiven covers nothing that is earned later.
  const later = await sale('cat', 30);
  assert.deepEqual([await purse('bob'), (await states(later))[0]], [['0', '300', '0', '0'], 'confirmed']);
});

test('cases are listed by state, kind and person; unknown ones are not there', async () => {
  const { ok, sale, refused } = await shop('lists');
  await sale('cat', 100);
  const opened = (await ok('POST', '/cases', { person: 'ext:bob', reason: 'odd' })).as<CaseJson>();
  const ids = async (query: string): Promise<string[]> =>
    (await ok('GET', `/cases?${query}`)).as<{ data: CaseJson[] }>().data.map((each) => each.id);
  assert.deepEqual(await ids('state=open&person=ext:bob&kind=review'), [opened.id]);
  assert.deepEqual(await ids('state=closed'), []);
  assert.deepEqual(await ids('person=ext:amy'), []);
  assert.deepEqual(await refused('POST', '/cases', { person: 'ext:nobody', reason: 'x' }), [404, 'person.notFound']);
  assert.deepEqual(await refused('POST', '/cases', { person: 'ext:cat', reason: 'x' }), [409, 'case.nothingThere']);
  assert.deepEqual(await refused('POST', '/cases', { person: 'ext:bob', order: 'ext:none', reason: 'x' }), [404, 'order.notFound']);
});

test('two records become one: every balance moves once, a debt is netted, and what the payee would pay themselves is held', async () => {
  const { ok, sale, place, purse, refund, paidOut, account, call } = await shop('merge');
  await ok('POST', '/people', { externalId: 'bob2' });
  await ok('POST', '/people', { externalId: 'dan' });
  await ok('POST', '/referrals', { person: 'ext:dan', referrer: 'ext:bob2' });
  const owed = await sale('cat', 100);
  await paidOut('bob', 1_000);
  await refund(owed, 10_000);
  await sale('dan', 30);
  const pending = await place('dan', 20);
  assert.deepEqual(
    [await purse('bob'), await purse('bob2')],
    [
      ['0', '0', '0', '1000'],
      ['200', '300', '0', '0'],
    ],
  );
  await ok('POST', '/people/ext:bob/merge', { other: 'ext:bob2' });
  assert.deepEqual(await purse('bob'), ['200', '0', '0', '700']);
  assert.deepEqual(await purse('bob2'), ['200', '0', '0', '700']);
  await ok('POST', `/orders/ext:${pending}/receipt`, {});
  assert.deepEqual(await purse('bob'), ['0', '0', '0', '500']);
  const rows = (await ok('GET', `/orders/ext:${pending}/commissions`)).as<{ data: { payee: string }[] }>().data;
  assert.equal(rows[0]?.payee, (await ok('GET', '/people/ext:bob')).body['id']);
  // dan is bob as well: what bob earned from dan's pending order is his own now.
  const own = await place('dan', 40);
  assert.deepEqual(await purse('bob'), ['400', '0', '0', '500']);
  await ok('POST', '/people/ext:bob/merge', { other: 'ext:dan' });
  await ok('POST', `/orders/ext:${own}/receipt`, {});
  assert.deepEqual(await purse('bob'), ['0', '0', '400', '500']);
  const { data } = (await ok('GET', '/cases?kind=merge')).as<{ data: CaseJson[] }>();
  assert.deepEqual([data.length, data[0]?.held.amount], [1, '400']);
  await account('sales');
  assert.equal((await call('GET', '/people/ext:bob2/balances')).status, 200);
});

test('two open withdrawals keep two records apart until one has ended', async () => {
  const { ok, sale, ask, refused, purse, keys } = await shop('open');
  await ok('POST', '/people', { externalId: 'bob2' });
  await ok('POST', '/people', { externalId: 'dan' });
  await ok('POST', '/referrals', { person: 'ext:dan', referrer: 'ext:bob2' });
  await sale('cat', 100);
  await sale('dan', 100);
  const one = await ask('bob', 1_000);
  const other = await ask('bob2', 600);
  for (const query of ['', '?dryRun=true']) {
    assert.deepEqual(await refused('POST', `/people/ext:bob/merge${query}`, { other: 'ext:bob2' }), [409, 'merge.openWithdrawals']);
  }
  await ok('POST', `/withdrawals/${one.id}/reject`, { reason: 'merging' });
  await ok('POST', '/people/ext:bob/merge', { other: 'ext:bob2' });
  assert.deepEqual(await purse('bob'), ['0', '1400', '0', '0']);
  await ok('POST', `/withdrawals/${other.id}/approve`, {}, keys.operator);
  await ok('POST', `/withdrawals/${other.id}/fail`, { reason: 'account closed' });
  assert.deepEqual(await purse('bob'), ['0', '2000', '0', '0']);
});
