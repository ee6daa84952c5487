import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeCursor, isShopRoute, type Route } from '../../kit/http/index.ts';
import { newId, parseId, publicId, type IdKind } from '../../kit/ids/index.ts';
import { callerOf, fillBrand, idKindOf, pathWith, takesId, type Ids } from './ids.fixture.ts';
import { testServer } from './server.fixture.ts';

const server = await testServer();
const [mine, theirs] = [await server.brand('mine'), await server.brand('theirs')];
const foreign = await fillBrand(server, theirs);
const own = await fillBrand(server, mine);
const caller = { ...mine, cookie: (await server.shopper(mine.slug)).cookie };
const tenantRoutes = server.app.routes.filter((route): route is Route => route.scope === 'tenant');

/** A good body for every route that takes an id in its path, so that only the id can be wrong. */
const bodies: Record<string, (ids: Ids) => unknown> = {
  'people.update': () => ({ name: 'Taken over' }),
  'people.merge': (ids) => ({ other: ids.person }),
  'staff.update': () => ({ role: 'readonly' }),
};

function withoutRequest(body: Readonly<Record<string, unknown>>): unknown {
  return { ...body, requestId: '' };
}

test('another brand’s id in a path answers like one that does not exist, on every route that takes one', async () => {
  const withId = tenantRoutes.filter((route) => takesId(route));
  assert.ok(withId.length > 10);
  for (const route of withId) {
    const kind = idKindOf(route);
    const body = route.method === 'get' || route.method === 'delete' ? {} : { body: bodies[route.id]?.(own) ?? {} };
    const call = async (id: string) =>
      await server.call(route.method.toUpperCase(), pathWith(route, id, mine.slug), { ...callerOf(route, caller), ...body });
    const there = await call(foreign[kind] ?? missing(kind));
    const nowhere = await call(publicId(kind, newId()));
    const external = await call('ext:nobody');
    assert.equal(there.status, 404, `${route.id}: ${there.text}`);
    assert.deepEqual(withoutRequest(there.body), withoutRequest(nowhere.body), route.id);
    assert.deepEqual(withoutRequest(external.body), withoutRequest(nowhere.body), route.id);
    assert.ok(!there.text.includes(foreign[kind] ?? ''), `${route.id} echoes the id`);
  }
});

function missing(kind: IdKind): never {
  throw new Error(`fillBrand makes no ${kind}`);
}

test('in its own brand the same id is found, so the wall is what refused it', async () => {
  for (const route of tenantRoutes) {
    // What is a visitor's own in a shop is somebody else's here.
    if (route.method !== 'get' || !takesId(route) || isShopRoute(route)) continue;
    const told = await server.call('GET', pathWith(route, foreign[idKindOf(route)] ?? ''), {
      key: theirs.keys.owner,
    });
    assert.equal(told.status, 200, `${route.id}: ${told.text}`);
  }
});

test('another brand’s id in a body is not found either, and the pointer says where', async () => {
  const task = { about: 'design', title: 'Ask' };
  const [tasks, ownTask] = ['/planner/tasks', `/planner/tasks/${own.task}`];
  const pairs: [string, string, (id: string) => unknown, string, IdKind?][] = [
    ['POST', '/referrals', (id) => ({ person: id, referrer: own.person }), '/person'],
    ['POST', '/referrals', (id) => ({ person: own.person, referrer: id }), '/referrer'],
    ['POST', '/partners', (id) => ({ person: id }), '/person'],
    ['POST', `/people/${own.person}/merge`, (id) => ({ other: id }), '/other'],
    ['POST', tasks, (id) => ({ ...task, design: id }), '/design', 'design'],
    ['POST', tasks, (id) => ({ ...task, about: 'gap', place: 'A1', diagnosis: id }), '/diagnosis', 'diagnosis'],
    ['POST', tasks, (id) => ({ ...task, design: own.design, owner: { person: id } }), '/owner/person'],
    ['POST', tasks, (id) => ({ ...task, design: own.design, owner: { staff: id } }), '/owner/staff', 'staff'],
    ['PATCH', ownTask, (id) => ({ owner: { person: id } }), '/owner/person'],
    ['PATCH', ownTask, (id) => ({ owner: { staff: id } }), '/owner/staff', 'staff'],
    ['POST', '/planner/diagnoses', (id) => ({ answers: {}, design: id }), '/design', 'design'],
    ['POST', `/planner/scripts/${own.script}/uses`, (id) => ({ person: id }), '/person'],
    ['POST', `/planner/designs/${own.design}/adopt`, (id) => ({ from: '2026-01', scenario: id }), '/scenario', 'scenario'],
  ];
  for (const [method, path, body, pointer, kind = 'person'] of pairs) {
    if (path.endsWith('/merge') && !tenantRoutes.some((route) => route.id === 'people.merge')) continue;
    const call = async (id: string) => await server.call(method, path, { key: mine.keys.owner, body: body(id) });
    const there = await call(foreign[kind] ?? missing(kind));
    const nowhere = await call(publicId(kind, newId()));
    assert.equal(there.status, 404, there.text);
    assert.deepEqual(withoutRequest(there.body), withoutRequest(nowhere.body));
    assert.deepEqual(
      there.as<{ errors: { pointer: string }[] }>().errors.map((fault) => fault.pointer),
      [pointer],
    );
  }
});

test('another brand’s id in a question is not found either', async () => {
  for (const [path, kind] of [
    ['/planner/tasks?design=', 'design'],
    ['/planner/tasks?diagnosis=', 'diagnosis'],
    ['/planner/diagnoses?design=', 'design'],
    [`/planner/scripts/${own.script}/lot?person=`, 'person'],
  ] as const) {
    const call = async (id: string) => await server.call('GET', `${path}${id}`, { key: mine.keys.owner });
    const [there, nowhere] = [await call(foreign[kind] ?? missing(kind)), await call(publicId(kind, newId()))];
    assert.deepEqual([there.status, withoutRequest(there.body)], [404, withoutRequest(nowhere.body)], path);
  }
});

test('a shop finds nothing of another brand that a body or a query names, and says the same of what is nowhere (T2)', async () => {
  const line = (id: string) => ({ lines: [{ product: id, quantity: 1 }] });
  const address = { name: 'Lin', phone: '13800000000', region: 'Shanghai', street: '1 Road' };
  const told = await server.call('POST', `/shop/${mine.slug}/addresses`, { cookie: caller.cookie, body: address });
  assert.equal(told.status, 201, told.text);
  const asks: [string, string, IdKind, (id: string) => unknown][] = [
    ['POST', '/quote', 'product', line],
    ['POST', '/orders', 'product', (id) => ({ ...line(id), address: told.body['id'] })],
    ['POST', '/orders', 'sku', (id) => ({ lines: [{ product: own.product, sku: id, quantity: 1 }], address: told.body['id'] })],
    ['POST', '/orders', 'address', (id) => ({ ...line(own.product ?? ''), address: id })],
    ['POST', '/me/links', 'product', (id) => ({ product: id })],
    ['POST', '/me/redemptions/code', 'memberCard', (id) => ({ card: id })],
    ['POST', '/me/withdrawals', 'person', (id) => ({ person: id })],
  ];
  for (const [method, path, kind, body] of asks) {
    const call = async (id: string) => {
      const answer = await server.call(method, `/shop/${mine.slug}${path}`, { cookie: caller.cookie, body: body(id) });
      assert.ok(!JSON.stringify(answer.body).includes(foreign[kind] ?? missing(kind)), `${path} ${kind} echoes the id`);
      return [answer.status, withoutRequest(answer.body)];
    };
    const [there, nowhere] = [await call(foreign[kind] ?? missing(kind)), await call(publicId(kind, newId()))];
    assert.deepEqual(there, nowhere, `${method} ${path} ${kind}`);
    assert.ok([404, 409, 422].includes(Number(there[0])), `${method} ${path} ${kind}: ${there[0]}`);
  }
});

test('a cursor of another brand shows nothing of it', async () => {
  for (const route of tenantRoutes) {
    if (route.method !== 'get' || !('cursor' in (route.query?.shape ?? {})) || isShopRoute(route)) continue;
    const path = (key: Ids): string => pathWith(route, key[idKindOf(route)] ?? '');
    const first = await server.call('GET', `${path(foreign)}?limit=1`, { key: theirs.keys.owner });
    const cursor = first.as<{ next: string | null }>().next;
    if (cursor === null) continue;
    const told = await server.call('GET', `${path(own)}?cursor=${encodeURIComponent(cursor)}`, {
      key: mine.keys.owner,
    });
    assert.ok([200, 422].includes(told.status), `${route.id}: ${told.text}`);
    for (const id of Object.values(foreign)) assert.ok(!told.text.includes(id), `${route.id} shows ${id}`);
  }
});

test('a cursor made of another brand’s rows shows a customer nothing of them', async () => {
  const lists = tenantRoutes.filter((route) => route.method === 'get' && isShopRoute(route) && 'cursor' in (route.query?.shape ?? {}));
  assert.ok(lists.length > 5);
  for (const route of lists) {
    for (const kind of ['person', 'order', 'product', 'memberCard'] as const) {
      const id = parseId(kind, foreign[kind] ?? '') ?? missing(kind);
      for (const place of [[id], [new Date(0).toISOString(), id], [0, id]]) {
        const path = pathWith(route, own[idKindOf(route)] ?? '', mine.slug);
        const told = await server.call('GET', `${path}?cursor=${encodeURIComponent(encodeCursor(place))}`, callerOf(route, caller));
        assert.ok(told.status < 500, `${route.id}: ${told.text}`);
        for (const known of Object.values(foreign)) assert.ok(!told.text.includes(known), `${route.id} shows ${known}`);
      }
    }
  }
});

test('a key of one brand stays in it, whatever brand the request names', async () => {
  const told = await server.call('GET', '/brand', { key: mine.keys.owner, brand: theirs.slug });
  assert.equal(told.body['slug'], mine.slug);
});

test('ids, kinds and forms that are no ids are not found', async () => {
  for (const id of [
    '1',
    'per_',
    'ord_00000000000000000000000000',
    'per_zzzzzzzzzzzzzzzzzzzzzzzzzz',
    'ext:',
    'ext:\u0000',
    '..',
    '%2e%2e',
    "'; DROP",
    newId(),
    'per_'.repeat(200),
  ]) {
    const told = await server.call('GET', `/people/${encodeURIComponent(id)}`, { key: mine.keys.owner });
    assert.ok([404, 405].includes(told.status), `${id}: ${told.text}`);
  }
});
