import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testServer, type Told } from './server.fixture.ts';

const server = await testServer();

interface MoneyJson {
  amount: string;
  currency: string;
}
interface Balances {
  pending: MoneyJson;
  available: MoneyJson;
  held: MoneyJson;
  receivable: MoneyJson;
}
interface WithdrawalJson {
  id: string;
  state: string;
  amount: MoneyJson;
  net: MoneyJson;
  fee: MoneyJson;
  tax: { method: string; amount: MoneyJson; isEstimate: boolean };
}
const cny = (amount: number | bigint): MoneyJson => ({ amount: amount.toString(), currency: 'CNY' });

/** A brand in which amy introduced bob and bob introduced cat, and ten percent goes to depth 1, five to depth 2. */
async function shop(slug: string) {
  const brand = await server.brand(slug);
  const call = async (method: string, path: string, body?: unknown, key = brand.keys.owner): Promise<Told> =>
    await server.call(method, path, body === undefined ? { key } : { key, body });
  const ok = async (method: string, path: string, body?: unknown, key?: string): Promise<Told> => {
    const told = await call(method, path, body, key);
    assert.ok(told.status < 300, `${method} ${path}: ${told.text}`);
    return told;
  };
  const refused = async (method: string, path: string, body: unknown, key?: string): Promise<[number, unknown]> => {
    const told = await call(method, path, body, key);
    return [told.status, told.body['code']];
  };
  await ok('POST', '/products', { externalId: 'tea', name: 'Tea', price: cny(100) });
  for (const externalId of ['amy', 'bob', 'cat']) await ok('POST', '/people', { externalId });
  await ok('POST', '/referrals', { person: 'ext:bob', referrer: 'ext:amy' });
  await ok('POST', '/referrals', { person: 'ext:cat', referrer: 'ext:bob' });
  const plan = await ok('POST', '/commission-plans', {
    name: 'two levels',
    levels: [
      { depth: 1, ratePpm: 100_000 },
      { depth: 2, ratePpm: 50_000 },
    ],
    payees: { stages: ['prospect', 'fan', 'customer', 'repeat', 'member', 'partner'] },
    hold: { days: 0 },
  });
  await ok('POST', `/commission-plans/${String(plan.body['id'])}/publish`, {});
  let orders = 0;
  /** An order of `yuan` by somebody, paid and received. */
  async function sale(person: string, yuan: number): Promise<string> {
    orders += 1;
    const id = `o${orders}`;
    await ok('POST', '/orders', { externalId: id, person: `ext:${person}`, lines: [{ product: 'ext:tea', quantity: yuan }] });
    await ok('POST', `/orders/ext:${id}/payments`, { amount: cny(yuan * 100), provider: 'manual', externalId: `p-${id}` });
    await ok('POST', `/orders/ext:${id}/receipt`, {});
    return id;
  }
  const refund = async (order: string, fen: number): Promise<Told> =>
    await ok('POST', `/orders/ext:${order}/refunds`, { lines: [{ line: 1, amount: cny(fen) }] });
  async function purse(person: string): Promise<[string, string, string, string]> {
    const has = (await ok('GET', `/people/ext:${person}/balances`)).as<Balances>();
    return [has.pending.amount, has.available.amount, has.held.amount, has.receivable.amount];
  }
  const ask = async (person: string, fen: number, key?: string): Promise<WithdrawalJson> =>
    (await ok('POST', `/people/ext:${person}/withdrawals`, { amount: cny(fen) }, key)).as<WithdrawalJson>();
  async function paidOut(person: string, fen: number): Promise<WithdrawalJson> {
    const { id } = await ask(person, fen);
    await ok('POST', `/withdrawals/${id}/approve`, {}, brand.keys.operator);
    return (await ok('POST', `/withdrawals/${id}/settle`, {})).as<WithdrawalJson>();
  }
  async function states(order: string): Promise<string[]> {
    const { data } = (await ok('GET', `/orders/ext:${order}/commissions`)).as<{
      data: { payee: string; state: string; depth: number }[];
    }>();
    return data.toSorted((a, b) => a.depth - b.depth).map((row) => row.state);
  }
  async function account(name: string): Promise<bigint> {
    const { accounts, balanced } = (await ok('GET', '/ledger/trial-balance')).as<{
      accounts: { account: string; balance: MoneyJson }[];
      balanced: boolean;
    }>();
    assert.equal(balanced, true);
    return BigInt(accounts.find((line) => line.account === name)?.balance.amount ?? 0);
  }
  return { ...brand, call, ok, refused, sale, refund, purse, ask, paidOut, states, account };
}

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
