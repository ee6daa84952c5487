import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Db } from '../../kit/db/index.ts';
import { problem } from '../../kit/http/shapes.ts';
import { createApp } from './app.ts';
import { callerOf, fillBrand, idKindOf, pathWith, type Ids } from './ids.fixture.ts';
import { requestOf, testServer, told, type Told } from './server.fixture.ts';

const server = await testServer();
const brand = await server.brand('robust');
const ids: Ids = await fillBrand(server, brand);
const key = brand.keys.owner;
const caller = { ...brand, cookie: (await server.shopper(brand.slug)).cookie };
const { slug } = brand;

function isSound(answer: Told, what: string): void {
  assert.notEqual(answer.status, 500, `${what}: ${answer.text}`);
  if (answer.status >= 400) assert.ok(problem.safeParse(answer.body).success, `${what}: ${answer.text}`);
}

const KNOWN_TROUBLE = [
  '\u0000',
  '\ud800',
  '__proto__',
  'NaN',
  '1e400',
  '-0',
  '９９',
  '9'.repeat(40),
  "'; DROP TABLE x; --",
  '%',
  '../..',
  '0000-00-00',
  '0000-01-01',
  '9999-12-31',
  '2026-02-30',
];

const nasty = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...KNOWN_TROUBLE), fc.integer().map(String));

const reads = server.app.routes.filter((route) => route.method === 'get' && route.path !== '/session');

test('every parameter of every question meets every known trouble without a failure of the server', async () => {
  for (const route of reads) {
    const path = pathWith(route, ids[idKindOf(route)] ?? 'x', slug);
    const calls = Object.keys(route.query?.shape ?? {}).flatMap((name) =>
      KNOWN_TROUBLE.map((value) => `${path}?${name}=${encodeURIComponent(value.toWellFormed())}`),
    );
    const answers = await Promise.all(calls.map((call) => server.call('GET', call, callerOf(route, caller))));
    for (const [i, answer] of answers.entries()) isSound(answer, calls[i] ?? path);
  }
});

test('no text in a path or a query makes the server fail', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...reads), nasty, nasty, async (route, id, value) => {
      const names = [...Object.keys(route.query?.shape ?? {}), 'other'];
      const query = names.map((name) => `${name}=${encodeURIComponent(value.toWellFormed())}`).join('&');
      const path = pathWith(route, id.toWellFormed(), slug).replaceAll(/\/\.{1,2}(?=\/|$)/g, '/x');
      isSound(await server.call('GET', `${path}?${query}`, callerOf(route, caller)), `${path}?${query}`);
      for (const name of names) {
        const one = `${pathWith(route, ids[idKindOf(route)] ?? 'x', slug)}?${name}=${encodeURIComponent(value.toWellFormed())}`;
        isSound(await server.call('GET', one, callerOf(route, caller)), one);
      }
    }),
    { numRuns: 150 },
  );
});

test('no body makes the server fail', async () => {
  const writes = server.app.routes.filter(
    (route) =>
      !['get', 'delete'].includes(route.method) &&
      route.path !== '/sandbox/clock' &&
      route.id !== 'shop.signOut' &&
      !route.path.startsWith('/session') &&
      !route.path.endsWith('/erase'),
  );
  const value = fc.oneof(nasty, fc.integer(), fc.double(), fc.boolean(), fc.constant(null), fc.array(nasty), fc.dictionary(nasty, nasty));
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...writes), fc.infiniteStream(value), fc.json(), async (route, values, json) => {
      const fields = route.body && 'shape' in route.body ? Object.keys(route.body.shape as object) : ['x'];
      const body = Object.fromEntries(fields.map((field) => [field, values.next().value]));
      const path = pathWith(route, ids[idKindOf(route)] ?? 'x', slug);
      const who = callerOf(route, caller);
      isSound(await server.call(route.method.toUpperCase(), path, { ...who, body }), `${route.id} ${JSON.stringify(body)}`);
      isSound(await server.call(route.method.toUpperCase(), path, { ...who, raw: json }), `${route.id} ${json}`);
    }),
    { numRuns: 150 },
  );
});

test('too large is 413, another type 415, no JSON 422, an unknown address 404, another method 405', async () => {
  const send = async (call: object, path = '/people', method = 'POST'): Promise<[number, unknown]> => {
    const answer = await server.call(method, path, { key, ...call });
    return [answer.status, answer.body['code']];
  };
  assert.deepEqual(await send({ body: { name: 'x'.repeat(1_100_000) } }), [413, 'body.tooLarge']);
  assert.deepEqual(await send({ raw: 'name=x', headers: { 'content-type': 'application/x-www-form-urlencoded' } }), [
    415,
    'body.wrongType',
  ]);
  assert.deepEqual(await send({ raw: '{' }), [422, 'input.invalid']);
  assert.deepEqual(await send({ body: {} }, '/nothing'), [404, 'route.notFound']);
  assert.deepEqual(await send({ body: {} }, '/people', 'PUT'), [405, 'method.notAllowed']);
});

test('an id in the path is judged before the body, a body before the rules', async () => {
  const put = async (path: string, body: unknown): Promise<[number, unknown]> => {
    const answer = await server.call('PATCH', path, { key, body });
    return [answer.status, answer.body['code']];
  };
  assert.deepEqual(await put('/staff/stf_nobody', { nonsense: 1 }), [404, 'staff.notFound']);
  assert.deepEqual(await put('/people/per_nobody', { nonsense: 1 }), [404, 'person.notFound']);
  assert.deepEqual(await put(`/people/${ids.person}`, { nonsense: 1 }), [422, 'input.invalid']);
});

test('a parameter nobody knows is refused by name: a misspelt filter must not filter nothing', async () => {
  const answer = await server.call('GET', '/audit?limmit=5', { key });
  assert.equal(answer.status, 422);
  assert.deepEqual(
    answer.as<{ errors: { pointer: string }[] }>().errors.map((fault) => fault.pointer),
    ['/limmit'],
  );
});

test('limits are 1 to 200, and a bad cursor is malformed', async () => {
  for (const [query, status] of [
    ['limit=0', 422],
    ['limit=201', 422],
    ['limit=1.5', 422],
    ['limit=200', 200],
    ['cursor=nonsense', 422],
    ['cursor=', 200],
  ] as const) {
    assert.equal((await server.call('GET', `/audit?${query}`, { key })).status, status, query);
  }
});

test('pages follow one another without a gap or a double while rows are added', async () => {
  const seen: string[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const page: { data: { id: string }[]; next: string | null } = (
      await server.call('GET', `/audit?limit=2&cursor=${cursor}`, { key })
    ).as();
    seen.push(...page.data.map((entry) => entry.id));
    cursor = page.next;
    if (seen.length < 6) await server.call('PATCH', '/brand', { key, body: { name: `Robust ${seen.length}` } });
  }
  assert.equal(new Set(seen).size, seen.length);
  assert.deepEqual(seen, seen.toSorted().toReversed());
});

test('while the database is away every request is a 503 to try again, and pages of the console still come', async () => {
  const away = async (): Promise<never> => {
    throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
  };
  const db: Db = { ...server.db, tenantTx: away, tenantRead: away, platformTx: away };
  const app = createApp({ db, dataDir: '' });
  for (const route of server.app.routes) {
    const path = pathWith(route, ids[idKindOf(route)] ?? 'x');
    const body = route.method === 'get' ? {} : { body: {} };
    const answer = await told(
      await app.fetch(requestOf(route.method.toUpperCase(), path, { key: `zk_${'A'.repeat(43)}`, ...body }), {
        address: '127.0.0.1',
      }),
    );
    assert.equal(answer.status, 503, `${route.id}: ${answer.text}`);
    assert.equal(answer.headers.get('retry-after'), '1');
  }
  assert.equal((await app.fetch(new Request('http://127.0.0.1/healthz'))).status, 503);
});

test('a revoked key is refused from the next request on', async () => {
  const made = (await server.call('POST', '/keys', { key, body: { role: 'operator' } })).as<{
    id: string;
    key: string;
  }>();
  assert.equal((await server.call('GET', '/brand', { key: made.key })).status, 200);
  assert.equal((await server.call('DELETE', `/keys/${made.id}`, { key })).status, 204);
  const after = await server.call('GET', '/brand', { key: made.key });
  assert.deepEqual([after.status, after.body['code']], [401, 'auth.invalid']);
  assert.equal(after.headers.get('www-authenticate'), 'Bearer');
});

test('what comes back says which request it was, and is kept by nobody on the way', async () => {
  const answer = await server.call('GET', '/brand', { key });
  assert.match(answer.headers.get('zihuan-request-id') ?? '', /^req_[0-9a-z]{26}$/);
  assert.equal(answer.headers.get('cache-control'), 'no-store');
  assert.match(answer.headers.get('content-security-policy') ?? '', /default-src 'none'/);
  assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
});
