import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { lockLane } from '../../../kit/db/lane.ts';
import { keepTestSecrets, openTestDb, type TestDb } from '../../../kit/testing/index.ts';
import { bindReferrals, bondsOf, createPerson, erasePerson, recordTouch, tracesOf, uplinesOf } from '../index.ts';
import { day, DAY, T0, shopIn, type Shop } from '../shop.fixture.ts';

let base: TestDb;

keepTestSecrets();
before(async () => {
  base = await openTestDb();
});
after(() => base.close());

const shop = async (...names: string[]): Promise<Shop> => await shopIn(base.db, ...names);

test('without dials the referral is the attribution, without end, and needs no interval', async () => {
  const s = await shop('a', 'b', 'c', 'd', 'e');
  await s.introduce('b', 'a');
  await s.introduce('c', 'b');
  await s.introduce('d', 'c');
  await s.introduce('e', 'd');
  assert.equal(await s.chain('e', 4000), '1d 2c 3b');
  assert.equal(await s.chain('e', 4000, 9), '1d 2c 3b 4a');
  assert.equal(await s.holder('e', 4000), 'd');
  assert.equal(await s.holder('a', 4000), null);
  assert.deepEqual(await s.rows(), []);
});

test('an attribution that has expired pays nobody at any depth, with nothing running in between (acceptance 14)', async () => {
  const s = await shop('a', 'b', 'c');
  await s.under({ validityDays: 30 });
  await s.introduce('b', 'a');
  await s.introduce('c', 'b');
  assert.equal(await s.chain('c', 29), '1b 2a');
  assert.equal(await s.chain('c', 30), '');
  assert.equal((await s.rows()).filter((row) => row.to !== null).length, 0);
});

test('who was introduced before there were dials stays bound without end, who comes later is bound under them', async () => {
  const s = await shop('a', 'b', 'c');
  await s.introduce('b', 'a');
  await s.under({ validityDays: 10, snatch: true }, 1);
  await s.introduce('c', 'a', 2);
  assert.deepEqual([await s.holder('b', 400), await s.holder('c', 11), await s.holder('c', 12)], ['a', 'a', null]);
  await s.under({ validityDays: 1000 }, 3);
  assert.equal(await s.holder('c', 12), null);
  await s.under(null, 4);
  assert.deepEqual([await s.holder('b', 400), await s.holder('c', 11), await s.holder('c', 12)], ['a', 'a', null]);
});

test('a click takes a person after the protection, not before, and the referral stays (B5)', async () => {
  const s = await shop('a', 'b', 'x', 'y');
  await s.under({ bindOn: 'click', protectionDays: 15, snatch: true });
  await s.introduce('a', 'b');
  await s.introduce('x', 'a');
  assert.equal(await s.click('x', 'y', 14), 'protected');
  assert.equal(await s.click('x', 'y', 15), 'bound');
  assert.equal(await s.chain('x', 16), '1y');
  assert.deepEqual(
    (await s.rows()).filter((row) => row.subject === 'x'),
    [
      { subject: 'x', object: 'a', from: 0, to: 15, ended: 'snatched' },
      { subject: 'x', object: 'y', from: 15, to: null, ended: null },
    ],
  );
  const upline = await s.brand.read((ctx) => uplinesOf(ctx, [s.id('x')], 3));
  assert.deepEqual(
    upline.get(s.id('x'))?.map((one) => s.name(one.personId)),
    ['a', 'b'],
  );
});

test('an order or a click from the same holder begins the clock again where the interval says so, as an event', async () => {
  const s = await shop('a', 'x');
  await s.under({ bindOn: 'click', validityDays: 30, renewOn: 'order' });
  await s.introduce('x', 'a');
  await s.order('x', 20);
  assert.deepEqual([await s.holder('x', 49), await s.holder('x', 50)], ['a', null]);
  await s.order('x', 60);
  assert.equal(await s.holder('x', 60), null);
  assert.deepEqual(
    (await s.rows()).map((row) => row.ended),
    ['renewed', null],
  );
  assert.equal(await s.click('x', 'a', 70), 'bound');
  assert.deepEqual(
    (await s.rows()).map((row) => [row.ended, row.to]),
    [
      ['renewed', 20],
      ['expired', 50],
      [null, null],
    ],
  );
});

test('dials that bind on the first order wait for it, and no longer than a touch is remembered (B1)', async () => {
  const s = await shop('a', 'b', 'x', 'y');
  await s.under({ bindOn: 'firstOrder', touchTtlDays: 30 });
  await s.introduce('x', 'a');
  await s.introduce('y', 'a');
  assert.equal(await s.click('y', 'b', 5), null);
  assert.equal(await s.holder('x', 1), null);
  await s.order('y', 6);
  assert.equal(await s.holder('y', 6), 'b');
  await s.order('x', 31);
  assert.equal(await s.holder('x', 31), null);
});

test('whoever signs up with the token of a link was introduced by its owner, once (B1, B11)', async () => {
  const s = await shop('a');
  await s.under({ bindOn: 'register', protectionDays: 3, scope: 'newOnly' });
  const touch = await s.brand.write((ctx) => recordTouch(ctx, { object: s.id('a'), person: null, device: 'phone-7' }), day(1));
  const signUp = async (externalId: string, at: number) =>
    await s.brand.write((ctx) => createPerson(ctx, { externalId, touch: touch.token }), day(at));
  await signUp('x', 2);
  await signUp('late', 3);
  await s.meet('x', 'late');
  assert.deepEqual([await s.chain('x', 2), await s.chain('late', 3)], ['1a', '']);
  const again = await s.brand.write((ctx) => recordTouch(ctx, { object: s.id('a'), person: null, device: null }), day(1));
  await s.brand.write((ctx) => createPerson(ctx, { externalId: 'forgotten', touch: again.token }), day(31));
  await s.meet('forgotten');
  assert.equal(await s.chain('forgotten', 31), '');
});

test('a file of introductions under dials binds like single ones', async () => {
  const s = await shop('a', 'b');
  await s.under({ validityDays: 7 });
  await s.brand.write(async (ctx) => {
    const lane = await lockLane(ctx);
    await bindReferrals(ctx, lane, [
      { person: 'x', referrer: 'a', atMs: null },
      { person: 'b', referrer: 'x', atMs: T0 - 900 * DAY },
      { person: 'a', referrer: 'b', atMs: null },
    ]);
    await lane.save();
  }, day(1));
  await s.meet('x');
  assert.deepEqual([await s.chain('b', 7), await s.chain('b', 8)], ['1x 2a', '']);
});

test('of many who reach for a free person at once exactly one gets them, the others hear who was first (B11)', async () => {
  const names = Array.from({ length: 12 }, (_, i) => `p${i}`);
  const s = await shop('x', ...names);
  await s.under({ bindOn: 'click', protectionDays: 1 });
  const verdicts = await Promise.all(names.map((name) => s.click('x', name, 1)));
  assert.deepEqual([...new Set(verdicts)].sort(), ['bound', 'protected']);
  assert.equal(verdicts.filter((verdict) => verdict === 'bound').length, 1);
  assert.equal((await s.rows()).length, 1);
});

test('N clicks that would form a ring of attributions leave one out', async () => {
  const names = Array.from({ length: 10 }, (_, i) => `k${i}`);
  const s = await shop(...names);
  await s.under({ bindOn: 'click' });
  const verdicts = await Promise.all(names.map((name, i) => s.click(name, names[(i + 1) % 10] ?? '', 1)));
  assert.deepEqual(
    verdicts.filter((verdict) => verdict !== 'bound'),
    ['cycle'],
  );
});

test('both sides see to whom, until when, how firmly and why (B12)', async () => {
  const s = await shop('a', 'x');
  await s.under({ validityDays: 30, protectionDays: 10 });
  await s.introduce('x', 'a');
  const seen = await s.brand.read((ctx) => bondsOf(ctx, s.id('x')), day(4));
  assert.deepEqual(seen.attribution, {
    id: seen.attribution?.id,
    person: { id: seen.attribution?.person.id, externalId: 'a', name: null },
    from: day(0).toISOString(),
    until: day(30).toISOString(),
    protectedUntil: day(10).toISOString(),
    protectionDaysLeft: 6,
    cause: 'register',
    reason: null,
    suspect: [],
  });
  assert.deepEqual((await s.brand.read((ctx) => bondsOf(ctx, s.id('a')), day(4))).holds, { customers: 1, partners: 0 });
  const later = await s.brand.read((ctx) => bondsOf(ctx, s.id('x')), day(31));
  assert.deepEqual([later.attribution, later.history.map((row) => [row.ended, row.to])], [null, [['expired', day(30).toISOString()]]]);
});

test('whoever signs up on the device of the one who sent the link is bound, and both are marked as suspect, until one is erased (B3)', async () => {
  const s = await shop('a', 'z');
  await s.under({ bindOn: 'register' });
  const opened = (object: string, person: string | null, device: string) =>
    s.brand.write((ctx) => recordTouch(ctx, { object: s.id(object), person: person === null ? null : s.id(person), device }), day(1));
  // `a` once opened a link on the tablet that `x` signs up on later; `y` has a phone of their own.
  await opened('z', 'a', 'tablet-1');
  for (const [name, device] of [
    ['x', ' tablet-1 '],
    ['y', 'phone-2'],
  ] as const) {
    const { token } = await opened('a', null, device);
    await s.brand.write((ctx) => createPerson(ctx, { externalId: name, touch: token }), day(2));
  }
  await s.meet('x', 'y');
  const suspect = async (name: string) => (await s.brand.read((ctx) => bondsOf(ctx, s.id(name)), day(3))).attribution?.suspect;
  assert.deepEqual([await s.holder('x', 3), await suspect('x'), await suspect('y')], ['a', ['device'], []]);
  const raw = await s.db.ownerTx((sql) =>
    sql.text<{ row: string }>('SELECT t::text AS row FROM relations.touch AS t UNION ALL SELECT f::text FROM relations.fingerprint AS f'),
  );
  assert.ok(raw.length > 4);
  assert.ok(raw.every(({ row }) => !row.includes('tablet') && !row.includes('phone-2')));
  await s.brand.write((ctx) => erasePerson(ctx, s.id('x'), { isTrial: false }), day(4));
  assert.deepEqual(await s.brand.read((ctx) => tracesOf(ctx, s.id('x')), day(4)), []);
  assert.equal((await s.brand.read((ctx) => tracesOf(ctx, s.id('a')), day(4))).length, 1);
});
