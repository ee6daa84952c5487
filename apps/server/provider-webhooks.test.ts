import assert from 'node:assert/strict';
import { test } from 'node:test';
import { diagnose } from '../../flows/doctor/index.ts';
import { turnPayments } from '../../flows/payments/clockwork.ts';
import { paymentsHost } from '../../flows/payments/host.ts';
import { signedHeaders } from '../../kit/webhooks/index.ts';
import { openTenantCtx, brandBySlug } from '../../rooms/identity/index.ts';
import { standingAccount } from '../../rooms/payments/index.ts';
import { testServer, type Told } from './server.fixture.ts';

const server = await testServer();
const now = (): Date => new Date(server.clock.at);
const host = paymentsHost(server.db, { now });

type Brand = Awaited<ReturnType<typeof server.brand>> & { person: string; product: string; secret: string; merchantId: string };

const CNY = (amount: bigint | number) => ({ amount: String(amount), currency: 'CNY' });
let made = 0;

/** A sandbox brand with somebody, something to sell, and the built-in provider. */
async function brandWithProvider(behaviour: object = {}): Promise<Brand> {
  const brand = await server.brand(`pay-${++made}`);
  const { owner: key } = brand.keys;
  const post = async (path: string, body: object): Promise<string> => {
    const told = await server.call('POST', path, { key, body });
    assert.equal(told.status, 201, told.text);
    return told.as<{ id: string }>().id;
  };
  const person = await post('/people', { externalId: 'buyer' });
  const product = await post('/products', { externalId: 'tea', name: 'Tea', price: CNY(12_800) });
  await post('/payment-accounts', { provider: 'test' });
  if (Object.keys(behaviour).length > 0) await behave(brand, behaviour);
  const tenantId = (await brandBySlug(server.db, brand.slug))?.tenantId ?? '';
  const actor = { kind: 'system', id: 'test', name: 'Test', role: 'owner' } as const;
  const account = await openTenantCtx(server.db, tenantId, actor, { how: 'read', recordedAt: now(), requestId: 'x' }, (ctx) =>
    standingAccount(ctx, 'test'),
  );
  return { ...brand, person, product, secret: account.secrets['webhookSecret'] ?? '', merchantId: account.merchantId };
}

async function behave(brand: { keys: { owner: string } }, behaviour: object): Promise<void> {
  const told = await server.call('POST', '/test-provider', { key: brand.keys.owner, body: behaviour });
  assert.equal(told.status, 200, told.text);
}

async function ask(brand: Brand, method: string, path: string, body?: object): Promise<Told> {
  return await server.call(method, path, { key: brand.keys.owner, ...(body ? { body } : {}) });
}

interface Opened {
  readonly order: string;
  readonly intent: string;
  readonly reference: string;
}

async function openPayment(brand: Brand): Promise<Opened> {
  const order = (await ask(brand, 'POST', '/orders', { person: brand.person, lines: [{ product: brand.product, quantity: 1 }] })).as<{
    id: string;
  }>().id;
  const told = await ask(brand, 'POST', `/orders/${order}/payment-intents`, { provider: 'test' });
  assert.equal(told.status, 201, told.text);
  const { id, reference, pay } = told.as<{ id: string; reference: string; pay: object }>();
  assert.deepEqual(pay, { kind: 'test', reference });
  return { order, intent: id, reference };
}

/** What the provider would send when `opened` is paid, with whatever is to be wrong about it. */
function paidMessage(brand: Brand, { reference }: { reference: string }, over: object = {}): object {
  return {
    eventId: `evt-${reference}`,
    kind: 'paid',
    amount: '12800',
    currency: 'CNY',
    merchantId: brand.merchantId,
    orderRef: reference,
    refundRef: null,
    providerRef: `test_${reference}`,
    at: now().toISOString(),
    ...over,
  };
}

async function send(
  brand: Brand,
  message: object | string,
  over: { headers?: Record<string, string>; ageSeconds?: number } = {},
): Promise<Told> {
  const body = typeof message === 'string' ? message : JSON.stringify(message);
  const timestamp = Math.floor(server.clock.at / 1000) - (over.ageSeconds ?? 0);
  const headers = over.headers ?? signedHeaders(brand.secret, { id: 'msg', timestamp, body });
  return await server.call('POST', `/providers/test/webhooks/${brand.slug}`, { raw: body, headers });
}

async function stateOf(brand: Brand, { order, intent }: Opened): Promise<[unknown, unknown]> {
  const told = await ask(brand, 'GET', `/orders/${order}`);
  return [told.body['state'], (await ask(brand, 'GET', `/payment-intents/${intent}`)).body['state']];
}

/** Balances by account that are not 0; the books must balance. */
async function books(brand: Brand): Promise<Record<string, string>> {
  const told = (await ask(brand, 'GET', '/ledger/trial-balance')).as<{
    balanced: boolean;
    accounts: { account: string; balance: { amount: string } | string }[];
  }>();
  assert.equal(told.balanced, true);
  const rows = told.accounts.map(({ account, balance }): [string, string] => [
    account,
    typeof balance === 'string' ? balance : balance.amount,
  ]);
  return Object.fromEntries(rows.filter(([account, amount]) => amount !== '0' && !account.startsWith('person:')));
}

async function outcomes(brand: Brand): Promise<unknown[]> {
  return (await ask(brand, 'GET', '/provider-events')).as<{ data: { outcome: string }[] }>().data.map((event) => event.outcome);
}

async function differences(brand: Brand): Promise<unknown[]> {
  return (await ask(brand, 'GET', '/payment-differences')).as<{ data: { kind: string }[] }>().data.map((one) => one.kind);
}

/** What somebody has to look at: kind and reason. */
async function cases(brand: Brand): Promise<string[]> {
  const told = (await ask(brand, 'GET', '/cases')).as<{ data: { kind: string; facts: { reason: string } }[] }>();
  return told.data.map(({ kind, facts }) => `${kind} ${facts.reason}`).toSorted();
}

test('of messages that come at once each has its own answer: what is unsigned, stale or malformed spoils none beside it', async () => {
  const brand = await brandWithProvider();
  const opened = [await openPayment(brand), await openPayment(brand), await openPayment(brand)];
  const [one = {}, two = {}, three = {}] = opened.map((each) => paidMessage(brand, each));
  const told = await Promise.all([
    send(brand, one),
    send(brand, two, { headers: signedHeaders(brand.secret, { id: 'msg', timestamp: Math.floor(server.clock.at / 1000), body: '{}' }) }),
    send(brand, two),
    send(brand, three, { ageSeconds: 3_600 }),
    send(brand, '{'),
    send(brand, three),
    send(brand, one),
  ]);
  assert.deepEqual(
    told.map(({ status, body }) => (status === 200 ? 200 : body['code'])),
    [200, 'webhook.unsigned', 200, 'webhook.stale', 'webhook.malformed', 200, 200],
  );
  for (const each of opened) assert.deepEqual(await stateOf(brand, each), ['paid', 'paid']);
  assert.deepEqual(await outcomes(brand), ['applied', 'applied', 'applied']);
});

test('W1: a thousand times the same message, fifty at once, is one payment and two hundreds all the way', async () => {
  const brand = await brandWithProvider();
  const opened = await openPayment(brand);
  const message = paidMessage(brand, opened);
  const statuses = new Set<number>();
  for (let sent = 0; sent < 1000; sent += 50) {
    const told = await Promise.all(Array.from({ length: 50 }, () => send(brand, message)));
    for (const { status } of told) statuses.add(status);
  }
  assert.deepEqual([...statuses], [200]);
  assert.deepEqual(await stateOf(brand, opened), ['paid', 'paid']);
  assert.deepEqual(await books(brand), { 'provider:test': '12800', sales: '-12800' });
  assert.deepEqual(await outcomes(brand), ['applied']);
});

test('one payment told under many event ids, at once, is one payment', async () => {
  const brand = await brandWithProvider();
  const opened = await openPayment(brand);
  const told = await Promise.all(Array.from({ length: 50 }, (_, i) => send(brand, paidMessage(brand, opened, { eventId: `evt-${i}` }))));
  assert.ok(told.every(({ status }) => status === 200));
  assert.deepEqual(await books(brand), { 'provider:test': '12800', sales: '-12800' });
  const counted = await outcomes(brand);
  assert.deepEqual([counted.filter((one) => one === 'applied').length, counted.filter((one) => one === 'known').length], [1, 49]);
});

test('a payment that was taken and is told again with another amount is no new money', async () => {
  const brand = await brandWithProvider();
  const opened = await openPayment(brand);
  assert.equal((await send(brand, paidMessage(brand, opened))).status, 200);
  assert.equal((await send(brand, paidMessage(brand, opened, { eventId: 'evt-other', amount: '12801' }))).status, 200);
  assert.deepEqual(await stateOf(brand, opened), ['paid', 'paid']);
  assert.deepEqual(await books(brand), { 'provider:test': '12800', sales: '-12800' });
  assert.deepEqual(await outcomes(brand), ['refused', 'applied']);
  assert.deepEqual(await cases(brand), ['payment payment.exists']);
});

test('who paid, as the provider says, is known again by a hash alone, and not by its inbox (P6)', async () => {
  const brand = await brandWithProvider();
  for (const payer of ['openid-7', 'openid-7', 'openid-8']) {
    assert.equal((await send(brand, paidMessage(brand, await openPayment(brand), { payer }))).status, 200);
  }
  const kept = await server.db.ownerTx(async (sql) => ({
    traces: await sql.text<{ kind: string; row: string }>(
      `SELECT f.kind, f::text AS row FROM relations.fingerprint AS f JOIN identity.tenant AS t ON t.tenant_id = f.tenant_id WHERE t.slug = $1`,
      [brand.slug],
    ),
    inbox: await sql.text<{ row: string }>(`SELECT i.event::text AS row FROM payments.inbox AS i WHERE i.outcome = 'applied'`),
  }));
  assert.deepEqual(
    kept.traces.map((trace) => trace.kind),
    ['payer', 'payer'],
  );
  for (const { row } of [...kept.traces, ...kept.inbox]) assert.ok(!row.includes('openid') && !row.includes('"payer"'), row);
});

test('one bit of a message changed, or its signature, its id or its time, and it is refused', async () => {
  const brand = await brandWithProvider();
  const opened = await openPayment(brand);
  const body = JSON.stringify(paidMessage(brand, opened));
  const timestamp = Math.floor(server.clock.at / 1000);
  const headers = signedHeaders(brand.secret, { id: 'msg', timestamp, body });
  for (let bit = 0; bit < body.length * 8; bit += 7) {
    const bytes = Buffer.from(body);
    bytes.writeUInt8(bytes.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
    const told = await server.call('POST', `/providers/test/webhooks/${brand.slug}`, { raw: new Uint8Array(bytes), headers });
    assert.ok([401, 422].includes(told.status), `bit ${bit}: ${told.status}`);
  }
  assert.equal((await send(brand, body, { headers: { ...headers, 'webhook-id': 'other' } })).status, 401);
  assert.equal((await send(brand, body, { headers: { ...headers, 'webhook-timestamp': String(timestamp + 1) } })).status, 401);
  assert.equal((await send(brand, body, { headers: {} })).status, 401);
  const other = await brandWithProvider();
  assert.equal((await send({ ...other, secret: brand.secret }, body)).status, 401, 'a secret of one brand opens no other');
  assert.deepEqual(await stateOf(brand, opened), ['unpaid', 'open']);
});

test('C2: a message older or younger than five minutes is refused; within them it is taken', async () => {
  const brand = await brandWithProvider();
  const opened = await openPayment(brand);
  for (const ageSeconds of [302, -302]) {
    const told = await send(brand, paidMessage(brand, opened), { ageSeconds });
    assert.deepEqual([told.status, told.body['code']], [401, 'webhook.stale']);
  }
  assert.equal((await send(brand, paidMessage(brand, opened), { ageSeconds: 298 })).status, 200);
  assert.deepEqual(await stateOf(brand, opened), ['paid', 'paid']);
});

test('a brand, a provider or an account that is not here answers the same 404', async () => {
  const brand = await brandWithProvider();
  const bare = await server.brand('pay-bare');
  const told = await Promise.all(
    ['/providers/test/webhooks/nobody', `/providers/paypal/webhooks/${brand.slug}`, `/providers/test/webhooks/${bare.slug}`].map((path) =>
      server.call('POST', path, { raw: '{}' }),
    ),
  );
  assert.deepEqual(
    told.map(({ status, body }) => [status, body['code']]),
    Array.from({ length: 3 }, () => [404, 'webhook.notFound']),
  );
});

test('W8: another currency or merchant posts nothing and pays nothing; it is refused and shown', async () => {
  const brand = await brandWithProvider();
  const [a, b] = [await openPayment(brand), await openPayment(brand)];
  assert.equal((await send(brand, paidMessage(brand, a, { currency: 'USD' }))).status, 200);
  assert.equal((await send(brand, paidMessage(brand, b, { merchantId: 'somebody-else' }))).status, 200);
  assert.deepEqual(
    [await stateOf(brand, a), await stateOf(brand, b)],
    [
      ['unpaid', 'mismatch'],
      ['unpaid', 'mismatch'],
    ],
  );
  assert.deepEqual(await books(brand), {});
  assert.deepEqual(await differences(brand), ['eventRefused', 'eventRefused']);
  assert.deepEqual(await cases(brand), ['payment currency', 'payment merchant']);
});

test('W8: another amount does not pay the order: it is booked as the customer’s, and goes back by itself', async () => {
  const brand = await brandWithProvider();
  const opened = await openPayment(brand);
  assert.equal((await send(brand, paidMessage(brand, opened, { amount: '1' }))).status, 200);
  assert.deepEqual(await stateOf(brand, opened), ['unpaid', 'mismatch']);
  assert.deepEqual(await books(brand), { 'provider:test': '1', 'customer:unapplied': '-1' });
  assert.deepEqual(await differences(brand), ['paymentUnapplied', 'refundOpen']);
  assert.deepEqual(await cases(brand), ['payment amount']);
  await turnPayments(host);
  assert.deepEqual(await books(brand), {});
  assert.deepEqual(await differences(brand), []);
});

test('a payment that comes when the order is paid already is never silent: unapplied, and back', async () => {
  const brand = await brandWithProvider();
  const opened = await openPayment(brand);
  const paid = await ask(brand, 'POST', `/orders/${opened.order}/payments`, {
    amount: CNY(12_800),
    provider: 'manual',
    externalId: 'cash-1',
  });
  assert.equal(paid.status, 201, paid.text);
  const message = paidMessage(brand, opened);
  assert.equal((await send(brand, message)).status, 200);
  assert.equal((await send(brand, { ...message, eventId: 'evt-again' })).status, 200);
  assert.deepEqual(await books(brand), {
    'provider:test': '12800',
    'customer:unapplied': '-12800',
    'provider:manual': '12800',
    sales: '-12800',
  });
  assert.deepEqual(await outcomes(brand), ['known', 'unapplied']);
  await turnPayments(host);
  assert.deepEqual(await books(brand), { 'provider:manual': '12800', sales: '-12800' });
});

test('W3: a payment that comes after the order was cancelled ships nothing and goes back', async () => {
  const brand = await brandWithProvider();
  const opened = await openPayment(brand);
  const cancelled = await ask(brand, 'POST', `/orders/${opened.order}/cancel`, {});
  assert.ok(cancelled.status < 300, cancelled.text);
  assert.equal((await send(brand, paidMessage(brand, opened))).status, 200);
  assert.deepEqual(await stateOf(brand, opened), ['cancelled', 'mismatch']);
  assert.deepEqual(await cases(brand), ['payment order.cancelled']);
  await turnPayments(host);
  assert.deepEqual(await books(brand), {});
});

test('a refund that is told before the payment is told waits for nobody: it is refused and shown, the payment still counts', async () => {
  const brand = await brandWithProvider();
  const opened = await openPayment(brand);
  const paid = paidMessage(brand, opened);
  assert.equal((await send(brand, { ...paid, eventId: 'r', kind: 'refunded', refundRef: 'a'.repeat(32) })).status, 200);
  assert.equal((await send(brand, paid)).status, 200);
  assert.deepEqual(await stateOf(brand, opened), ['paid', 'paid']);
  assert.deepEqual(await cases(brand), ['payment refund.unknown']);
});

test('money for a reference nobody knows is booked as the customer’s and goes back', async () => {
  const brand = await brandWithProvider();
  assert.equal((await send(brand, paidMessage(brand, { reference: 'f'.repeat(32) }))).status, 200);
  assert.deepEqual(await books(brand), { 'provider:test': '12800', 'customer:unapplied': '-12800' });
  await turnPayments(host);
  assert.deepEqual(await books(brand), {});
});

test('W7: a provider that tells nothing is asked, and the payment is found within ten minutes', async () => {
  const brand = await brandWithProvider({ copies: 0 });
  const opened = await openPayment(brand);
  assert.equal((await ask(brand, 'POST', `/payment-intents/${opened.intent}/test`, { do: 'pay' })).status, 200);
  assert.deepEqual(await stateOf(brand, opened), ['unpaid', 'open'], 'its message was lost');
  for (let minute = 0; minute < 10; minute++) {
    server.clock.at += 60_000;
    await turnPayments(host);
  }
  assert.deepEqual(await stateOf(brand, opened), ['paid', 'paid']);
  assert.deepEqual(await books(brand), { 'provider:test': '12800', sales: '-12800' });
  assert.equal((await send(brand, paidMessage(brand, opened))).status, 200, 'the message comes after all');
  assert.deepEqual(await outcomes(brand), ['known', 'applied']);
  assert.deepEqual(await books(brand), { 'provider:test': '12800', sales: '-12800' });
});

test('the built-in provider tells late and often when told to; the clock of the sandbox decides when', async () => {
  const brand = await brandWithProvider({ delaySeconds: 3600, copies: 7 });
  const opened = await openPayment(brand);
  await ask(brand, 'POST', `/payment-intents/${opened.intent}/test`, { do: 'pay' });
  assert.deepEqual(await stateOf(brand, opened), ['unpaid', 'open']);
  const inTwoHours = new Date(server.clock.at + 7_200_000).toISOString();
  assert.equal((await ask(brand, 'POST', '/sandbox/clock', { now: inTwoHours })).status, 200);
  await turnPayments(host);
  assert.deepEqual(await stateOf(brand, opened), ['paid', 'paid']);
  assert.deepEqual(await outcomes(brand), ['applied']);
});

test('a refund of an order goes back the way the money came, once, whoever tells of it first', async () => {
  const brand = await brandWithProvider({ copies: 3 });
  const opened = await openPayment(brand);
  await ask(brand, 'POST', `/payment-intents/${opened.intent}/test`, { do: 'pay' });
  const refund = await ask(brand, 'POST', `/orders/${opened.order}/refunds`, {
    externalId: 'r-1',
    lines: [{ line: 1, amount: CNY(2_800) }],
  });
  assert.equal(refund.status, 201, refund.text);
  assert.deepEqual(await books(brand), { 'provider:test': '12800', sales: '-12800', 'sales:refunds': '2800', 'refund:payable': '-2800' });
  await ask(brand, 'POST', `/orders/${opened.order}/refunds`, { externalId: 'r-1', lines: [{ line: 1, amount: CNY(2_800) }] });
  await turnPayments(host);
  await turnPayments(host);
  assert.deepEqual(await books(brand), { 'provider:test': '10000', sales: '-12800', 'sales:refunds': '2800' });
  assert.deepEqual(await differences(brand), []);
});

test('a provider that stays silent about a refund is asked after under the same number until it is known', async () => {
  const brand = await brandWithProvider({ refunds: 'silent' });
  const opened = await openPayment(brand);
  await ask(brand, 'POST', `/payment-intents/${opened.intent}/test`, { do: 'pay' });
  await ask(brand, 'POST', `/orders/${opened.order}/refunds`, { externalId: 'r', lines: [{ line: 1, amount: CNY(12_800) }] });
  await turnPayments(host);
  assert.deepEqual(await differences(brand), ['refundOpen']);
  await behave(brand, { refunds: 'done' });
  server.clock.at += 3_600_000;
  await turnPayments(host);
  assert.deepEqual(await differences(brand), []);
  assert.equal((await books(brand))['refund:payable'], undefined);
});

test('a refund that finally fails stays owed to the customer, and nothing is un-reversed', async () => {
  const brand = await brandWithProvider({ refunds: 'failed' });
  const opened = await openPayment(brand);
  await ask(brand, 'POST', `/payment-intents/${opened.intent}/test`, { do: 'pay' });
  await ask(brand, 'POST', `/orders/${opened.order}/refunds`, { externalId: 'r', lines: [{ line: 1, amount: CNY(12_800) }] });
  await turnPayments(host);
  await turnPayments(host);
  assert.deepEqual(await books(brand), { 'provider:test': '12800', sales: '-12800', 'sales:refunds': '12800', 'refund:payable': '-12800' });
  assert.deepEqual(await differences(brand), ['refundFailed']);
  assert.deepEqual(await cases(brand), ['payment refund.failed'], 'somebody is asked to find another way');
  assert.equal((await stateOf(brand, opened))[0], 'refunded');
});

test('a chargeback takes what remains of the order at once and is told once', async () => {
  const brand = await brandWithProvider({ copies: 5 });
  const opened = await openPayment(brand);
  await ask(brand, 'POST', `/payment-intents/${opened.intent}/test`, { do: 'pay' });
  assert.equal((await ask(brand, 'POST', `/payment-intents/${opened.intent}/test`, { do: 'dispute' })).status, 200);
  await turnPayments(host);
  assert.equal((await stateOf(brand, opened))[0], 'refunded');
  assert.deepEqual(await books(brand), { sales: '-12800', 'sales:refunds': '12800' });
  assert.equal((await ask(brand, 'POST', `/payment-intents/${opened.intent}/test`, { do: 'winDispute' })).status, 200);
  assert.equal((await stateOf(brand, opened))[0], 'paid', 'the bank decided for the brand: the sale holds again');
  assert.deepEqual(await books(brand), { 'provider:test': '12800', sales: '-12800' });
});

test('a sandbox takes only the built-in provider, a live brand never does', async () => {
  const brand = await brandWithProvider();
  const stripe = { provider: 'stripe', merchantId: 'acct_1', publishableKey: 'pk_1', apiKey: 'sk_1', webhookSecret: 'whsec_1' };
  assert.deepEqual((await ask(brand, 'POST', '/payment-accounts', stripe)).body['code'], 'paymentAccount.notInSandbox');
  const live = await server.app.localFetch('/api/v1/brands', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ slug: 'pay-live', name: 'Live' }),
  });
  assert.equal(live.status, 201);
  const local = async (body: object): Promise<Response> =>
    await server.app.localFetch('/api/v1/payment-accounts', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'zihuan-brand': 'pay-live' },
      body: JSON.stringify(body),
    });
  assert.equal(((await (await local({ provider: 'test' })).json()) as { code: string }).code, 'paymentAccount.onlySandbox');
  const added = await local(stripe);
  const text = await added.text();
  assert.equal(added.status, 201, text);
  assert.doesNotMatch(text, /sk_1|whsec_1/);
  const stored = await server.db.ownerTx((sql) =>
    sql.text<{ row: string }>(`SELECT account::text AS row FROM payments.account AS account`),
  );
  assert.ok(
    stored.every(({ row }) => !/sk_1|whsec_/.test(row)),
    'secrets are stored sealed',
  );
});

test('after all of this the doctor finds nothing wrong in any brand', async () => {
  const { findings } = await diagnose(server.db);
  assert.deepEqual(
    findings.filter((finding) => !finding.ok && finding.id !== 'K.durable').map(({ id, tenant, rows }) => ({ id, tenant, rows })),
    [],
  );
});
