import assert from 'node:assert/strict';
import { test } from 'node:test';
import { turnPayments } from '../../flows/payments/clockwork.ts';
import { paymentsHost } from '../../flows/payments/host.ts';
import { diagnose, replayBrands } from './doctor.ts';
import { cny, payoutShop, type WithdrawalJson } from './payouts.fixture.ts';
import { testServer, told } from './server.fixture.ts';

const server = await testServer();
const shop = payoutShop(server);

/** A brand that sold under a plan of trials and then came under the law of a country. */
async function inChina(slug: string, policy = 'CN') {
  const opened = await shop(slug);
  await server.db.ownerTx(async (sql) => {
    await sql.exec`UPDATE identity.tenant AS tenant SET policy = ${policy} WHERE tenant.slug = ${slug}`;
    // Two levels are paid in China by a brand that took the risk.
    await sql.exec`
      UPDATE partners.plan AS plan SET acknowledgement = '{"risk":true,"legalContact":"counsel"}'
        FROM identity.tenant AS tenant WHERE tenant.tenant_id = plan.tenant_id AND tenant.slug = ${slug}`;
  });
  const name = async (person: string, over: Record<string, unknown> = {}): Promise<void> => {
    const payee = { legalName: '王小明', bornOn: '1990-02-28', idNumber: '11010119900228001X', account: '6222020000001234567', ...over };
    await opened.ok('PATCH', `/people/ext:${person}/payee`, payee);
  };
  return { ...opened, name };
}

test('nobody is paid before they said who they are, and nobody under eighteen', async () => {
  const { refused, sale, name, ok } = await inChina('who');
  await sale('cat', 1_000);
  const path = '/people/ext:bob/withdrawals';
  assert.deepEqual(await refused('POST', path, { amount: cny(1_000) }), [409, 'payee.incomplete']);
  await name('bob', { bornOn: '2015-01-01' });
  assert.deepEqual(await refused('POST', path, { amount: cny(1_000) }), [409, 'payee.underage']);
  assert.deepEqual(await refused('PATCH', '/people/ext:bob/payee', { bornOn: '2999-01-01' }), [409, 'payee.bornLater']);
  await name('bob');
  assert.deepEqual(await refused('POST', path, { amount: cny(99) }), [409, 'withdrawal.belowMinimum']);
  assert.equal((await ok('POST', path, { amount: cny(1_000) })).status, 201);
});

test('a sealed number shows its end to those who pay, itself to the owner alone, and who looked is on the record', async () => {
  const { ok, name, keys, refused } = await inChina('sealed');
  await name('bob');
  const payee = await ok('GET', '/people/ext:bob/payee', undefined, keys.operator);
  assert.deepEqual([payee.body['idNumberEnds'], payee.body['accountEnds']], ['001X', '4567']);
  assert.ok(!payee.text.includes('11010119900228001X'));
  assert.deepEqual(await refused('POST', '/people/ext:bob/payee/reveal', {}, keys.operator), [403, 'permission.denied']);
  const revealed = await ok('POST', '/people/ext:bob/payee/reveal', {});
  assert.deepEqual([revealed.body['idNumber'], revealed.body['account']], ['11010119900228001X', '6222020000001234567']);
  const stored = await server.db.ownerTx((sql) => sql.text<{ row: string }>('SELECT p::text AS row FROM partners.payee_profile AS p'));
  assert.ok(stored.every(({ row }) => !row.includes('11010119900228001X') && !row.includes('6222020000001234567')));
  const { data } = (await ok('GET', '/audit')).as<{ data: { action: string; facts?: unknown }[] }>();
  assert.ok(data.some((entry) => entry.action === 'payee.revealed'));
  assert.ok(!JSON.stringify(data).includes('11010119900228001X'));
  await ok('POST', '/people/ext:bob/erase', {});
  const left = await server.db.ownerTx((sql) =>
    sql.text<{ n: number }>(
      `SELECT count(*)::int AS n FROM partners.payee_profile AS p JOIN identity.tenant AS t ON t.tenant_id = p.tenant_id WHERE t.slug = 'sealed'`,
    ),
  );
  assert.equal(left[0]?.n, 0);
});

test('tax is an estimate until somebody agrees, then fixed; payouts of one month are taxed as one', async () => {
  const { ok, ask, sale, name, keys, account } = await inChina('tax');
  await name('bob');
  await sale('cat', 60_000);
  const first = await ask('bob', 100_000);
  assert.deepEqual([first.tax.method, first.tax.amount.amount, first.tax.isEstimate], ['CN_LABOUR_PER_PAYMENT', '4000', true]);
  await ok('PATCH', '/payout-settings', { taxMethod: 'CN_PLATFORM_CUMULATIVE' });
  assert.equal((await ok('GET', `/withdrawals/${first.id}`)).as<WithdrawalJson>().tax.amount.amount, '0');
  await ok('PATCH', '/payout-settings', { taxMethod: 'CN_LABOUR_PER_PAYMENT' });
  const agreed = (await ok('POST', `/withdrawals/${first.id}/approve`, {}, keys.operator)).as<WithdrawalJson>();
  assert.deepEqual([agreed.tax.amount.amount, agreed.tax.isEstimate, agreed.net.amount], ['4000', false, '96000']);
  await ok('PATCH', '/payout-settings', { taxMethod: 'CN_PLATFORM_CUMULATIVE' });
  assert.equal((await ok('GET', `/withdrawals/${first.id}`)).as<WithdrawalJson>().tax.method, 'CN_LABOUR_PER_PAYMENT');
  await ok('PATCH', '/payout-settings', { taxMethod: 'CN_LABOUR_PER_PAYMENT' });
  await ok('POST', `/withdrawals/${first.id}/settle`, {});
  assert.deepEqual([await account('tax:payable'), await account('payout:bank')], [-4_000n, -96_000n]);
  // 5,000.00 in the month: T(5,000.00) = 800.00, of which 40.00 was taken.
  assert.equal((await ask('bob', 400_000)).tax.amount.amount, '76000');
});

test('a business is paid without tax, against its invoice', async () => {
  const { ok, ask, sale, name, keys, refused } = await inChina('business');
  await name('bob', { kind: 'business', bornOn: null });
  await sale('cat', 10_000);
  const asked = await ask('bob', 100_000);
  assert.deepEqual([asked.tax.method, asked.tax.amount.amount], ['invoice', '0']);
  assert.deepEqual(await refused('POST', `/withdrawals/${asked.id}/approve`, {}, keys.operator), [409, 'withdrawal.invoiceNeeded']);
  await ok('POST', `/withdrawals/${asked.id}/approve`, { invoice: 'F-2026-1' }, keys.operator);
});

test('in the United States who gives no tax number is paid less 24 %, and with one whole; either is fixed when it is agreed to', async () => {
  const { ok, ask, sale, name, keys, account } = await inChina('backup', 'US');
  await name('bob', { idNumber: null });
  await sale('cat', 10_000);
  const first = await ask('bob', 50_001);
  assert.deepEqual([first.tax.method, first.tax.amount.amount, first.net.amount], ['US_BACKUP', '12000', '38001']);
  await ok('POST', `/withdrawals/${first.id}/approve`, {}, keys.operator);
  await name('bob');
  assert.equal((await ok('GET', `/withdrawals/${first.id}`)).as<WithdrawalJson>().tax.method, 'US_BACKUP');
  await ok('POST', `/withdrawals/${first.id}/settle`, {});
  assert.equal(await account('tax:payable'), -12_000n);
  const second = await ask('bob', 10_000);
  assert.deepEqual([second.tax.method, second.tax.amount.amount], ['US_1099', '0']);
});

test('who asked and a key that they made are one; trials have no choice of tax', async () => {
  const { refused, sale, keys, slug } = await shop('eyes');
  await sale('cat', 100);
  const local = async (path: string, body: unknown) =>
    await told(
      await server.app.localFetch(`/api/v1${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'zihuan-brand': slug },
        body: JSON.stringify(body),
      }),
    );
  const asked = await local('/people/ext:bob/withdrawals', { amount: cny(500) });
  assert.equal(asked.status, 201, asked.text);
  // The keys of these tests were made from the command line, which asked.
  const path = `/withdrawals/${String(asked.body['id'])}/approve`;
  assert.deepEqual(await refused('POST', path, {}, keys.operator), [409, 'withdrawal.sameApprover']);
  assert.deepEqual(await refused('PATCH', '/payout-settings', { taxMethod: 'CN_PLATFORM_CUMULATIVE' }), [409, 'tax.notOffered']);
});

test('the pay file runs nowhere as a formula; what went with it is asked after and never goes again', async () => {
  const { ok, ask, sale, purse, name, keys, refused } = await inChina('file');
  await name('bob', { legalName: '=HYPERLINK("http://x")', account: '+8613800000000' });
  await sale('cat', 1_000);
  const { id } = await ask('bob', 10_000);
  assert.equal((await ok('GET', '/withdrawals/pay-file.csv?lang=en')).text.split('\r\n').length, 2);
  await ok('POST', `/withdrawals/${id}/approve`, {}, keys.operator);
  const [heading = '', row = ''] = (await ok('GET', '/withdrawals/pay-file.csv?lang=en')).text.split('\r\n');
  assert.match(heading, /withdrawal,person,legal name/);
  assert.ok(row.includes(`"'=HYPERLINK(""http://x"")"`), row);
  assert.ok(row.includes(`'+8613800000000`) && row.endsWith(',CNY,100.00,0.00,0.00,100.00'), row);
  const { sent } = (await ok('POST', '/withdrawals/mark-sent', { withdrawals: [id] })).as<{ sent: { sentAt: string | null }[] }>();
  assert.equal(typeof sent[0]?.sentAt, 'string');
  assert.deepEqual(await refused('POST', '/withdrawals/mark-sent', { withdrawals: [id] }), [409, 'withdrawal.sending']);
  assert.equal((await ok('GET', '/withdrawals/pay-file.csv')).text.split('\r\n').length, 2);
  assert.deepEqual(await refused('POST', `/withdrawals/${id}/reject`, { reason: 'late' }), [409, 'withdrawal.sending']);
  await ok('POST', `/withdrawals/${id}/fail`, { reason: 'account closed' });
  assert.deepEqual(await purse('bob'), ['0', '10000', '0', '0']);
});

test('a provider pays and says so itself; what it finally cannot pay comes back', async () => {
  const host = paymentsHost(server.db);
  for (const [slug, payouts, state, left] of [
    ['pays', 'paid', 'settled', '600'],
    ['cannot', 'failed', 'failed', '1000'],
  ] as const) {
    const { ok, ask, sale, purse, keys, refused } = await shop(slug);
    await ok('POST', '/payment-accounts', { provider: 'test' });
    await ok('POST', '/test-provider', { payouts });
    await sale('cat', 100);
    const { id } = await ask('bob', 400);
    await ok('POST', `/withdrawals/${id}/approve`, {}, keys.operator);
    assert.deepEqual(await refused('POST', `/withdrawals/${id}/send`, { provider: 'wechat' }), [409, 'payout.notOffered']);
    await ok('POST', `/withdrawals/${id}/send`, { provider: 'test' });
    assert.deepEqual(await refused('POST', `/withdrawals/${id}/settle`, {}), [409, 'withdrawal.sending']);
    await turnPayments(host);
    assert.equal((await ok('GET', `/withdrawals/${id}`)).body['state'], state);
    assert.deepEqual(await purse('bob'), ['0', left, '0', '0']);
  }
});

test('what exceeds the month of a person is held, counted when it is confirmed', async () => {
  const { ok, sale, purse, refund } = await inChina('cap');
  await sale('cat', 400_000);
  assert.deepEqual(await purse('bob'), ['0', '4000000', '0', '0']);
  const over = await sale('cat', 200_000);
  assert.deepEqual(await purse('bob'), ['0', '5000000', '1000000', '0']);
  await sale('cat', 10_000);
  assert.deepEqual(await purse('bob'), ['0', '5000000', '1100000', '0']);
  // A refund of the order that crossed the line comes out of what was held of it first.
  await refund(over, 12_000_000);
  assert.deepEqual(await purse('bob'), ['0', '4800000', '100000', '0']);
  const { data } = (await ok('GET', '/cases?kind=monthlyCap')).as<{ data: { id: string; commissions: number }[] }>();
  assert.deepEqual(
    data.map((each) => each.commissions),
    [2],
  );
  await ok('POST', '/sandbox/clock', { now: new Date(Date.now() + 40 * 86_400_000).toISOString() });
  await sale('cat', 10_000);
  assert.deepEqual(await purse('bob'), ['0', '4900000', '100000', '0']);
  await ok('POST', `/cases/${data[0]?.id}/close`, { outcome: 'release', reason: 'looked at' });
  assert.deepEqual(await purse('bob'), ['0', '5000000', '0', '0']);
});

test('two who buy from each other earn nothing that nobody looked at', async () => {
  const { ok, sale, purse } = await inChina('circle');
  for (const externalId of ['dan', 'eve']) await ok('POST', '/people', { externalId });
  const attribute = (person: string, to: string) => ok('POST', `/people/ext:${person}/attribution`, { to: `ext:${to}`, reason: 'moved' });
  await attribute('cat', 'dan');
  await sale('cat', 100);
  await attribute('cat', 'eve');
  await attribute('dan', 'cat');
  await sale('dan', 100);
  assert.deepEqual(await purse('dan'), ['0', '1000', '0', '0']);
  assert.deepEqual(await purse('cat'), ['0', '0', '1000', '0']);
  const { data } = (await ok('GET', '/cases?kind=circular')).as<{ data: unknown[] }>();
  assert.equal(data.length, 1);
});

test('a plan that lives on its own partners is seen, and what is earned further up is held until it does not', async () => {
  const { ok, sale, purse } = await inChina('gauge');
  assert.equal((await ok('GET', '/figures/gauge')).body['status'], 'tooLittleData');
  await ok('POST', '/partners', { person: 'ext:cat' });
  for (let i = 0; i < 30; i++) await sale('cat', 10);
  assert.deepEqual(await purse('amy'), ['0', '1500', '0', '0']);
  await ok('POST', '/sandbox/clock', { now: new Date(Date.now() + 31 * 86_400_000).toISOString() });
  const gauge = await ok('GET', '/figures/gauge');
  assert.deepEqual(
    ['status', 'retailShare', 'ownUseShare', 'paidDepth', 'referredOrders'].map((field) => gauge.body[field]),
    ['red', '0.000000', '1.000000', 2, 30],
  );
  await sale('cat', 100);
  assert.deepEqual(await purse('amy'), ['0', '1500', '500', '0']);
  assert.deepEqual((await purse('bob'))[2], '0');
});

test('the books of brands under guard hold, and lived again from their facts they are the same to the last entry', async () => {
  const { findings } = await diagnose(server.db);
  assert.deepEqual(
    findings.filter((finding) => !finding.ok && finding.id !== 'K.durable').map(({ id, tenant, rows }) => ({ id, tenant, rows })),
    [],
  );
  const { brands } = await replayBrands(server.db);
  assert.deepEqual(
    brands.filter((brand) => brand.count > 0).map(({ tenant, differences }) => ({ tenant, differences })),
    [],
  );
  const lived = new Map(brands.map((brand) => [brand.tenant, brand.postings]));
  for (const slug of ['cap', 'circle', 'gauge', 'tax', 'backup', 'business', 'pays', 'cannot']) assert.ok((lived.get(slug) ?? 0) > 4, slug);
});
