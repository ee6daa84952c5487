import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Role } from '../../kit/ctx.ts';
import { isShopRoute, rolesOf, type Route } from '../../kit/http/index.ts';
import { newId, publicId } from '../../kit/ids/index.ts';
import { idKindOf, pathWith } from './ids.fixture.ts';
import { testServer } from './server.fixture.ts';

const server = await testServer();
const ROLES: readonly Role[] = ['owner', 'operator', 'staff', 'readonly'];
const matrix = JSON.parse(readFileSync(new URL('authorisation-matrix.json', import.meta.url), 'utf8')) as Record<string, string>;
const tenantRoutes = server.app.routes.filter((route): route is Route => route.scope === 'tenant');
const shopRoutes = tenantRoutes.filter((route) => isShopRoute(route));
const staffRoutes = tenantRoutes.filter((route) => !isShopRoute(route));
const { slug, keys } = await server.brand('matrix');

test('the matrix on file names every route and who may use it', () => {
  const real = Object.fromEntries(
    server.app.routes
      .map((route): [string, string] => [route.id, route.scope === 'tenant' ? rolesOf(route).join(' ') : route.access])
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
  assert.deepEqual(matrix, real);
});

test('nobody gets in without a key or a session, whatever else is wrong with the request', async () => {
  for (const route of tenantRoutes) {
    const told = await server.call(route.method.toUpperCase(), unknownPath(route), nonsenseFor(route));
    if (!isShopRoute(route)) assert.equal(told.status, 401, route.id);
    const forged = await server.call(route.method.toUpperCase(), unknownPath(route), {
      key: `zk_${'x'.repeat(43)}`,
    });
    assert.equal(forged.status, 401, route.id);
  }
});

for (const role of ROLES) {
  test(`${role} is let in where the matrix says so and refused elsewhere before anything else is looked at`, async () => {
    for (const route of tenantRoutes) {
      const body = route.method === 'get' ? {} : { body: { nonsense: 1 } };
      const told = await server.call(route.method.toUpperCase(), unknownPath(route), {
        key: keys[role],
        ...body,
      });
      const isGranted = matrix[route.id]?.split(' ').includes(role);
      if (isGranted) assert.ok(![401, 403].includes(told.status), `${route.id} refuses ${role}: ${told.text}`);
      else assert.deepEqual([told.status, told.body['code']], [403, 'permission.denied'], `${route.id} lets ${role} in`);
      assert.notEqual(told.status, 500, `${route.id}: ${told.text}`);
    }
  });
}

test('a guest may look at a shop, asked to sign in for what is a person’s own, and neither gets anywhere else', async () => {
  const { cookie } = await server.shopper(slug);
  for (const route of tenantRoutes) {
    if (route.id === 'shop.signOut') continue;
    const call = async (how: object) =>
      await server.call(route.method.toUpperCase(), unknownPath(route), { ...nonsenseFor(route), ...how });
    const [guest, person] = [await call({}), await call({ cookie })];
    const roles = matrix[route.id]?.split(' ') ?? [];
    assert.equal(guest.body['code'] === 'auth.required', !roles.includes('guest'), `${route.id} tells a guest ${guest.text}`);
    assert.equal(person.body['code'] === 'auth.required', !roles.includes('person'), `${route.id} tells a person ${person.text}`);
    assert.ok(![403, 500].includes(person.status), `${route.id}: ${person.text}`);
  }
  assert.ok(shopRoutes.length > 0 && staffRoutes.length > 0);
});

test('readonly changes nothing: every write refuses it', () => {
  for (const route of tenantRoutes) {
    if (route.method !== 'get') assert.ok(!matrix[route.id]?.split(' ').includes('readonly'), route.id);
  }
});

test('a key makes no brand and changes no password, whatever it sends', async () => {
  for (const [method, path] of [
    ['POST', '/brands'],
    ['POST', '/brands/sample'],
    ['PATCH', '/session/password'],
  ] as const) {
    for (const role of ROLES) {
      const told = await server.call(method, path, { key: keys[role], body: { nonsense: 1 } });
      assert.deepEqual([told.status, told.body['code']], [403, 'permission.denied'], `${method} ${path} ${role}`);
    }
  }
});

test('fields nobody may set are refused on every write, by name', async () => {
  const forbidden = {
    tenantId: newId(),
    role: 'owner',
    stage: 'partner',
    balance: '1',
    recordedAt: '2026-01-01T00:00:00Z',
  };
  for (const route of server.app.routes) {
    if (route.method === 'get' || (route.scope === 'tenant' && route.bodyType !== 'application/json')) continue;
    const known = new Set(route.body && 'shape' in route.body ? Object.keys(route.body.shape as object) : []);
    for (const [field, value] of Object.entries(forbidden)) {
      if (known.has(field) || !route.body) continue;
      const result = route.body.safeParse({ [field]: value });
      const isNamed = result.error?.issues.some((issue) => issue.code === 'unrecognized_keys' && issue.keys.includes(field));
      assert.ok(isNamed, `${route.id} takes ${field}`);
    }
  }
  const told = await server.call('POST', '/people', {
    key: keys.owner,
    body: { name: 'Eve', tenantId: newId(), stage: 'partner' },
  });
  assert.equal(told.status, 422);
  assert.deepEqual(
    told.as<{ errors: { pointer: string }[] }>().errors.map((fault) => fault.pointer),
    ['/tenantId', '/stage'],
  );
});

test('a write without a body of its own takes none', async () => {
  for (const route of staffRoutes.filter((one) => one.method === 'delete')) {
    const told = await server.call('DELETE', unknownPath(route), {
      key: keys.owner,
      body: { role: 'owner' },
    });
    assert.ok([404, 422].includes(told.status), `${route.id}: ${told.text}`);
  }
});

function nonsenseFor(route: Route): { body?: unknown } {
  return route.method === 'get' ? {} : { body: { nonsense: 1 } };
}

function unknownPath(route: Route): string {
  return pathWith(route, publicId(idKindOf(route), newId()), slug);
}
