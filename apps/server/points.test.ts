import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testServer } from './server.fixture.ts';

const server = await testServer();
const { slug, keys } = await server.brand('teahouse');
const key = keys.owner;
const money = (amount: string) => ({ amount, currency: 'CNY' });
const DAY = 86_400_000;

test('nothing is promised in points before the brand says so, and what it says is whole', async () => {
  const rules = await server.call('GET', '/points-rules', { key });
  assert.deepEqual([rules.status, rules.body['version'], rules.body['isOn']], [200, 0, false]);
  const shopper = await server.shopper(slug, '13900000001');
  assert.equal((await shopper.call('POST', '/me/check-ins', { body: {} })).body['code'], 'points.off');
  const mine = await shopper.call('GET', '/me/points');
  assert.deepEqual([mine.status, mine.body['balance'], mine.body['rate']], [200, '0', null]);
  const doubled = { times: [1, 2].map(() => ({ ladderRole: 'entry', timesPpm: 1 })) };
  for (const wrong of [
    doubled,
    { mostPpm: 1_000_000 },
    { worth: { points: 0, amount: money('1') } },
    { earn: { points: 1, per: money('0') } },
  ]) {
    assert.equal((await server.call('PATCH', '/points-rules', { key, body: wrong })).status, 422, JSON.stringify(wrong));
  }
  const other = await server.call('PATCH', '/points-rules', { key, body: { budget: { amount: '1', currency: 'USD' } } });
  assert.equal(other.body['code'], 'currency.other');
  const body = { isOn: true, checkIn: { points: 50, streaks: [{ days: 2, points: 100 }] }, budget: money('100'), mostPpm: 500_000 };
  const set = await server.call('PATCH', '/points-rules', { key, body });
  assert.deepEqual([set.status, set.body['version'], set.body['isOn'], set.body['budget']], [200, 1, true, money('100')]);
});

test('whoever comes by gets points once a day, sees them lot by lot, and nobody else does', async () => {
  server.clock.at += 61_000;
  const shopper = await server.shopper(slug, '13900000001');
  const first = await shopper.call('POST', '/me/check-ins', { body: {} });
  assert.deepEqual([first.status, first.body['streak'], first.body['points']], [201, 1, '50'], first.text);
  const again = await shopper.call('POST', '/me/check-ins', { body: {} });
  assert.deepEqual([again.status, again.body['on']], [200, first.body['on']]);
  server.clock.at += DAY;
  assert.deepEqual((await shopper.call('POST', '/me/check-ins', { body: {} })).body['points'], '150');
  const mine = await shopper.call('GET', '/me/points');
  assert.deepEqual([mine.body['balance'], mine.body['worth']], ['200', money('200')]);
  const lots = mine.as<{ lots: { left: string; state: string; expiresAt: string | null }[] }>().lots;
  assert.deepEqual(
    lots.map((lot) => [lot.left, lot.state, lot.expiresAt === null]),
    [
      ['50', 'spendable', false],
      ['150', 'spendable', false],
    ],
  );
  const checkIn = mine.as<{ checkIn: { isDone: boolean; streak: number; week: { isDone: boolean }[] } }>().checkIn;
  assert.deepEqual([checkIn.isDone, checkIn.streak, checkIn.week.filter((one) => one.isDone).length], [true, 2, 2]);
  const page = await shopper.call('GET', '/me/points/history?limit=1');
  const next = page.as<{ next: string; data: { points: string }[] }>();
  assert.equal(next.data[0]?.points, '150');
  const rest = await shopper.call('GET', `/me/points/history?cursor=${encodeURIComponent(next.next)}`);
  assert.deepEqual(
    rest.as<{ data: { points: string }[] }>().data.map((row) => row.points),
    ['50'],
  );
  assert.equal((await server.call('GET', `/shop/${slug}/me/points`)).status, 401);
  assert.equal((await server.call('GET', `/shop/${slug}/me/points`, { key })).status, 403);
  assert.equal((await server.call('GET', `/people/${shopper.id}/points`, { key })).body['balance'], '200');
});

test('points pay a part of an order asked for over the API; corrections say why, rehearse, and stand in the liability and its budget', async () => {
  const { id: person } = await server.shopper(slug, '13900000002');
  const adjust = `/people/${person}/points/adjustments`;
  assert.equal((await server.call('POST', adjust, { key, body: { points: 300 } })).status, 422);
  const rehearsed = await server.call('POST', `${adjust}?dryRun=true`, { key, body: { points: 300, reason: 'a fair' } });
  assert.deepEqual([rehearsed.status, rehearsed.body['balance']], [201, '300'], rehearsed.text);
  assert.equal((await server.call('GET', `/people/${person}/points`, { key })).body['balance'], '0');
  const given = await server.call('POST', adjust, { key, body: { points: 300, reason: 'a fair' } });
  assert.equal(given.body['balance'], '300');
  await server.call('POST', '/products', { key, body: { externalId: 'tea', name: 'Tea', ladderRole: 'entry', price: money('500') } });
  const order = { person, lines: [{ product: 'ext:tea', quantity: 1 }], points: 250, externalId: 'p-1' };
  const many = await server.call('POST', '/orders', { key, body: { ...order, points: 251 } });
  assert.deepEqual([many.status, many.body['code'], many.as<{ facts: { most: string } }>().facts.most], [409, 'points.tooMany', '250']);
  const placed = await server.call('POST', '/orders', { key, body: order });
  assert.deepEqual([placed.status, placed.body['total']], [201, money('250')], placed.text);
  assert.equal((await server.call('POST', '/orders', { key, body: order })).status, 200);
  assert.equal((await server.call('POST', '/orders', { key, body: { ...order, points: 249 } })).body['code'], 'order.exists');
  await server.call('POST', '/orders/ext:p-1/payments', { key, body: { amount: money('250') } });
  const liability = await server.call('GET', '/points/liability', { key });
  // 200 of the visitor, 50 left of these, 2 that the order earned: at a fen each; granted this month: 200, 300 and 2.
  assert.deepEqual(
    [liability.body['worth'], liability.body['points'], liability.body['coming'], liability.body['redeemed']],
    [money('252'), '252', '2', money('250')],
  );
  assert.deepEqual(liability.as<{ month: { granted: unknown; isOver: boolean } }>().month.isOver, true);
  const events = await server.call('GET', '/audit', { key });
  assert.ok(events.text.includes('points.adjusted'));
});
