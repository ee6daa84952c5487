import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hashToken } from '../../kit/secrets/index.ts';
import { fillBrand, importOrders } from './ids.fixture.ts';
import { cookieFrom, testServer } from './server.fixture.ts';
import { startTimers } from './timers.ts';

const server = await testServer();
const brand = await server.brand('clockwork');
await fillBrand(server, brand);

/** Lets every timer run once and stops them. */
async function runOnce(): Promise<void> {
  await startTimers(server.db).stop();
}

async function count(statement: string, values: string[] = []): Promise<number> {
  const [row] = await server.db.ownerTx(async (sql) => await sql.text<{ n: number }>(statement, values));
  return row?.n ?? 0;
}

test('sessions, links and answers that are over are forgotten, those that are not stay', async () => {
  const body = { name: 'Kept' };
  await server.call('POST', '/people', { key: brand.keys.owner, body, headers: { 'idempotency-key': 'sweep' } });
  const session = cookieFrom(await server.call('GET', '/session')).split('=')[1] ?? '';
  const sessions = 'SELECT count(*)::int AS n FROM identity.session WHERE token_hash = $1';
  await runOnce();
  assert.equal(await count(sessions, [hashToken(session)]), 1);
  assert.equal(await count('SELECT count(*)::int AS n FROM kit.idempotency'), 1);
  await server.db.ownerTx(async (sql) => {
    await sql.text(`UPDATE identity.session SET expires_at = expires_at - interval '15 days'`);
    await sql.text(`UPDATE kit.idempotency SET expires_at = expires_at - interval '2 days'`);
  });
  await runOnce();
  assert.equal(await count(sessions, [hashToken(session)]), 0);
  assert.equal(await count('SELECT count(*)::int AS n FROM kit.idempotency'), 0);
});

test('RFM thresholds are cut when the brand’s day is over, and once', async () => {
  const key = brand.keys.owner;
  const cutOn = async (): Promise<unknown> => (await server.call('GET', '/figures/rfm', { key })).body['cutOn'];
  await runOnce();
  const first = await cutOn();
  assert.match(String(first), /^\d{4}-\d{2}-\d{2}$/);
  await server.call('POST', '/sandbox/clock', { key, body: { now: '2033-03-03T03:00:00Z' } });
  await runOnce();
  assert.equal(await cutOn(), '2033-03-03');
});

test('the figures of the ladder are taken in by themselves once a product stands on it', async () => {
  const key = (await server.brand('without-products')).keys.owner;
  await server.call('POST', '/people', { key, body: { name: 'Somebody' } });
  const states = 'SELECT count(*)::int AS n FROM analytics.ladder_state WHERE next_node IS NULL';
  await runOnce();
  const before = await count(states);
  const created = await server.call('POST', '/products', { key, body: { externalId: 'first-step', name: 'First', ladderRole: 'entry' } });
  assert.equal(created.status, 201);
  await runOnce();
  assert.equal(await count(states), before + 1);
});

test('once a month of the plan a brand lives by is over, what it taught is kept by itself, and once', async () => {
  const key = (await server.brand('planned')).keys.owner;
  const clock = async (now: string) => await server.call('POST', '/sandbox/clock', { key, body: { now } });
  await clock('2034-02-20T04:00:00Z');
  const orders = Array.from({ length: 20 }, (_, i) => `o-${i},p-${i % 15},2034-0${i < 15 ? 1 : 2}-10 10:00:00,20.00`);
  await importOrders(server, key, ['order,person,at,amount', ...orders].join('\n'));
  const body = { name: 'Plan', template: 'food' };
  const { id } = (await server.call('POST', '/planner/designs', { key, body })).as<{ id: string }>();
  assert.equal((await server.call('POST', `/planner/designs/${id}/adopt`, { key, body: { from: '2034-02' } })).status, 201);
  const taught = async () => {
    const told = await server.call('GET', `/planner/designs/${id}/actuals`, { key });
    const { learnt, recalibrations } = told.as<{
      learnt: { months: { month: string }[] } | null;
      recalibrations: { takenBy: string; takenAt: string; levers: object[] }[];
    }>();
    return [recalibrations.map((one) => [one.takenBy, one.takenAt, one.levers.length > 0]), learnt?.months[0]?.month];
  };
  await runOnce();
  assert.deepEqual(await taught(), [[], undefined], 'February is not over');
  await clock('2034-03-01T04:00:00Z');
  await runOnce();
  const once = await taught();
  const [[first] = []] = once as [[string, string, boolean][]];
  assert.deepEqual([first?.[0], first?.[1].slice(0, 10), first?.[2], once[1]], ['timers', '2034-03-01', true, '2034-04']);
  await clock('2034-03-08T04:00:00Z');
  await runOnce();
  assert.deepEqual(await taught(), once);
});

test('a timer that fails is tried again and stops when told', async () => {
  let tries = 0;
  let second: () => void = () => undefined;
  const triedTwice = new Promise<void>((resolve) => (second = resolve));
  const run = async (): Promise<void> => {
    if (++tries === 2) second();
    throw new Error('the database is away');
  };
  const clockwork = startTimers(server.db, [{ name: 'failing', everyMs: 1, run }]);
  await triedTwice;
  await clockwork.stop();
  const after = tries;
  await startTimers(server.db, []).stop();
  assert.equal(tries, after);
});
