import assert from 'node:assert/strict';
import { test } from 'node:test';
import { turnPayments } from '../../flows/payments/clockwork.ts';
import { paymentsHost } from '../../flows/payments/host.ts';
import { examine } from './doctor.ts';
import { payoutShop } from './payouts.fixture.ts';
import { testServer } from './server.fixture.ts';
import { startTimers } from './timers.ts';

const server = await testServer();
const shop = payoutShop(server);

const inBrand = (slug: string, statement: string): Promise<unknown> =>
  server.db.ownerTx((sql) =>
    sql.text(statement.replaceAll('$T', `(SELECT t.tenant_id FROM identity.tenant AS t WHERE t.slug = '${slug}')`)),
  );
/** Takes a fen out of a balance behind the back of the books, and puts it back. */
const lose = (slug: string) =>
  inBrand(slug, `UPDATE ledger.balance SET amount = amount - 1 WHERE tenant_id = $T AND account = 'available' AND amount > 0`);
const find = (slug: string) =>
  inBrand(slug, `UPDATE ledger.balance SET amount = amount + 1 WHERE tenant_id = $T AND account = 'available' AND amount > 0`);

interface Stop {
  isStopped: boolean;
  checks: { id: string; title: string; count: number }[];
  since: string | null;
  accepted: { reason: string } | null;
}

/** A shop in which bob has asked for money. */
async function asking(slug: string) {
  const opened = await shop(slug);
  await opened.sale('cat', 100);
  const { id } = await opened.ask('bob', 600);
  const approve = (key = opened.keys.operator) => opened.call('POST', `/withdrawals/${id}/approve`, {}, key);
  const stop = async (): Promise<Stop> => (await opened.ok('GET', '/payout-stop')).as<Stop>();
  return { ...opened, id, approve, stop };
}

test('books found broken stop approving and sending in that brand alone, until a look finds them whole', async () => {
  const broken = await asking('broken');
  const other = await asking('other');
  const { call, ok, refused, id, approve, stop, keys } = broken;
  assert.deepEqual(await stop(), { isStopped: false, checkedAt: null, since: null, checks: [], accepted: null });
  await lose('broken');
  // Nobody examines anything while a request is served: what was found last counts.
  assert.equal((await ok('POST', `/withdrawals/${id}/approve?dryRun=true`, {}, keys.operator)).status, 200);
  await examine(server.db);
  const said = await approve();
  assert.deepEqual([said.status, said.body['code']], [409, 'payouts.stopped']);
  assert.match(String(said.body['detail']), /I2\.balances/);
  assert.equal((await call('POST', `/withdrawals/${id}/approve?lang=zh-CN`, {}, keys.operator)).body['title'], '提现已暂停');
  assert.deepEqual(await refused('GET', '/withdrawals/pay-file.csv', undefined), [409, 'payouts.stopped']);
  assert.equal((await ok('GET', '/settlement')).body['payoutsStopped'], true);
  const shown = await stop();
  assert.deepEqual([shown.isStopped, shown.checks.some((one) => one.id === 'I2.balances' && one.count > 0)], [true, true]);
  assert.equal((await other.approve()).status, 200);
  // What people ask for and what comes back does not depend on it.
  await ok('POST', `/withdrawals/${id}/reject`, { reason: 'later' });
  const again = await broken.ask('bob', 500);
  await find('broken');
  await examine(server.db, 'broken');
  assert.deepEqual([(await stop()).isStopped, (await ok('GET', '/settlement')).body['payoutsStopped']], [false, false]);
  await ok('POST', `/withdrawals/${again.id}/approve`, {}, keys.operator);
  const { data } = (await ok('GET', '/audit')).as<{ data: { action: string }[] }>();
  assert.deepEqual(
    data.map((row) => row.action).filter((action) => action.startsWith('books.')),
    ['books.whole', 'books.broken'],
  );
});

test('what was approved before does not leave either, by file or by a provider; what left already ends as it ends', async () => {
  const { ok, refused, id, approve, purse, sale } = await asking('leaving');
  const host = paymentsHost(server.db);
  await ok('POST', '/payment-accounts', { provider: 'test' });
  await ok('POST', '/test-provider', { payouts: 'paid' });
  await approve();
  await ok('POST', `/withdrawals/${id}/send`, { provider: 'test' });
  await sale('cat', 10);
  await lose('leaving');
  await examine(server.db, 'leaving');
  await turnPayments(host);
  assert.equal((await ok('GET', `/withdrawals/${id}`)).body['state'], 'approved');
  assert.deepEqual(await refused('POST', '/withdrawals/mark-sent', { withdrawals: [id] }), [409, 'withdrawal.sending']);
  await find('leaving');
  await examine(server.db, 'leaving');
  await turnPayments(host);
  assert.equal((await ok('GET', `/withdrawals/${id}`)).body['state'], 'settled');
  assert.equal((await purse('bob'))[1], '500');
});

test('what stands approved is not marked as sent while the books are broken', async () => {
  const { refused, id, approve } = await asking('file');
  await approve();
  await lose('file');
  await examine(server.db, 'file');
  assert.deepEqual(await refused('POST', '/withdrawals/mark-sent', { withdrawals: [id] }), [409, 'payouts.stopped']);
  assert.deepEqual(await refused('POST', `/withdrawals/${id}/send`, { provider: 'test' }), [409, 'payouts.stopped']);
});

test('the owner alone lifts the stop, for exactly what was found: anything else stops payouts again', async () => {
  const { refused, ok, id, approve, stop, keys } = await asking('lifted');
  assert.deepEqual(await refused('POST', '/payout-stop/lift', { reason: 'x' }), [409, 'payouts.notStopped']);
  await lose('lifted');
  await examine(server.db, 'lifted');
  assert.deepEqual(await refused('POST', '/payout-stop/lift', { reason: 'x' }, keys.operator), [403, 'permission.denied']);
  assert.deepEqual(await refused('POST', '/payout-stop/lift', {}), [422, 'input.invalid']);
  const lifted = (await ok('POST', '/payout-stop/lift', { reason: 'a fen, looked at' })).as<Stop>();
  assert.deepEqual([lifted.isStopped, lifted.accepted?.reason], [false, 'a fen, looked at']);
  await examine(server.db, 'lifted');
  assert.equal((await stop()).isStopped, false);
  await inBrand('lifted', `UPDATE partners.withdrawal SET amount = amount + 5 WHERE tenant_id = $T AND state = 'requested'`);
  await examine(server.db, 'lifted');
  assert.deepEqual([(await stop()).isStopped, (await stop()).accepted], [true, null]);
  assert.equal((await approve()).status, 409);
  assert.ok(id);
});

test('a timer examines a brand a day after its last examination, and an hour after it found something', async () => {
  const { stop } = await asking('timed');
  const since = (ms: number) =>
    inBrand('timed', `UPDATE partners.books_check SET checked_at = now() - interval '${ms} milliseconds' WHERE tenant_id = $T`);
  const runOnce = (): Promise<void> => startTimers(server.db).stop();
  await runOnce();
  assert.equal((await stop()).since, null);
  await inBrand('timed', `UPDATE identity.tenant SET created_at = created_at - interval '25 hours' WHERE tenant_id = $T`);
  await lose('timed');
  await runOnce();
  assert.equal((await stop()).isStopped, true);
  await find('timed');
  await since(30 * 60_000);
  await runOnce();
  assert.equal((await stop()).isStopped, true);
  await since(61 * 60_000);
  await runOnce();
  assert.equal((await stop()).isStopped, false);
});
