import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { lockLane } from '../../../kit/db/lane.ts';
import type { DomainError } from '../../../kit/errors/index.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import { seeded } from '../../../kit/random/index.ts';
import { makeTestTenant, openTestDb, refusal, type TestDb, type TestTenant } from '../../../kit/testing/index.ts';
import { addPeople, bindReferral, bindReferrals, findPeople, relationsOf, uplineAt, uplineOf, type ReferralEntry } from '../index.ts';

let base: TestDb;

before(async () => {
  base = await openTestDb();
});
after(() => base.close());

async function makePeople(brand: TestTenant, externalIds: readonly string[]): Promise<Map<string, { personId: Uuid; node: number }>> {
  await brand.write(async (ctx) => {
    const lane = await lockLane(ctx);
    await addPeople(
      ctx,
      lane,
      externalIds.map((externalId) => ({ externalId })),
    );
    await lane.save();
  });
  return await brand.read((ctx) => findPeople(ctx, externalIds));
}

async function bindAll(brand: TestTenant, rows: readonly (readonly [string, string, number?])[]): Promise<readonly string[]> {
  return await brand.write(async (ctx) => {
    const lane = await lockLane(ctx);
    const entries = rows.map(([person, referrer, atMs]): ReferralEntry => ({
      person,
      referrer,
      atMs: atMs ?? null,
    }));
    const { verdicts } = await bindReferrals(ctx, lane, entries);
    await lane.save();
    return verdicts;
  });
}

/** Every stored a1..a3 against the chain the interval rows tell. */
async function assertNearestHold(brand: TestTenant): Promise<void> {
  const rows = await brand.read(
    (ctx) => ctx.sql<{
      node: number;
      a1_node: number | null;
      a2_node: number | null;
      a3_node: number | null;
      parent: number | null;
    }>`
    SELECT person.node, person.a1_node, person.a2_node, person.a3_node, object.node AS parent
      FROM relations.person AS person
      LEFT JOIN relations.referral AS referral
             ON referral.tenant_id = ${ctx.tenantId} AND referral.subject_id = person.person_id AND referral.to_at IS NULL
      LEFT JOIN relations.person AS object ON object.tenant_id = ${ctx.tenantId} AND object.person_id = referral.object_id
     WHERE person.tenant_id = ${ctx.tenantId}`,
  );
  const parents = new Map(rows.map((row) => [row.node, row.parent]));
  for (const row of rows) {
    const a1 = row.parent;
    const a2 = a1 === null ? null : (parents.get(a1) ?? null);
    const a3 = a2 === null ? null : (parents.get(a2) ?? null);
    assert.deepEqual([row.a1_node, row.a2_node, row.a3_node], [a1, a2, a3], `node ${row.node}`);
  }
  for (const start of parents.keys()) {
    let steps = 0;
    for (let at: number | null = start; at !== null; at = parents.get(at) ?? null) assert.ok(steps++ <= parents.size, 'a ring');
  }
}

test('who introduced whom is recorded once: repeat, self, second and ring have their answers', async () => {
  const brand = await makeTestTenant(base.db);
  const people = await makePeople(brand, ['a', 'b', 'c']);
  const id = (externalId: string) => people.get(externalId)?.personId ?? '';
  const bind = (person: string, referrer: string) =>
    brand.write((ctx) => bindReferral(ctx, { person: id(person), referrer: id(referrer) }));
  const first = await bind('b', 'a');
  assert.deepEqual(await bind('b', 'a'), first);
  await assert.rejects(bind('b', 'c'), refusal('referral.second'));
  await assert.rejects(bind('a', 'a'), refusal('referral.self'));
  await assert.rejects(bind('a', 'b'), refusal('referral.cycle'));
  await bind('c', 'b');
  await assert.rejects(bind('a', 'c'), refusal('referral.cycle'));
  await assertNearestHold(brand);
});

test('binding somebody who has a downline moves the upline of everybody below', async () => {
  const brand = await makeTestTenant(base.db);
  const people = await makePeople(brand, ['g', 'p', 'c', 'd', 'e', 'f']);
  for (const [person, referrer] of [
    ['f', 'e'],
    ['e', 'd'],
    ['d', 'c'],
    ['c', 'p'],
    ['p', 'g'],
  ] as const) {
    await brand.write((ctx) =>
      bindReferral(ctx, {
        person: people.get(person)?.personId ?? '',
        referrer: people.get(referrer)?.personId ?? '',
      }),
    );
  }
  await assertNearestHold(brand);
  const node = people.get('f')?.node ?? -1;
  const upline = await brand.read((ctx) => uplineOf(ctx, node));
  assert.deepEqual(
    upline.map((above) => [above.external_id, above.depth]),
    [
      ['e', 1],
      ['d', 2],
      ['c', 3],
      ['p', 4],
      ['g', 5],
    ],
  );
});

test('the chain as it was known at an instant does not see later introductions', async () => {
  const brand = await makeTestTenant(base.db);
  const people = await makePeople(brand, ['a', 'b', 'c']);
  const id = (externalId: string) => people.get(externalId)?.personId ?? '';
  await brand.write((ctx) => bindReferral(ctx, { person: id('c'), referrer: id('b'), at: new Date('2026-01-01T00:00:00Z') }));
  await brand.write((ctx) => bindReferral(ctx, { person: id('b'), referrer: id('a'), at: new Date('2026-02-01T00:00:00Z') }));
  const at = (day: string) => brand.read((ctx) => uplineAt(ctx, id('c'), new Date(day)));
  assert.deepEqual(await at('2025-12-31T00:00:00Z'), []);
  assert.deepEqual(await at('2026-01-01T00:00:00Z'), [{ personId: id('b'), depth: 1 }]);
  assert.deepEqual(await at('2026-02-01T00:00:00Z'), [
    { personId: id('b'), depth: 1 },
    { personId: id('a'), depth: 2 },
  ]);
});

test('of two people who introduce each other at the same time one wins, whatever the interleaving (G1)', async () => {
  const brand = await makeTestTenant(base.db);
  const pairs = 150;
  const names = Array.from({ length: pairs }, (_, i) => [`l${i}`, `r${i}`]).flat();
  const people = await makePeople(brand, names);
  const id = (externalId: string) => people.get(externalId)?.personId ?? '';
  const attempts = Array.from(
    { length: pairs },
    (_, i) =>
      [
        [`l${i}`, `r${i}`],
        [`r${i}`, `l${i}`],
      ] as const,
  ).flat();
  const outcomes = await Promise.allSettled(
    attempts.map(([person, referrer]) => brand.write((ctx) => bindReferral(ctx, { person: id(person), referrer: id(referrer) }))),
  );
  assert.equal(outcomes.filter((outcome) => outcome.status === 'fulfilled').length, pairs);
  for (const outcome of outcomes) if (outcome.status === 'rejected') assert.equal((outcome.reason as DomainError).code, 'referral.cycle');
  await assertNearestHold(brand);
});

test('of N binds that would form a ring together at most N − 1 succeed (B4)', async () => {
  const brand = await makeTestTenant(base.db);
  const people = await makePeople(
    brand,
    Array.from({ length: 24 }, (_, i) => `k${i}`),
  );
  const id = (i: number) => people.get(`k${i % 24}`)?.personId ?? '';
  const outcomes = await Promise.allSettled(
    Array.from({ length: 24 }, (_, i) => brand.write((ctx) => bindReferral(ctx, { person: id(i), referrer: id(i + 1) }))),
  );
  assert.equal(outcomes.filter((outcome) => outcome.status === 'fulfilled').length, 23);
  await assertNearestHold(brand);
});

test('the same pair told many times at once is one introduction (B11)', async () => {
  const brand = await makeTestTenant(base.db);
  const people = await makePeople(brand, ['a', 'b']);
  const pair = { person: people.get('a')?.personId ?? '', referrer: people.get('b')?.personId ?? '' };
  const answers = await Promise.all(Array.from({ length: 20 }, () => brand.write((ctx) => bindReferral(ctx, pair))));
  assert.equal(new Set(answers.map((answer) => answer.referralId)).size, 1);
});

test('a batch is judged in its order against all before, and makes only people of accepted rows', async () => {
  const brand = await makeTestTenant(base.db);
  await bindAll(brand, [['b', 'a']]);
  const verdicts = await bindAll(brand, [
    ['b', 'a'],
    ['b', 'x'],
    ['c', 'c'],
    ['c', 'b'],
    ['a', 'c'],
    ['a', 'new'],
    ['new', 'c'],
    ['nobody', 'nobody'],
    ['d', 'c'],
    ['d', 'e'],
  ]);
  assert.deepEqual(verdicts, ['repeat', 'second', 'self', 'accepted', 'cycle', 'accepted', 'cycle', 'self', 'accepted', 'second']);
  const made = await brand.read((ctx) => findPeople(ctx, ['x', 'nobody', 'e', 'new', 'd']));
  assert.deepEqual([...made.keys()].sort(), ['d', 'new']);
  await assertNearestHold(brand);
});

test('random batches leave the same forest as binding one by one (G2)', async (t) => {
  const seed = Number(process.env['SEED'] ?? Date.now() % 1e9);
  t.diagnostic(`SEED=${seed}`);
  const random = seeded(seed);
  const brand = await makeTestTenant(base.db);
  const parents = new Map<string, string>();
  for (let round = 0; round < 40; round++) {
    const rows = Array.from({ length: 25 }, () => [`p${Math.floor(random() * 150)}`, `p${Math.floor(random() * 150)}`] as const);
    const expected = rows.map(([person, referrer]) => judge(parents, person, referrer));
    if (random() < 0.7) {
      assert.deepEqual(await bindAll(brand, rows), expected);
    } else {
      const people = await makePeople(brand, rows.flat());
      for (const [i, [person, referrer]] of rows.entries()) {
        const pair = {
          person: people.get(person)?.personId ?? '',
          referrer: people.get(referrer)?.personId ?? '',
        };
        const verdict = await brand
          .write((ctx) => bindReferral(ctx, pair))
          .then(
            () => 'ok',
            (error: DomainError) => error.code,
          );
        assert.equal(verdict, ['accepted', 'repeat'].includes(expected[i] ?? '') ? 'ok' : `referral.${expected[i]}`);
      }
    }
  }
  await assertNearestHold(brand);
  const stored = await brand.read(
    (ctx) => ctx.sql<{ person: string; referrer: string }>`
    SELECT subject.external_id AS person, object.external_id AS referrer
      FROM relations.referral AS referral
      JOIN relations.person AS subject ON subject.tenant_id = ${ctx.tenantId} AND subject.person_id = referral.subject_id
      JOIN relations.person AS object ON object.tenant_id = ${ctx.tenantId} AND object.person_id = referral.object_id
     WHERE referral.tenant_id = ${ctx.tenantId} AND referral.to_at IS NULL`,
  );
  assert.deepEqual(new Map(stored.map((row) => [row.person, row.referrer])).size, parents.size);
  for (const row of stored) assert.equal(parents.get(row.person), row.referrer);
});

test('a chain of 10,000 has its whole upline and refuses the ring (G3)', async () => {
  const brand = await makeTestTenant(base.db);
  const depth = 10_000;
  const rows = Array.from({ length: depth }, (_, i) => [`c${i + 1}`, `c${i}`] as const);
  for (let i = 0; i < depth; i += 5000) {
    assert.ok((await bindAll(brand, rows.slice(i, i + 5000))).every((verdict) => verdict === 'accepted'));
  }
  const people = await brand.read((ctx) => findPeople(ctx, ['c0', `c${depth}`]));
  const root = people.get('c0');
  const leaf = people.get(`c${depth}`);
  assert.ok(root && leaf);
  const below = await brand.read((ctx) => relationsOf(ctx, root.node));
  assert.deepEqual([below.directs, below.downline], [1, depth]);
  const above = await brand.read((ctx) => relationsOf(ctx, leaf.node));
  assert.equal(above.upline.length, depth);
  assert.deepEqual(above.upline.at(-1), {
    person: { id: above.upline.at(-1)?.person.id, externalId: 'c0', name: null },
    depth,
  });
  await assert.rejects(
    brand.write((ctx) => bindReferral(ctx, { person: root.personId, referrer: leaf.personId })),
    refusal('referral.cycle'),
  );
  assert.deepEqual(await bindAll(brand, [['c0', `c${depth}`]]), ['cycle']);
});

test('a star of 100,000 friends moves below a new referrer in one statement (G3)', async () => {
  const brand = await makeTestTenant(base.db);
  const friends = 100_000;
  for (let i = 0; i < friends; i += 10_000) {
    await bindAll(
      brand,
      Array.from({ length: 10_000 }, (_, n) => [`f${i + n}`, 'star'] as const),
    );
  }
  assert.deepEqual(
    await bindAll(brand, [
      ['star', 'sun'],
      ['sun', 'f7'],
      ['f7', 'sun'],
    ]),
    ['accepted', 'cycle', 'second'],
  );
  const people = await brand.read((ctx) => findPeople(ctx, ['star', 'sun', 'f99999']));
  const sun = await brand.read((ctx) => relationsOf(ctx, people.get('sun')?.node ?? -1));
  assert.deepEqual([sun.directs, sun.downline], [1, friends + 1]);
  assert.equal(people.get('f99999')?.a2Node, people.get('sun')?.node);
});

function judge(parents: Map<string, string>, person: string, referrer: string): string {
  if (person === referrer) return 'self';
  const standing = parents.get(person);
  if (standing !== undefined) return standing === referrer ? 'repeat' : 'second';
  for (let at: string | undefined = referrer; at !== undefined; at = parents.get(at)) if (at === person) return 'cycle';
  parents.set(person, referrer);
  return 'accepted';
}
