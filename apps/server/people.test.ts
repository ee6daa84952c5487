import assert from 'node:assert/strict';
import { test } from 'node:test';
import { turnOwnData } from '../../flows/own-data/clockwork.ts';
import { SECTIONS } from '../../flows/own-data/sections.ts';
import { payoutShop } from './payouts.fixture.ts';
import { testServer, type Told } from './server.fixture.ts';

const DAY_MS = 86_400_000;

const server = await testServer();
const { keys } = await server.brand('people');

const call = (method: string, path: string, body?: unknown, key = keys.owner): Promise<Told> =>
  server.call(method, path, body === undefined ? { key } : { key, body });

async function person(externalId: string, more: Record<string, unknown> = {}): Promise<string> {
  const told = await call('POST', '/people', { externalId, ...more });
  assert.equal(told.status, 201, told.text);
  return told.as<{ id: string }>().id;
}

test('a person told twice is one person, told otherwise a conflict', async () => {
  const body = { externalId: 'a/b c', name: '林七', phone: '139 0000 0001' };
  const first = await call('POST', '/people', body);
  const again = await call('POST', '/people', body);
  assert.deepEqual([first.status, again.status, again.body], [201, 201, first.body]);
  const other = await call('POST', '/people', { ...body, name: '别人' });
  assert.deepEqual([other.status, other.body['code']], [409, 'person.exists']);
  const found = await call('GET', `/people/ext:${encodeURIComponent('a/b c')}`);
  assert.deepEqual([found.status, found.body['id']], [200, first.body['id']]);
  const taken = await call('POST', '/people', { externalId: 'x', phone: '+8613900000001' });
  assert.deepEqual([taken.status, taken.body['code']], [409, 'identity.taken']);
  const malformed = await call('POST', '/people', { externalId: 'y', phone: 'call me' });
  assert.equal(malformed.status, 422);
});

test('only eyes with contact rights see a phone number', async () => {
  await person('phoned', { phone: '13900000002' });
  for (const [role, value] of [
    ['staff', '+8613900000002'],
    ['readonly', '**********0002'],
  ] as const) {
    const seen = await call('GET', '/people/ext:phoned', undefined, keys[role]);
    assert.deepEqual(
      seen.as<{ identities: { value: string }[] }>().identities.map((identity) => identity.value),
      [value],
    );
  }
});

test('introductions answer with both people, and refuse by name', async () => {
  const [a, b, c] = [await person('a'), await person('b'), await person('c')];
  const bound = await call('POST', '/referrals', { person: 'ext:b', referrer: a });
  assert.equal(bound.status, 201, bound.text);
  const again = await call('POST', '/referrals', { person: b, referrer: 'ext:a' });
  assert.deepEqual([again.status, again.body], [201, bound.body]);
  for (const [body, code] of [
    [{ person: b, referrer: c }, 'referral.second'],
    [{ person: c, referrer: c }, 'referral.self'],
    [{ person: a, referrer: b }, 'referral.cycle'],
  ] as const) {
    const refused = await call('POST', '/referrals', body);
    assert.deepEqual([refused.status, refused.body['code']], [409, code]);
  }
  const unknown = await call('POST', '/referrals', { person: c, referrer: 'ext:nobody' });
  assert.equal(unknown.status, 404);
  assert.equal(unknown.as<{ errors: { pointer: string }[] }>().errors[0]?.pointer, '/referrer');
  await call('POST', '/referrals', { person: c, referrer: b });
  const tree = await call('GET', '/people/ext:c/relations');
  const { referrer, upline, directs, downline } = tree.as<{
    referrer: { id: string };
    upline: { person: { externalId: string }; depth: number }[];
    directs: number;
    downline: number;
  }>();
  assert.equal(referrer.id, b);
  assert.deepEqual(
    upline.map((above) => [above.person.externalId, above.depth]),
    [
      ['b', 1],
      ['a', 2],
    ],
  );
  assert.deepEqual([directs, downline], [0, 0]);
  const top = (await call('GET', '/people/ext:a/relations')).as<{ directs: number; downline: number }>();
  assert.deepEqual([top.directs, top.downline], [1, 2]);
});

test('consent makes a fan, shown with the stages before', async () => {
  const id = await person('fan', {
    source: { kind: 'paid', name: '小红书' },
    seenAt: '2026-01-01T00:00:00Z',
  });
  const changed = await call('PATCH', `/people/${id}`, {
    consent: { channel: 'wecom', at: '2026-01-04T00:00:00Z' },
  });
  assert.deepEqual([changed.status, changed.body['stage'], changed.body['stageSince']], [200, 'fan', '2026-01-04T00:00:00.000Z']);
  const stages = (await call('GET', `/people/${id}/stages`)).as<{ data: unknown[] }>();
  assert.deepEqual(stages.data, [
    { from: null, to: 'prospect', at: '2026-01-01T00:00:00.000Z', days: null },
    { from: 'prospect', to: 'fan', at: '2026-01-04T00:00:00.000Z', days: 3 },
  ]);
  const sources = (await call('GET', '/sources')).as<{ data: { kind: string; name: string }[] }>();
  assert.deepEqual(
    sources.data.map(({ kind, name }) => [kind, name]),
    [['paid', '小红书']],
  );
});

test('merging is previewed, done once and answered by either id; erasing is the owner’s', async () => {
  const [one, two] = [await person('one', { phone: '13900000003' }), await person('two', { name: '双' })];
  const preview = await call('POST', `/people/${two}/merge?dryRun=true`, { other: one });
  assert.deepEqual([preview.status, preview.body['done']], [200, false]);
  assert.equal((await call('GET', '/people/ext:two')).body['id'], two);
  const done = await call('POST', `/people/${two}/merge`, { other: 'ext:one' });
  assert.deepEqual([done.status, done.body['done']], [200, true]);
  assert.equal((await call('GET', `/people/${two}`)).body['id'], one);
  assert.equal((await call('POST', `/people/${two}/merge`, { other: one })).body['code'], 'merge.same');

  const file = await call('GET', '/people/ext:two/export', undefined, keys.operator);
  assert.equal(file.status, 200);
  assert.match(file.headers.get('content-disposition') ?? '', /attachment/);
  assert.ok(file.text.includes('+8613900000003'));
  assert.equal((await call('POST', `/people/${one}/erase`, {}, keys.operator)).status, 403);
  const trial = await call('POST', `/people/${one}/erase?dryRun=true`, {});
  assert.deepEqual([trial.status, trial.body['done'], trial.body['identities']], [200, false, 1]);
  const gone = await call('POST', `/people/${one}/erase`, {});
  assert.deepEqual([gone.status, gone.body['done'], gone.body['mergedRecords']], [200, true, 1]);
  assert.equal((await call('GET', '/people/ext:one')).status, 404);
  assert.equal((await call('GET', `/people/${two}`)).body['name'], gone.body['externalId']);
  const trail = (await call('GET', '/audit')).as<{ data: { action: string }[] }>();
  for (const action of ['person.merged', 'person.exported', 'person.erased'])
    assert.ok(
      trail.data.some((entry) => entry.action === action),
      action,
    );
});

interface MyData {
  kept: { purpose: string; what: { name: string; isKept: boolean }[] }[];
  copy: { state: string; againAt: string } | null;
  erasure: {
    request: { askedAt: string; eraseAt: string; dueAt: string } | null;
    waits: { kind: string; count?: number; amount?: { amount: string } }[];
    losses: { kind: string; amount?: { amount: string } }[];
  };
}

/** A brand in which amy, who introduced bob, is signed in in the shop; its clock is moved by days. */
async function ownDataOf(slug: string) {
  const shop = await payoutShop(server)(slug);
  await shop.ok('PATCH', '/people/ext:amy', { phone: '13900001111', name: 'Amy Chen', consent: { channel: 'sms' } });
  await shop.ok('PATCH', '/people/ext:bob', { phone: '13900002222', name: 'Robert Mueller' });
  const amy = await server.shopper(slug, '13900001111');
  let at = Date.now();
  const later = async (days: number): Promise<void> => {
    at += days * DAY_MS;
    await shop.ok('POST', '/sandbox/clock', { now: new Date(at).toISOString() });
  };
  const data = async (): Promise<MyData> => (await amy.call('GET', '/me/data')).as<MyData>();
  const post = async (path: string, body: unknown = {}): Promise<Told> => await amy.call('POST', `/me/data${path}`, { body });
  const [tenant] = await server.db.ownerTx(
    async (sql) => await sql.text<{ id: string }>('SELECT tenant_id AS id FROM identity.tenant_directory WHERE slug = $1', [slug]),
  );
  return { ...shop, amy, later, data, post, tenantId: tenant?.id ?? '' };
}

test('a person reads what is kept about them and what for, and takes a copy along once a day: all of theirs, nobody else’s', async () => {
  const { amy, ok, sale, later, data, post, slug, tenantId } = await ownDataOf('own-copy');
  await sale('amy', 30);
  await sale('bob', 50);
  const { data: bobsOrders } = (await ok('GET', '/orders')).as<{ data: { id: string; person: { externalId: string } }[] }>();
  const first = await data();
  assert.equal(first.copy, null);
  // Everything the brand can hand out has a purpose.
  const { exportedAt: _at, brand: _brand, ...whole } = (await ok('GET', '/people/ext:amy/export')).as<Record<string, unknown>>();
  const tagged = first.kept.flatMap(({ what }) => what);
  assert.equal(tagged.length, Object.keys(whole).length);
  assert.equal(new Set(tagged.map(({ name }) => name)).size, tagged.length);

  assert.deepEqual((await amy.call('GET', '/me/data/copy')).body['code'], 'dataCopy.notFound');
  assert.equal((await post('/copy')).as<MyData>().copy?.state, 'ready');
  const json = await amy.call('GET', '/me/data/copy');
  const csv = await amy.call('GET', '/me/data/copy?format=csv', { headers: { 'accept-language': 'en' } });
  assert.match(csv.headers.get('content-type') ?? '', /text\/csv/);
  assert.match(csv.headers.get('cache-control') ?? '', /no-store/);
  assert.ok(csv.text.startsWith('Part,Entry,Field,Value\r\n'), csv.text.slice(0, 80));
  const bob = (await ok('GET', '/people/ext:bob')).as<{ id: string }>().id;
  const bobs = bobsOrders.filter(({ person }) => person.externalId === 'bob').map(({ id }) => id);
  for (const text of [json.text, csv.text]) {
    assert.ok(text.includes('+8613900001111') && text.includes(amy.id), 'theirs is there');
    for (const foreign of [bob, 'Robert', '13900002222', ...bobs]) assert.ok(!text.includes(foreign), foreign);
  }
  assert.equal(json.as<{ orders: unknown[] }>().orders.length, 1);
  assert.equal(json.as<{ earnings: { amount: unknown }[] }>().earnings.length, 1);

  const other = await server.shopper(slug, '13900002222');
  assert.equal((await other.call('GET', '/me/data/copy')).status, 404);
  // Who was introduced does not learn more of whoever introduced them either.
  await other.call('POST', '/me/data/copy', { body: {} });
  const bobsCopy = (await other.call('GET', '/me/data/copy')).text;
  for (const foreign of [amy.id, 'Amy Chen', '13900001111', 'amy']) assert.ok(!bobsCopy.includes(foreign), foreign);
  assert.equal((await server.call('GET', `/shop/${slug}/me/data/copy`)).status, 401);
  const soon = await post('/copy');
  assert.deepEqual([soon.status, soon.body['code']], [409, 'dataCopy.tooSoon']);
  await later(6);
  assert.equal((await amy.call('GET', '/me/data/copy')).status, 200);
  const overNow = 'UPDATE relations.data_copy SET expires_at = ready_at WHERE tenant_id = $1';
  await server.db.ownerTx(async (sql) => void (await sql.text(overNow, [tenantId])));
  assert.equal((await amy.call('GET', '/me/data/copy')).status, 404, 'over, and not thrown away yet');
  await later(2);
  assert.deepEqual([(await data()).copy?.state, (await amy.call('GET', '/me/data/copy')).status], ['over', 404]);
  const kept = async (): Promise<number> =>
    (
      await server.db.ownerTx(
        async (sql) => await sql.text('SELECT 1 FROM relations.data_copy WHERE content IS NOT NULL AND tenant_id = $1', [tenantId]),
      )
    ).length;
  assert.equal(await kept(), 0, 'what is over is thrown away');
  // A server that died before the copy was made: the next turn makes it.
  await post('/copy');
  await server.db.ownerTx(async (sql) => {
    await sql.text('UPDATE relations.data_copy SET ready_at = NULL, expires_at = NULL, content = NULL WHERE tenant_id = $1', [tenantId]);
  });
  assert.equal((await data()).copy?.state, 'making');
  await Promise.all([turnOwnData(server.db, tenantId), turnOwnData(server.db, tenantId)]);
  assert.equal((await data()).copy?.state, 'ready');
});

test('who wants to be forgotten has a week to think, settles what is open, leaves what they say they leave, and is gone once', async () => {
  const { amy, ok, place, sale, purse, later, data, post, tenantId } = await ownDataOf('own-end');
  await sale('bob', 50);
  assert.equal((await purse('amy'))[1], '500');
  const refused = await post('/erasure');
  assert.deepEqual([refused.status, refused.body['code']], [409, 'erasure.losses']);
  assert.deepEqual((await data()).erasure.losses, [{ kind: 'earnings', amount: { amount: '500', currency: 'CNY' } }]);
  const asked = (await post('/erasure', { givesUp: true })).as<MyData>().erasure.request;
  assert.equal(Date.parse(asked?.eraseAt ?? '') - Date.parse(asked?.askedAt ?? ''), 7 * DAY_MS);
  await later(6.9);
  assert.equal((await ok('GET', '/people/ext:amy')).status, 200);
  // They think better of it, then ask again with goods on their way.
  assert.equal((await post('/erasure/withdraw')).as<MyData>().erasure.request, null);
  await later(1);
  assert.equal((await ok('GET', '/people/ext:amy')).status, 200);
  const order = await place('amy', 20);
  const again = (await post('/erasure', { givesUp: true })).as<MyData>().erasure;
  assert.deepEqual(again.waits, [{ kind: 'orders', count: 1 }]);
  await later(8);
  const list = async (state: string) =>
    (await ok('GET', `/erasure-requests?state=${state}`)).as<{ data: { person: { id: string }; waits: unknown[]; isLate: boolean }[] }>()
      .data;
  assert.deepEqual(
    (await list('open')).map(({ person: who, waits, isLate }) => [who.id, waits, isLate]),
    [[amy.id, [{ kind: 'orders', count: 1 }], false]],
  );
  assert.equal((await list('withdrawn')).length, 1);
  await later(40);
  assert.equal((await list('open'))[0]?.isLate, true);
  await ok('POST', `/orders/ext:${order}/receipt`, {});
  await Promise.all([turnOwnData(server.db, tenantId), turnOwnData(server.db, tenantId)]);
  await turnOwnData(server.db, tenantId);
  assert.deepEqual([(await list('open')).length, (await list('done')).length], [0, 1]);
  assert.equal((await amy.call('GET', '/me')).status, 401);
  const trail = (await ok('GET', '/audit?limit=200')).as<{ data: { action: string }[] }>().data.map((entry) => entry.action);
  const count = (action: string): number => trail.filter((each) => each === action).length;
  assert.deepEqual(['person.erased', 'person.erasureAsked', 'person.erasureWithdrawn'].map(count), [1, 2, 1]);
  // What was said to go is gone, what was said to stay adds up without a name.
  const left = (await ok('GET', `/people/${amy.id}/export`)).as<Record<string, unknown>>();
  for (const [section, { isKept }] of Object.entries(SECTIONS)) {
    const one = left[section];
    if (!isKept && Array.isArray(one)) assert.deepEqual(one, [], section);
  }
  assert.ok(!JSON.stringify(left).includes('13900001111') && !JSON.stringify(left).includes('Amy Chen'));
  assert.equal((left['orders'] as unknown[]).length, 1);
});
