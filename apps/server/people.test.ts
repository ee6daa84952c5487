import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testServer, type Told } from './server.fixture.ts';

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
