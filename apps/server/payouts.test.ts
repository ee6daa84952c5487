import assert from 'node:assert/strict';
import { test } from 'node:test';
import { turnPayments } from '../../flows/payments/clockwork.ts';
import { paymentsHost } from '../../flows/payments/host.ts';
import { createApp } from './app.ts';
import { diagnose } from './doctor.ts';
import { cny, payoutShop, type WithdrawalJson } from './payouts.fixture.ts';
import { testServer, told } from './server.fixture.ts';

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

test('two hundred ask at two servers, some of them again under one key: one is paid, and nothing is left of the others (M2)', async () => {
  const { ok, sale, purse, account, keys, slug } = await shop('storm');
  await sale('cat', 100);
  const second = createApp({
    db: server.db,
    dataDir: server.dataDir,
    isCheckingReplies: true,
    now: () => new Date(),
    tell: () => undefined,
  });
  const answers = await Promise.all(
    Array.from({ length: 200 }, async (_, i) => {
      const key = i % 4 === 0 ? 'one and the same' : i % 4 === 1 ? `key ${i}` : null;
      const request = new Request('http://127.0.0.1:7700/api/v1/people/ext:bob/withdrawals', {
        method: 'POST',
        headers: {
          authorization: `Bearer ${keys.owner}`,
          'content-type': 'application/json',
          ...(key === null ? {} : { 'idempotency-key': key }),
        },
        body: JSON.stringify({ amount: cny(1_000) }),
      });
      return await told(await (i % 2 === 0 ? server.app : second).fetch(request, { address: '127.0.0.1' }));
    }),
  );
  const made = answers.filter((one) => one.status === 201);
  assert.equal(new Set(made.map((one) => one.body['id'])).size, 1);
  assert.deepEqual(new Set(answers.map((one) => one.status)), new Set([201, 409]));
  const { data } = (await ok('GET', '/withdrawals')).as<{ data: WithdrawalJson[] }>();
  assert.deepEqual([data.length, await purse('bob'), await account('payout:clearing')], [1, ['0', '0', '0', '0'], -1_000n]);
  await ok('POST', `/withdrawals/${data[0]?.id}/approve`, {}, keys.operator);
  await Promise.all(
    Array.from({ length: 20 }, () => server.call('POST', `/withdrawals/${data[0]?.id}/settle`, { key: keys.owner, body: {} })),
  );
  assert.equal(await account('payout:bank'), -1_000n);
  const { findings } = await diagnose(server.db, slug);
  assert.deepEqual(
    findings.filter((finding) => !finding.ok && finding.id !== 'K.durable').map((finding) => finding.id),
    [],
  );
});

test('of what a provider does not answer nothing is known: it is asked after, never sent again, and no hand ends it (M4)', async () => {
  const host = paymentsHost(server.db);
  for (const [slug, payouts] of [
    ['silent', 'silent'],
    ['lost', 'silentPaid'],
  ] as const) {
    const { ok, sale, ask, keys, refused, account, purse } = await shop(slug);
    await ok('POST', '/payment-accounts', { provider: 'test' });
    await ok('POST', '/test-provider', { payouts });
    await sale('cat', 100);
    const { id } = await ask('bob', 1_000);
    await ok('POST', `/withdrawals/${id}/approve`, {}, keys.operator);
    await ok('POST', `/withdrawals/${id}/send`, { provider: 'test' });
    await turnPayments(host);
    const { body } = await ok('GET', `/withdrawals/${id}`);
    assert.deepEqual([body['state'], typeof body['sentAt'], body['endedAt']], ['approved', 'string', null]);
    for (const [verb, sent] of [
      ['settle', {}],
      ['fail', { reason: 'x' }],
      ['reject', { reason: 'x' }],
      ['send', { provider: 'test' }],
    ] as const) {
      assert.deepEqual(await refused('POST', `/withdrawals/${id}/${verb}`, sent), [409, 'withdrawal.sending'], verb);
    }
    assert.deepEqual([await account('payout:clearing'), await account('payout:bank'), (await purse('bob'))[1]], [-1_000n, 0n, '0']);
    // Asked after later: what was paid is settled once, what is unknown stays so.
    for (let hours = 1; hours < 30; hours += 7) {
      await turnPayments({ ...host, now: () => new Date(Date.now() + hours * 3_600_000) });
    }
    const after = (await ok('GET', `/withdrawals/${id}`)).body['state'];
    assert.deepEqual([after, await account('payout:bank')], payouts === 'silent' ? ['approved', 0n] : ['settled', -1_000n]);
  }
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

test('what was paid out is owed again to the fen when the bank takes half a year later what a refund left; the next earnings pay it (M3)', async () => {
  const { ok, sale, paidOut, refund, purse, slug } = await shop('late');
  const order = await sale('cat', 100);
  await paidOut('bob', 1_000);
  await refund(order, 3_333);
  assert.deepEqual(await purse('bob'), ['0', '0', '0', '334']);
  await ok('POST', '/sandbox/clock', { now: new Date(Date.now() + 179 * 86_400_000).toISOString() });
  const taken = { externalId: 'cb', cause: 'chargeback', lines: [{ line: 1, amount: cny(6_667) }] };
  await ok('POST', `/orders/ext:${order}/refunds`, taken);
  await ok('POST', `/orders/ext:${order}/refunds`, taken);
  assert.deepEqual(await purse('bob'), ['0', '0', '0', '1000']);
  await sale('cat', 50);
  assert.deepEqual(await purse('bob'), ['0', '0', '0', '500']);
  await ok('POST', '/refunds/ext:cb/chargeback-won', {});
  assert.deepEqual(await purse('bob'), ['0', '166', '0', '0']);
  const { findings } = await diagnose(server.db, slug);
  assert.deepEqual(
    findings.filter((finding) => !finding.ok && finding.id !== 'K.durable').map((finding) => finding.id),
    [],
  );
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
