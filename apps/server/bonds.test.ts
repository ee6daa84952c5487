import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DAY_MS, moneyShop } from './money.fixture.ts';
import { testServer, type Told } from './server.fixture.ts';

const server = await testServer();
const { keys } = await server.brand('bonds');

const call = (method: string, path: string, body?: unknown, key = keys.owner): Promise<Told> =>
  server.call(method, path, body === undefined ? { key } : { key, body });

async function made(path: string, body: unknown): Promise<Record<string, unknown>> {
  const told = await call('POST', path, body);
  assert.ok(told.status < 300, told.text);
  return told.body;
}

for (const externalId of ['a', 'b', 'c', 'x']) await made('/people', { externalId });
await made('/referrals', { person: 'ext:x', referrer: 'ext:a' });

interface Bond {
  person: { externalId: string };
  reason: string | null;
  until: string | null;
}
const bonds = async (person: string) =>
  (await call('GET', `/people/ext:${person}/bonds`)).as<{ attribution: Bond | null; sponsorship: Bond | null; next: Bond | null }>();

test('without dials the referrer earns, without end and for good', async () => {
  const { body } = await call('GET', '/people/ext:x/bonds');
  assert.deepEqual(body['attribution'], {
    id: null,
    person: (body['attribution'] as { person: unknown }).person,
    from: (body['attribution'] as { from: unknown }).from,
    until: null,
    protectedUntil: null,
    protectionDaysLeft: null,
    cause: 'referral',
    reason: null,
    suspect: [],
  });
  assert.deepEqual(body['history'], []);
  assert.deepEqual((await call('GET', '/people/ext:a/bonds')).body['holds'], { customers: 1, partners: 0 });
});

test('a customer changes hands with a reason, never in the past, and only by those who may', async () => {
  const ahead = new Date(Date.now() + 86_400_000).toISOString();
  const told = await call('POST', '/people/ext:x/attribution', { to: 'ext:b', reason: 'moved to town b', effectiveAt: ahead });
  assert.equal(told.status, 200, told.text);
  const before = await bonds('x');
  assert.deepEqual(
    [before.attribution?.person.externalId, before.next?.person.externalId, before.next?.reason],
    ['a', 'b', 'moved to town b'],
  );
  for (const [body, status, code] of [
    [{ to: 'ext:b', reason: 'x', effectiveAt: '2020-01-01T00:00:00Z' }, 409, 'attribution.backdated'],
    [{ to: 'ext:x', reason: 'x' }, 409, 'attribution.self'],
    [{ to: 'ext:nobody', reason: 'x' }, 404, 'person.notFound'],
    [{ to: 'ext:b' }, 422, 'input.invalid'],
    [{ to: 'ext:b', reason: '   ' }, 422, 'input.invalid'],
  ] as const) {
    const refused = await call('POST', '/people/ext:x/attribution', body);
    assert.deepEqual([refused.status, refused.body['code']], [status, code], refused.text);
  }
  const ring = await call('POST', '/people/ext:a/attribution', { to: 'ext:x', reason: 'x' });
  assert.deepEqual([ring.status, ring.body['code']], [409, 'attribution.cycle']);
  assert.equal((await call('POST', '/people/ext:x/attribution', { to: null, reason: 'x' }, keys.staff)).status, 403);
  const house = await call('POST', '/people/ext:x/attribution', { to: null, reason: 'asked to be left alone' });
  assert.deepEqual([house.status, house.body['attribution'], house.body['next']], [200, null, null]);
});

test('partners belong to partners, others are refused by name', async () => {
  const refused = await call('POST', '/people/ext:b/sponsor', { sponsor: 'ext:a' });
  assert.deepEqual([refused.status, refused.body['code']], [409, 'sponsorship.notPartner']);
  for (const person of ['a', 'b']) await made('/partners', { person: `ext:${person}` });
  const told = await call('POST', '/people/ext:b/sponsor', { sponsor: 'ext:a', reason: 'same shop' });
  assert.equal(told.status, 200, told.text);
  const { sponsorship } = await bonds('b');
  assert.deepEqual([sponsorship?.person.externalId, sponsorship?.reason], ['a', 'same shop']);
  const ring = await call('POST', '/people/ext:a/sponsor', { sponsor: 'ext:b' });
  assert.deepEqual([ring.status, ring.body['code']], [409, 'sponsorship.cycle']);
});

test('a link opened before signing up introduces whoever signs up with it', async () => {
  const touch = await made('/touches', { object: 'ext:c', device: 'phone' });
  assert.equal(touch['outcome'], null);
  await made('/people', { externalId: 'new', touch: touch['token'] });
  assert.equal((await bonds('new')).attribution?.person.externalId, 'c');
  const again = await made('/people', { externalId: 'second', touch: touch['token'] });
  assert.equal((await bonds(String(again['externalId']))).attribution, null);
  const unknown = await call('POST', '/touches', { object: 'ext:nobody' });
  assert.deepEqual([unknown.status, (unknown.body['errors'] as { pointer: string }[])[0]?.pointer], [404, '/object']);
});

test('a plan with dials binds for as long as it says; who was bound before it stays bound, and a later plan changes neither (acceptance 14)', async () => {
  const { ok, later, sold, commissions } = await moneyShop(server, 'dials');
  const publish = async (relations: object | null): Promise<void> => {
    const plan = await ok('POST', '/commission-plans', {
      name: 'For a month',
      levels: [{ depth: 1, ratePpm: 100_000 }],
      payees: { stages: ['prospect', 'fan', 'customer', 'repeat', 'member', 'partner'], onIneligible: 'brand' },
      hold: { days: 7, from: 'receipt' },
      ...(relations === null ? {} : { relations }),
    });
    await ok('POST', `/commission-plans/${String(plan.body['id'])}/publish`, {});
  };
  const buys = async (person: string, order: string): Promise<number> => {
    const placed = await ok('POST', '/orders', {
      externalId: order,
      person: `ext:${person}`,
      lines: [{ product: 'ext:tea', quantity: 1 }],
    });
    await ok('POST', `/orders/ext:${order}/payments`, { amount: placed.body['total'], externalId: `p-${order}` });
    return (await commissions(order)).filter((row) => row.amount.amount !== '0').length;
  };
  await publish({ validityDays: 30, protectionDays: 10, snatch: true, bindOn: 'click' });
  await ok('POST', '/people', { externalId: 'dan' });
  await ok('POST', '/referrals', { person: 'ext:dan', referrer: 'ext:bob' });
  const soon = await ok('POST', '/touches', { object: 'ext:cat', person: 'ext:dan' });
  assert.equal(soon.body['outcome'], 'protected');
  await publish({ validityDays: 3650 });
  await later(29 * DAY_MS);
  assert.equal(await buys('dan', 'in-time'), 1);
  await later(2 * DAY_MS);
  assert.equal(await buys('dan', 'too-late'), 0);
  await sold('of-old');
  assert.equal((await commissions('of-old')).length, 1);
  await publish(null);
  assert.equal(await buys('dan', 'still-too-late'), 0);
  const history = (await ok('GET', '/people/ext:dan/bonds')).as<{ attribution: null; history: { ended: string }[] }>();
  assert.deepEqual([history.attribution, history.history.map((row) => row.ended)], [null, ['expired']]);
});
