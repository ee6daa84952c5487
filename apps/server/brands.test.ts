import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listenWithin } from '../../kit/events/index.ts';
import { fillBrand } from './ids.fixture.ts';
import { testServer, type Told } from './server.fixture.ts';

const server = await testServer();
const { keys } = await server.brand('settings');
const key = keys.owner;

async function make(body: object): Promise<{ status: number; code: unknown }> {
  const response = await server.app.localFetch('/api/v1/brands', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'New', ...body }),
  });
  const told = (await response.json()) as { code?: string };
  return { status: response.status, code: told.code };
}

async function change(body: object): Promise<Told> {
  return await server.call('PATCH', '/brand', { key, body });
}

test('a slug is taken once, and LAB is for sandbox brands only', async () => {
  assert.deepEqual(await make({ slug: 'settings' }), { status: 409, code: 'brand.slugTaken' });
  assert.deepEqual(await make({ slug: 'lab', policy: 'LAB' }), {
    status: 409,
    code: 'brand.labNeedsSandbox',
  });
  assert.deepEqual(await make({ slug: 'lab', policy: 'LAB', sandbox: true }), {
    status: 201,
    code: undefined,
  });
  assert.deepEqual(await make({ slug: 'plain' }), { status: 201, code: undefined });
});

test('what is no slug, time zone, currency or policy is malformed and makes nothing', async () => {
  for (const [body, code] of [
    [{ slug: 'Upper' }, 'input.invalid'],
    [{ slug: '-x' }, 'input.invalid'],
    [{ slug: 'odd', policy: 'MOON' }, 'input.invalid'],
    [{ slug: 'odd', timeZone: 'Mars/Olympus' }, 'timeZone.unknown'],
    [{ slug: 'odd', currency: 'XQZ' }, 'currency.unknown'],
  ] as const) {
    assert.deepEqual(await make(body), { status: 422, code }, JSON.stringify(body));
  }
  assert.equal((await make({ slug: 'odd' })).status, 201);
});

test('a key makes no brands: it belongs to one', async () => {
  const told = await server.call('POST', '/brands', { key, body: { slug: 'by-key', name: 'No' } });
  assert.deepEqual([told.status, told.body['code']], [403, 'permission.denied']);
});

test('settings change together with their audit row, and only what changed is in it', async () => {
  const told = await change({ name: '茶馆', accent: '#0F8B8D', language: 'en' });
  assert.deepEqual([told.body['name'], told.body['accent'], told.body['language']], ['茶馆', '#0F8B8D', 'en']);
  const [entry] = (await server.call('GET', '/audit?limit=1', { key })).as<{
    data: { action: string; facts: object; actor: { kind: string } }[];
  }>().data;
  assert.equal(entry?.action, 'brand.updated');
  assert.equal(entry?.actor.kind, 'key');
  assert.deepEqual(Object.keys(entry?.facts ?? {}).toSorted(), ['accent', 'language', 'name']);
});

test('a changed time zone is announced inside the transaction that changes it', async () => {
  const heard: unknown[] = [];
  listenWithin('brand.timeZoneChanged', async (ctx, event) => {
    if (ctx.tenant.slug === 'settings') heard.push(event.payload);
  });
  assert.equal((await change({ timeZone: 'Europe/Berlin' })).status, 200);
  assert.equal((await change({ name: 'Same zone' })).status, 200);
  assert.deepEqual(heard, [{ from: 'Asia/Shanghai', to: 'Europe/Berlin' }]);
});

test('the currency changes until something was sold', async () => {
  assert.equal((await change({ currency: 'EUR' })).body['currency'], 'EUR');
  assert.equal((await server.call('GET', '/brand', { key })).body['canChangeCurrency'], true);
  assert.equal((await change({ currency: 'CNY' })).status, 200);
  await fillBrand(server, { slug: 'settings', keys });
  assert.equal((await server.call('GET', '/brand', { key })).body['canChangeCurrency'], false);
  const refused = await change({ currency: 'EUR' });
  assert.deepEqual([refused.status, refused.body['code']], [409, 'brand.currencyFixed']);
  assert.equal((await change({ currency: 'CNY' })).status, 200, 'the same currency is no change');
});

test('a new time zone moves every sale to its day there', async () => {
  const days = async (): Promise<string[]> =>
    (await server.call('GET', '/figures/daily?to=2026-03-01', { key }))
      .as<{ data: { period: string; orders: number }[] }>()
      .data.filter((one) => one.orders > 0)
      .map((one) => one.period);
  assert.deepEqual(await days(), ['2026-01-05', '2026-02-05', '2026-02-06']);
  assert.equal((await change({ timeZone: 'Pacific/Pago_Pago' })).status, 200);
  assert.deepEqual(await days(), ['2026-01-04', '2026-02-04', '2026-02-05']);
  assert.equal((await change({ timeZone: 'Europe/Berlin' })).status, 200);
});

test('the sandbox clock goes forward, runs on from there, and never back', async () => {
  const set = async (now: string): Promise<Told> => await server.call('POST', '/sandbox/clock', { key, body: { now } });
  const moved = await set('2031-01-01T00:00:00Z');
  assert.deepEqual([moved.status, moved.body['now']], [200, '2031-01-01T00:00:00.000Z']);
  server.clock.at += 90_000;
  assert.equal((await server.call('GET', '/brand', { key })).body['now'], '2031-01-01T00:01:30.000Z');
  const back = await set('2031-01-01T00:01:29Z');
  assert.deepEqual([back.status, back.body['code']], [409, 'clock.backwards']);
  assert.deepEqual([(await set('2400-01-01T00:00:00Z')).status, (await set('tomorrow')).status], [422, 422]);
  assert.equal((await set('2031-06-01T02:00:00+02:00')).body['now'], '2031-06-01T00:00:00.000Z');
});

test('the clock of a brand that is no sandbox stays the real one', async () => {
  const response = await server.app.localFetch('/api/v1/sandbox/clock', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'zihuan-brand': 'plain' },
    body: JSON.stringify({ now: '2031-01-01T00:00:00Z' }),
  });
  assert.equal(response.status, 409);
  assert.equal(((await response.json()) as { code: string }).code, 'clock.onlySandbox');
});

test('clock moves at the same moment: one history, never backwards', async () => {
  const times = Array.from({ length: 10 }, (_, i) => `2032-01-${String(10 + i)}T00:00:00Z`);
  const told = await Promise.all(times.map((now) => server.call('POST', '/sandbox/clock', { key, body: { now } })));
  for (const one of told) assert.ok([200, 409].includes(one.status), one.text);
  assert.equal((await server.call('GET', '/brand', { key })).body['now'], '2032-01-19T00:00:00.000Z');
});

test('two owners who remove each other at the same moment leave one', async () => {
  await server.app.localFetch('/api/v1/brands', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ slug: 'duel', name: 'Duel' }),
  });
  const local = async (method: string, path: string, body?: object): Promise<Response> =>
    await server.app.localFetch(`/api/v1${path}`, {
      method,
      headers: { 'content-type': 'application/json', 'zihuan-brand': 'duel' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
  const ids: string[] = [];
  for (const name of ['ann', 'bob']) {
    const invited = (await (await local('POST', '/staff', { name, email: `${name}@example.com`, role: 'owner' })).json()) as {
      id: string;
      inviteUrl: string;
    };
    ids.push(invited.id);
    const token = new URL(invited.inviteUrl).searchParams.get('token');
    const body = { token, name, email: `${name}@example.com`, password: 'long enough words' };
    assert.equal((await server.call('POST', '/session/set-up', { body })).status, 201);
  }
  const removed = await Promise.all(ids.map((id) => local('DELETE', `/staff/${id}`)));
  assert.deepEqual(removed.map((one) => one.status).toSorted(), [204, 409]);
});
