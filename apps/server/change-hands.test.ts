import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cny, payoutShop } from './payouts.fixture.ts';
import { testServer } from './server.fixture.ts';

const server = await testServer();
const shop = payoutShop(server);

interface Bonds {
  attribution: { person: { externalId: string } } | null;
  next: { person: { externalId: string } | null } | null;
  waiting: { id: string; person: { externalId: string } | null; reason: string } | null;
}
interface Change {
  id: string;
  state: string;
  sales: { amount: string };
  people: { externalId: string }[];
}
interface Pool {
  data: { person: { externalId: string }; from: { externalId: string }; sales: { amount: string }; waiting: string | null }[];
  next: string | null;
}

/** A shop with cat held by bob, and the events that were told of hands that changed. */
async function hands(slug: string) {
  const opened = await shop(slug);
  await opened.ok('POST', '/people', { externalId: 'dan' });
  const bonds = async (person: string): Promise<Bonds> => (await opened.ok('GET', `/people/ext:${person}/bonds`)).as<Bonds>();
  const holder = async (person: string): Promise<string | null> => (await bonds(person)).attribution?.person.externalId ?? null;
  const told = async (): Promise<{ notify: string[]; reason: string; changes: unknown[] }[]> => {
    const rows = await server.db.ownerTx((sql) =>
      sql.text<{ payload: { notify: string[]; reason: string; changes: unknown[] } }>(
        `SELECT o.payload FROM kit.outbox AS o JOIN identity.tenant AS t ON t.tenant_id = o.tenant_id
          WHERE t.slug = $1 AND o.kind = 'attribution.changed' ORDER BY o.event_id`,
        [slug],
      ),
    );
    return rows.map((row) => row.payload);
  };
  const idOf = async (person: string): Promise<string> => String((await opened.ok('GET', `/people/ext:${person}`)).body['id']);
  return { ...opened, bonds, holder, told, idOf };
}

test('a customer who buys much changes hands only when a second person agrees, and no order made before changes (B8)', async () => {
  const { ok, refused, sale, keys, bonds, holder, told, idOf, states, purse } = await hands('second');
  const before = await sale('cat', 300);
  await ok('PATCH', '/payout-settings', { reassignFourEyesAbove: cny(29_999) });
  const asked = (await ok('POST', '/people/ext:cat/attribution', { to: 'ext:dan', reason: 'moved to town' })).as<Bonds>();
  assert.deepEqual([asked.attribution?.person.externalId, asked.waiting?.person?.externalId], ['bob', 'dan']);
  assert.deepEqual(await told(), []);
  const change = asked.waiting?.id ?? '';
  const path = `/attribution-changes/${change}/approve`;
  assert.deepEqual(await refused('POST', path, {}), [409, 'attributionChange.sameApprover']);
  assert.deepEqual(await refused('POST', '/people/ext:cat/attribution', { to: null, reason: 'x' }), [409, 'attributionChange.waiting']);
  assert.deepEqual(await refused('POST', path, {}, keys.staff), [403, 'permission.denied']);
  assert.equal(await holder('cat'), 'bob');
  const done = (await ok('POST', path, {}, keys.operator)).as<Change>();
  assert.deepEqual([done.state, done.sales.amount, done.people[0]?.externalId], ['done', '30000', 'cat']);
  assert.deepEqual([await holder('cat'), (await bonds('cat')).waiting], ['dan', null]);
  assert.deepEqual(await refused('POST', path, {}, keys.operator), [409, 'attributionChange.ended']);
  // Both partners are told.
  const [event] = await told();
  assert.deepEqual(new Set(event?.notify), new Set([await idOf('bob'), await idOf('dan')]));
  assert.equal(event?.reason, 'moved to town');
  assert.deepEqual([(await states(before))[0], (await purse('dan'))[1]], ['confirmed', '0']);
});

test('at the threshold one person is enough; what was declined moved nobody; the past is refused at once', async () => {
  const { ok, refused, sale, holder, bonds } = await hands('declined');
  await sale('cat', 300);
  await ok('PATCH', '/payout-settings', { reassignFourEyesAbove: cny(30_000) });
  await ok('POST', '/people/ext:cat/attribution', { to: 'ext:dan', reason: 'moved' });
  assert.equal(await holder('cat'), 'dan');
  await ok('PATCH', '/payout-settings', { reassignFourEyesAbove: cny(0) });
  const past = { to: 'ext:bob', reason: 'x', effectiveAt: '2020-01-01T00:00:00Z' };
  assert.deepEqual(await refused('POST', '/people/ext:cat/attribution', past), [409, 'attribution.backdated']);
  assert.deepEqual(await refused('POST', '/people/ext:cat/attribution', { to: 'ext:cat', reason: 'x' }), [409, 'attribution.self']);
  const ahead = new Date(Date.now() + 86_400_000).toISOString();
  await ok('POST', '/people/ext:cat/attribution', { to: 'ext:bob', reason: 'back', effectiveAt: ahead });
  const [waiting] = (await ok('GET', '/attribution-changes?state=waiting')).as<{ data: Change[] }>().data;
  assert.equal((await ok('POST', `/attribution-changes/${waiting?.id}/decline`, { reason: 'no' })).body['state'], 'declined');
  assert.deepEqual([await holder('cat'), (await bonds('cat')).next], ['dan', null]);
});

test('a change agreed to after its time begins when it is agreed to, never before', async () => {
  const { ok, sale, keys, place, call } = await hands('late');
  await sale('cat', 300);
  await ok('PATCH', '/payout-settings', { reassignFourEyesAbove: cny(1) });
  const effectiveAt = new Date(Date.now() + 86_400_000).toISOString();
  await ok('POST', '/people/ext:cat/attribution', { to: 'ext:dan', reason: 'moved', effectiveAt });
  await ok('POST', '/sandbox/clock', { now: new Date(Date.now() + 5 * 86_400_000).toISOString() });
  const between = await place('cat', 100);
  const [waiting] = (await ok('GET', '/attribution-changes')).as<{ data: Change[] }>().data;
  await ok('POST', `/attribution-changes/${waiting?.id}/approve`, {}, keys.operator);
  const payees = (await call('GET', `/orders/ext:${between}/commissions`)).as<{ data: { person: { externalId: string } }[] }>();
  assert.ok(payees.data.some((row) => row.person.externalId === 'bob'));
  const { history } = (await ok('GET', '/people/ext:cat/bonds')).as<{ history: { to: string }[] }>();
  assert.ok(history.every((row) => row.to > effectiveAt));
});

/** A plan whose customers go to the pool when their partner leaves, and dan and eve bound under it by bob. */
async function pooled(slug: string) {
  const opened = await hands(slug);
  const plan = await opened.ok('POST', '/commission-plans', {
    name: 'pool',
    levels: [{ depth: 1, ratePpm: 100_000 }],
    payees: { stages: ['prospect', 'fan', 'customer', 'repeat', 'member', 'partner'] },
    hold: { days: 0 },
    relations: { onOrphan: 'reassignPool' },
  });
  await opened.ok('POST', `/commission-plans/${String(plan.body['id'])}/publish`, {});
  for (const person of ['eve', 'fay', 'gus']) await opened.ok('POST', '/people', { externalId: person });
  for (const person of ['eve', 'fay']) await opened.ok('POST', '/referrals', { person: `ext:${person}`, referrer: 'ext:bob' });
  const partner = await opened.ok('POST', '/partners', { person: 'ext:bob' });
  const pool = async (query = ''): Promise<string[]> =>
    (await opened.ok('GET', `/reassign-pool${query}`))
      .as<Pool>()
      .data.map((one) => one.person.externalId)
      .toSorted();
  const leave = async (): Promise<void> => void (await opened.ok('POST', `/partners/${String(partner.body['id'])}/end`, {}));
  return { ...opened, pool, leave };
}

test('customers of a partner who left wait in the pool until they are handed over, each once (B9)', async () => {
  const { ok, pool, leave, holder, sale, refused, purse, keys } = await pooled('pool');
  await sale('eve', 50);
  assert.deepEqual(await pool(), []);
  await leave();
  assert.deepEqual([await holder('eve'), await pool()], [null, ['eve', 'fay']]);
  assert.deepEqual([await pool('?from=ext:bob'), await pool('?from=ext:amy')], [['eve', 'fay'], []]);
  const { data, next } = (await ok('GET', '/reassign-pool?limit=1')).as<Pool>();
  assert.deepEqual([data.length, data[0]?.from.externalId, typeof next], [1, 'bob', 'string']);
  const earned = (await purse('bob'))[1];
  await sale('eve', 100);
  assert.equal((await purse('bob'))[1], earned);
  const handOver = { people: ['ext:eve', 'ext:gus'], to: 'ext:dan', reason: 'bob left' };
  assert.deepEqual(await refused('POST', '/reassign-pool/hand-over', handOver, keys.staff), [403, 'permission.denied']);
  const done = (await ok('POST', '/reassign-pool/hand-over', handOver)).body;
  assert.deepEqual(
    [done['state'], (done['handedOver'] as { externalId: string }[]).map((one) => one.externalId), done['refused']],
    ['done', ['eve'], [{ person: (done['refused'] as { person: unknown }[])[0]?.person, code: 'pool.gone' }]],
  );
  assert.deepEqual([await holder('eve'), await holder('gus'), await pool()], ['dan', null, ['fay']]);
  await sale('eve', 100);
  assert.equal((await purse('dan'))[1], '1000');
  // To the house, for good: nobody waits any more.
  await ok('POST', '/reassign-pool/hand-over', { people: ['ext:fay'], to: null, reason: 'nobody near' });
  assert.deepEqual([await holder('fay'), await pool()], [null, []]);
});

test('customers handed over together count together for the second person, and a ring is refused by name', async () => {
  const { ok, pool, leave, holder, sale, keys, call } = await pooled('together');
  await sale('eve', 60);
  await sale('fay', 60);
  await leave();
  await ok('PATCH', '/payout-settings', { reassignFourEyesAbove: cny(10_000) });
  const people = ['ext:eve', 'ext:fay'];
  const asked = (await ok('POST', '/reassign-pool/hand-over', { people, to: 'ext:eve', reason: 'bob left' })).body;
  const change = asked['change'] as Change;
  assert.deepEqual([asked['state'], change.sales.amount, asked['handedOver']], ['waiting', '12000', []]);
  assert.deepEqual((asked['refused'] as { code: string }[])[0]?.code, 'attribution.self');
  assert.deepEqual([await holder('fay'), await pool()], [null, ['eve', 'fay']]);
  assert.equal((await call('GET', '/reassign-pool')).as<Pool>().data.filter((one) => one.waiting !== null).length, 1);
  await ok('POST', `/attribution-changes/${change.id}/approve`, {}, keys.operator);
  assert.deepEqual([await holder('fay'), await holder('eve'), await pool()], ['eve', null, ['eve']]);
});
