import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Acquisition } from '../../rooms/analytics/api.ts';
import type { Spend } from '../../rooms/relations/api.ts';
import { importOrders } from './ids.fixture.ts';
import { testServer, type Told } from './server.fixture.ts';

// What is recorded so that the numbers of a plan can be measured.
const server = await testServer();
const brand = await server.brand('measure');
const key = brand.keys.owner;
const cny = (amount: number) => ({ amount: `${amount}`, currency: 'CNY' });

async function done(told: Promise<Told>, status = 200): Promise<Told> {
  const answer = await told;
  assert.equal(answer.status, status, answer.text);
  return answer;
}

const post = (path: string, body: unknown, status = 201) => done(server.call('POST', path, { key, body }), status);
const read = async <T>(path: string): Promise<T> => (await done(server.call('GET', path, { key }))).as<T>();

/** Fans of a source of whom the first some buy, once for 100.00 and again a month on for 50.00; tea costs half of what it brings. */
async function sourceWith(kind: string, name: string, { fans, buyers }: { fans: number; buyers: number }): Promise<string[]> {
  const seenAt = '2026-01-10T04:00:00Z';
  const ids = Array.from({ length: fans }, (_, i) => `${name}-${i}`);
  for (const externalId of ids)
    await post('/people', { externalId, source: { kind, name }, seenAt, consent: { channel: 'sms', at: seenAt } });
  return ids
    .slice(0, buyers)
    .flatMap((id) => [`${id}-1,${id},2026-01-12 12:00:00,100.00,tea,2`, `${id}-2,${id},2026-02-20 12:00:00,50.00,tea,1`]);
}

test('what was spent on a source says what a fan and a buyer of it cost, and when that came back', async () => {
  await post('/products', { externalId: 'tea', name: 'Tea', price: cny(5000), cost: cny(2500) });
  const lines = [
    ...(await sourceWith('paid', 'Douyin', { fans: 40, buyers: 25 })),
    ...(await sourceWith('offline', 'Market', { fans: 6, buyers: 3 })),
    'x-1,stranger,2026-01-13 12:00:00,100.00,tea,2',
  ];
  await importOrders(server, key, `order,person,at,amount,product,quantity\r\n${lines.join('\r\n')}\r\n`);
  const entry = { source: { kind: 'paid', name: 'Douyin' }, from: '2026-01-01', to: '2026-01-31' };
  const entered = await post('/spend', {
    entries: [
      { ...entry, campaign: 'New year', amount: cny(155_000) },
      { ...entry, from: '2026-02-01', to: '2026-02-10', amount: cny(10_000) },
    ],
  });
  const [january] = entered.as<{ data: Spend[] }>().data;
  assert.deepEqual([january?.campaign, january?.amount.amount, january?.replacedBy], ['New year', '155000', null]);
  const told = await read<Acquisition>('/figures/acquisition?from=2026-01-01&to=2026-02-01');
  assert.deepEqual(
    [
      told.spent?.amount,
      told.fans,
      told.firstBuyers,
      told.costPerFan?.amount,
      told.costPerBuyer?.amount,
      told.allFirstBuyers,
      told.unknownBuyers,
    ],
    ['155000', 40, 25, '3875', '6200', 29, 1],
  );
  const [douyin, market] = told.data;
  // 50.00 of margin on the first order and 25.00 a month later: 62.00 are back after the second month.
  assert.deepEqual(
    [douyin?.source.name, douyin?.payback, douyin?.margin?.perBuyer.amount, douyin?.campaigns],
    ['Douyin', { state: 'paidBack', months: 2 }, '7500', [{ name: 'New year', spent: cny(155_000) }]],
  );
  assert.deepEqual([market?.source.name, market?.spent, market?.costPerBuyer, market?.payback.state], ['Market', null, null, 'noCost']);
  // Half of the days of January, and what falls on them.
  const half = await read<Acquisition>('/figures/acquisition?from=2026-01-17&to=2026-02-06');
  assert.equal(half.spent?.amount, `${(155_000 * 15) / 31 + 5_000}`);
  const never = await read<Acquisition>('/figures/acquisition?from=2025-01-01&to=2025-02-01');
  assert.deepEqual([never.spent, never.costPerBuyer, never.data], [null, null, []]);
});

test('a day of a source and campaign is entered once; what it really was stands beside what was entered, and both stay', async () => {
  const of = (from: string, to: string, amount: number, campaign = '') => ({
    entries: [{ source: { kind: 'paid', name: 'Twice' }, campaign, from, to, amount: cny(amount) }],
  });
  const [first] = (await post('/spend', of('2026-03-01', '2026-03-31', 3100))).as<{ data: Spend[] }>().data;
  assert.ok(first);
  const twice = await post('/spend', of('2026-03-31', '2026-04-02', 300), 409);
  const refused = twice.as<{ code: string; facts: { spend: string }; errors: { pointer: string }[] }>();
  assert.deepEqual([refused.code, refused.facts.spend, refused.errors[0]?.pointer], ['spend.overlaps', first.id, '/entries/0']);
  await post('/spend', of('2026-03-31', '2026-04-02', 300, 'Spring'));
  const inside = [...of('2026-05-01', '2026-05-10', 10).entries, ...of('2026-05-10', '2026-05-12', 10).entries];
  assert.equal((await post('/spend', { entries: inside }, 409)).body['code'], 'spend.overlaps', 'two of one request');
  const all = async () => (await read<{ data: Spend[] }>('/spend?limit=50')).data.filter(({ source }) => source.name === 'Twice');
  assert.equal((await all()).length, 2, 'all of a request or none');
  const corrected = (await post(`/spend/${first.id}/correction`, { amount: cny(0), note: 'Never billed' })).as<Spend>();
  assert.deepEqual([corrected.replaces, corrected.amount.amount, corrected.note], [first.id, '0', 'Never billed']);
  assert.deepEqual((await all()).find(({ id }) => id === first.id)?.replacedBy, corrected.id);
  assert.equal((await post(`/spend/${first.id}/correction`, { amount: cny(1), note: 'Again' }, 409)).body['code'], 'spend.corrected');
  const spent = async () => (await read<Acquisition>('/figures/acquisition?from=2026-03-01&to=2026-03-31')).spent?.amount;
  assert.equal(await spent(), undefined);
  await post('/spend', of('2026-03-10', '2026-03-10', 70));
  assert.equal(await spent(), '70');
  const back = await post(`/spend/${corrected.id}/correction`, { amount: cny(3100), note: 'Billed after all' }, 409);
  assert.equal(back.body['code'], 'spend.overlaps', 'its days were given to another entry meanwhile');
  for (const bad of [of('2026-06-02', '2026-06-01', 1), of('2025-01-01', '2026-06-01', 1), of('2026-06-01', '2026-06-01', -1)])
    await post('/spend', bad, 422);
  assert.equal((await server.call('POST', '/spend', { key: brand.keys.readonly, body: of('2026-06-01', '2026-06-01', 1) })).status, 403);
  const audit = await read<{ data: { action: string }[] }>('/audit?limit=100');
  assert.ok(audit.data.some(({ action }) => action === 'spend.recorded') && audit.data.some(({ action }) => action === 'spend.corrected'));
});
