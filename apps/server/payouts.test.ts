import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cny, payoutShop, type WithdrawalJson } from './payouts.fixture.ts';
import { testServer } from './server.fixture.ts';

const server = await testServer();
const shop = payoutShop(server);

test('what is asked for leaves what is available, is agreed to by somebody else and ends in the bank', async () => {
  const { ok, sale, purse, ask, keys, account, states, refused } = await shop('walk');
  const order = await sale('cat', 100);
  assert.deepEqual(await purse('bob'), ['0', '1000', '0', '0']);
  const asked = await ask('bob', 1_000);
  assert.deepEqual([asked.state, asked.tax.isEstimate, asked.net.amount], ['requested', true, '1000']);
  assert.deepEqual(await purse('bob'), ['0', '0', '0', '0']);
  assert.equal(await account('payout:clearing'), -1_000n);
  assert.deepEqual(await refused('POST', `/withdrawals/${asked.id}/settle`, {}), [409, 'withdrawal.wrongState']);
  assert.deepEqual(await refused('POST', `/withdrawals/${asked.id}/approve`, {}), [409, 'withdrawal.sameApprover']);
  assert.equal((await ok('POST', `/withdrawals/${asked.id}/approve`, {}, keys.operator)).body['state'], 'approved');
  assert.deepEqual(await states(order), ['confirmed', 'confirmed']);
  assert.equal((await ok('POST', `/withdrawals/${asked.id}/settle`, {})).body['state'], 'settled');
  assert.deepEqual([await account('payout:clearing'), await account('payout:bank')], [0n, -1_000n]);
  assert.deepEqual(await states(order), ['paid', 'confirmed']);
  for (const verb of ['approve', 'settle', 'fail', 'reject']) {
    const body = verb === 'fail' || verb === 'reject' ? { reason: 'again' } : {};
    assert.deepEqual(await refused('POST', `/withdrawals/${asked.id}/${verb}`, body, keys.operator), [409, 'withdrawal.wrongState']);
  }
  const mine = (await ok('GET', '/people/ext:bob/withdrawals?state=settled')).as<{ data: WithdrawalJson[] }>();
  assert.deepEqual(
    mine.data.map((each) => each.id),
    [asked.id],
  );
  assert.equal((await ok('GET', '/withdrawals?state=requested')).as<{ data: unknown[] }>().data.length, 0);
});

test('what was not paid comes back whole, and a debt made meanwhile is paid first', async () => {
  const { ok, sale, refund, purse, ask, keys, account } = await shop('back');
  const order = await sale('cat', 100);
  const rejected = await ask('bob', 600);
  await ok('POST', `/withdrawals/${rejected.id}/reject`, { reason: 'wrong account' });
  assert.deepEqual(await purse('bob'), ['0', '1000', '0', '0']);
  const failed = await ask('bob', 1_000);
  await ok('POST', `/withdrawals/${failed.id}/approve`, {}, keys.operator);
  await refund(order, 4_000);
  assert.deepEqual(await purse('bob'), ['0', '0', '0', '400']);
  const told = await ok('POST', `/withdrawals/${failed.id}/fail`, { reason: 'account closed' });
  assert.deepEqual([told.body['state'], told.body['reason']], ['failed', 'account closed']);
  assert.deepEqual(await purse('bob'), ['0', '600', '0', '0']);
  assert.equal(await account('payout:clearing'), 0n);
});

test('fifty ask for the whole balance at once: one gets it', async () => {
  const { call, sale, purse, account } = await shop('race');
  await sale('cat', 100);
  const answers = await Promise.all(Array.from({ length: 50 }, () => call('POST', '/people/ext:bob/withdrawals', { amount: cny(1_000) })));
  assert.deepEqual(
    [201, 409].map((status) => answers.filter((told) => told.status === status).length),
    [1, 49],
  );
  assert.deepEqual(await purse('bob'), ['0', '0', '0', '0']);
  assert.equal(await account('payout:clearing'), -1_000n);
});

test('credits that come while somebody withdraws are not lost', async () => {
  const { sale, ask, purse, ok } = await shop('credits');
  await sale('cat', 100);
  const work = [ask('bob', 1_000), ...Array.from({ length: 10 }, () => sale('cat', 10))];
  const [asked] = (await Promise.all(work)) as [WithdrawalJson];
  assert.deepEqual(await purse('bob'), ['0', '1000', '0', '0']);
  await ok('POST', `/withdrawals/${asked.id}/reject`, { reason: 'test' });
  assert.deepEqual(await purse('bob'), ['0', '2000', '0', '0']);
});

test('amounts that are none, too much, a second one and a known id are refused, each in its own words', async () => {
  const { refused, sale, ok, call, keys } = await shop('refusals');
  await sale('cat', 100);
  const path = '/people/ext:bob/withdrawals';
  for (const amount of ['0', '-5', '1.5', 'many', '00', 5, null]) {
    assert.equal((await refused('POST', path, { amount: { amount, currency: 'CNY' } }))[0], 422, `${amount}`);
  }
  assert.deepEqual(await refused('POST', path, { amount: { amount: '5', currency: 'USD' } }), [409, 'currency.other']);
  assert.deepEqual(await refused('POST', path, { amount: cny(1_001) }), [409, 'withdrawal.tooMuch']);
  assert.deepEqual(await refused('POST', '/people/ext:nobody/withdrawals', { amount: cny(1) }), [404, 'person.notFound']);
  assert.deepEqual(await refused('POST', path, { amount: cny(1) }, keys.readonly), [403, 'permission.denied']);
  assert.deepEqual(await refused('POST', path, { amount: cny(1) }, keys.staff), [403, 'permission.denied']);
  const first = await ok('POST', path, { amount: cny(400), externalId: 'w1' });
  assert.equal(first.status, 201);
  const again = await call('POST', path, { amount: cny(400), externalId: 'w1' });
  assert.deepEqual([again.status, again.body['id']], [200, first.body['id']]);
  assert.deepEqual(await refused('POST', path, { amount: cny(401), externalId: 'w1' }), [409, 'withdrawal.exists']);
  assert.deepEqual(await refused('POST', path, { amount: cny(10) }), [409, 'withdrawal.open']);
  assert.equal((await ok('GET', '/withdrawals/ext:w1')).body['id'], first.body['id']);
  assert.deepEqual(await refused('POST', '/withdrawals/ext:w1/fail', {}), [422, 'input.invalid']);
});

test('a trial of asking and of agreeing says what would come and leaves nothing', async () => {
  const { ok, sale, purse, ask, keys } = await shop('trial');
  await sale('cat', 100);
  const trial = await ok('POST', '/people/ext:bob/withdrawals?dryRun=true', { amount: cny(1_000) });
  assert.equal(trial.body['state'], 'requested');
  assert.deepEqual(await purse('bob'), ['0', '1000', '0', '0']);
  const asked = await ask('bob', 1_000);
  assert.equal((await ok('POST', `/withdrawals/${asked.id}/approve?dryRun=true`, {}, keys.operator)).body['state'], 'approved');
  assert.equal((await ok('GET', `/withdrawals/${asked.id}`)).body['state'], 'requested');
});

test('commissions are paid oldest confirmed first, each only when all of it is covered', async () => {
  const { sale, paidOut, states } = await shop('cover');
  const orders = [await sale('cat', 10), await sale('cat', 20), await sale('cat', 30)];
  await paidOut('bob', 299);
  assert.deepEqual(await Promise.all(orders.map(states)), [
    ['paid', 'confirmed'],
    ['confirmed', 'confirmed'],
    ['confirmed', 'confirmed'],
  ]);
  await paidOut('bob', 1);
  assert.deepEqual(
    (await Promise.all(orders.map(states))).map(([nearest]) => nearest),
    ['paid', 'paid', 'confirmed'],
  );
});

test('a refund after payout is a debt, paid by what is earned next, and that is paid too then', async () => {
  const { sale, paidOut, refund, purse, states } = await shop('debt');
  const first = await sale('cat', 100);
  await paidOut('bob', 1_000);
  await refund(first, 10_000);
  assert.deepEqual(await purse('bob'), ['0', '0', '0', '1000']);
  assert.deepEqual((await states(first))[0], 'reversed');
  const second = await sale('cat', 60);
  assert.deepEqual(await purse('bob'), ['0', '0', '0', '400']);
  assert.deepEqual((await states(second))[0], 'paid');
  const third = await sale('cat', 60);
  assert.deepEqual(await purse('bob'), ['0', '200', '0', '0']);
  assert.deepEqual((await states(third))[0], 'confirmed');
});

test('an order refunded part by part takes everybody’s share back to exactly nothing', async () => {
  const { ok, refund, purse, account, states } = await shop('parts');
  const lines = [33, 59].map((quantity) => ({ product: 'ext:tea', quantity, unitPrice: cny(101) }));
  await ok('POST', '/orders', { externalId: 'split', person: 'ext:cat', lines });
  await ok('POST', '/orders/ext:split/payments', { amount: cny(9_292) });
  await ok('POST', '/orders/ext:split/receipt', {});
  for (let left = 3_333; left > 0; left -= 1_111) await refund('split', 1_111);
  for (const fen of [1, 1_986, 1_986, 1_986]) {
    await ok('POST', '/orders/ext:split/refunds', { lines: [{ line: 2, amount: cny(fen) }] });
  }
  assert.deepEqual(new Set(await states('split')), new Set(['reversed']));
  assert.deepEqual([await purse('bob'), await purse('amy')], [Array(4).fill('0'), Array(4).fill('0')]);
  assert.equal(await account('commission:expense'), 0n);
});

test('one yuan back on a line of a hundred keeps ninety-nine percent of its commission', async () => {
  const { sale, refund, purse } = await shop('yuan');
  const order = await sale('cat', 100);
  await refund(order, 100);
  assert.deepEqual(
    [await purse('bob'), await purse('amy')],
    [
      ['0', '990', '0', '0'],
      ['0', '495', '0', '0'],
    ],
  );
});
