import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { lockLane } from '../../../kit/db/lane.ts';
import type { DomainError } from '../../../kit/errors/index.ts';
import { openTestDb, refusal, type TestDb } from '../../../kit/testing/index.ts';
import {
  becamePartners,
  bondsOf,
  earnersAt,
  erasePerson,
  mergePeople,
  planMerge,
  releaseHeldBy,
  setSponsor,
  sponsorsAbove,
  uplinesOf,
} from '../index.ts';
import { day, shopIn, type Shop } from '../shop.fixture.ts';

let base: TestDb;

before(async () => {
  base = await openTestDb();
});
after(() => base.close());

const shop = async (...names: string[]): Promise<Shop> => await shopIn(base.db, ...names);

test('a customer given away by hand changes hands at the instant said, for no order before it (B8)', async () => {
  const s = await shop('a', 'b', 'c', 'x');
  await s.introduce('b', 'a');
  await s.introduce('x', 'b');
  await s.give('x', 'c', 1, 10);
  assert.deepEqual([await s.holder('x', 9), await s.holder('x', 10), await s.chain('x', 9)], ['b', 'c', '1b 2a']);
  assert.deepEqual((await s.brand.read((ctx) => bondsOf(ctx, s.id('x')), day(2))).next?.reason, 'asked for');
  await assert.rejects(s.give('x', 'a', 5, 4), refusal('attribution.backdated'));
  await assert.rejects(s.give('x', 'x', 5), refusal('attribution.self'));
  await s.give('x', 'a', 5, 7);
  assert.deepEqual([await s.holder('x', 6), await s.holder('x', 8), await s.holder('x', 11)], ['b', 'a', 'a']);
  await s.give('x', null, 20);
  assert.deepEqual([await s.holder('x', 19), await s.holder('x', 20)], ['a', null]);
  const audits = await base.db.ownerTx((sql) =>
    sql.text(`SELECT 1 FROM identity.audit WHERE tenant_id = $1 AND action = 'attribution.changed'`, [s.brand.tenant.id]),
  );
  assert.equal(audits.length, 3);
});

test('two changes to come follow one another without a gap or an overlap', async () => {
  const s = await shop('a', 'b', 'c', 'x');
  await s.introduce('x', 'a');
  await s.give('x', 'b', 1, 10);
  await s.give('x', 'c', 2, 20);
  assert.deepEqual(
    [await s.holder('x', 9), await s.holder('x', 10), await s.holder('x', 19), await s.holder('x', 20)],
    ['a', 'b', 'b', 'c'],
  );
  await s.give('x', null, 12, 30);
  assert.deepEqual(
    (await s.rows()).map((row) => [row.object, row.from, row.to]),
    [
      ['b', 10, 20],
      ['c', 20, 30],
    ],
  );
  await s.give('x', 'b', 13, 15);
  assert.deepEqual([await s.holder('x', 14), await s.holder('x', 15), await s.holder('x', 30)], ['b', 'b', 'b']);
});

test('the chain of an old order is the same after three transfers (G4)', async () => {
  const s = await shop('a', 'b', 'c', 'd', 'x');
  await s.introduce('b', 'a');
  await s.introduce('x', 'b');
  const seen = new Map<number, string>();
  const told = async (at: number): Promise<string> =>
    (await s.brand.read((ctx) => earnersAt(ctx, s.id('x'), day(at)), day(100)))
      .map((one) => `${one.depth}${s.name(one.personId)}`)
      .join(' ');
  for (const [i, to] of ['c', 'd', 'b'].entries()) {
    seen.set(i * 10 + 5, await s.chain('x', i * 10 + 5));
    await s.give('x', to, i * 10 + 8);
  }
  seen.set(35, await s.chain('x', 35));
  assert.deepEqual([...seen.values()], ['1b 2a', '1c', '1d', '1b 2a']);
  for (const [at, chain] of seen) assert.equal(await told(at), chain);
});

test('somebody who becomes a partner stays a customer as long as their interval says (B7)', async () => {
  const s = await shop('a', 'keeps', 'ends', 'goes', 'referred');
  await s.introduce('referred', 'a');
  await s.under({ onBecomePartner: 'keep', protectionDays: 15 });
  await s.introduce('keeps', 'a');
  await s.under({ onBecomePartner: 'keepUntilProtectionEnds', protectionDays: 15 });
  await s.introduce('ends', 'a');
  await s.under({ onBecomePartner: 'release', protectionDays: 15 });
  await s.introduce('goes', 'a');
  const names = ['keeps', 'ends', 'goes', 'referred'];
  await s.brand.write(
    (ctx) =>
      becamePartners(
        ctx,
        names.map((name) => s.id(name)),
      ),
    day(5),
  );
  const holders = async (at: number) => await Promise.all(names.map((name) => s.holder(name, at)));
  assert.deepEqual(await holders(4), ['a', 'a', 'a', 'a']);
  assert.deepEqual(await holders(5), ['a', 'a', null, 'a']);
  assert.deepEqual(await holders(15), ['a', null, null, 'a']);
});

test('customers of somebody who leaves go to the house or to the nearest partner above, as each interval says (B9)', async () => {
  const s = await shop('top', 'mid', 'leaver', 'h', 'u', 'p');
  await s.introduce('mid', 'top');
  await s.introduce('leaver', 'mid');
  await s.makePartners('top', 'leaver');
  await s.under({ onOrphan: 'house' });
  await s.introduce('h', 'leaver');
  await s.under({ onOrphan: 'nextActiveUpline', validityDays: 10 });
  await s.introduce('u', 'leaver');
  await s.under({ onOrphan: 'reassignPool' });
  await s.introduce('p', 'leaver');
  await s.brand.write(async (ctx) => await releaseHeldBy(ctx, await lockLane(ctx), s.id('leaver'), 'left'), day(5));
  const holders = await Promise.all(['h', 'u', 'p'].map((name) => s.holder(name, 6)));
  assert.deepEqual(holders, [null, 'top', null]);
  assert.deepEqual([await s.holder('u', 14), await s.holder('u', 15)], ['top', null]);
});

test('a customer of somebody who leaves is not inherited by their own customer', async () => {
  const s = await shop('top', 'leaver', 'u');
  await s.introduce('leaver', 'top');
  await s.makePartners('top', 'leaver');
  await s.under({ onOrphan: 'nextActiveUpline' });
  await s.introduce('u', 'leaver');
  await s.give('leaver', null, 1);
  await s.give('top', 'u', 2);
  await s.brand.write(async (ctx) => await releaseHeldBy(ctx, await lockLane(ctx), s.id('leaver'), 'left'), day(5));
  assert.deepEqual([await s.holder('u', 4), await s.holder('u', 5), await s.holder('top', 5)], ['leaver', null, 'u']);
});

test('who inherits a customer that is to change hands later holds them until then, and no longer', async () => {
  const s = await shop('top', 'leaver', 'next', 'u');
  await s.introduce('leaver', 'top');
  await s.makePartners('top', 'leaver');
  await s.under({ onOrphan: 'nextActiveUpline' });
  await s.introduce('u', 'leaver');
  await s.give('u', 'next', 2, 10);
  await s.brand.write(async (ctx) => await releaseHeldBy(ctx, await lockLane(ctx), s.id('leaver'), 'left'), day(5));
  assert.deepEqual([await s.holder('u', 4), await s.holder('u', 5), await s.holder('u', 9)], ['leaver', 'top', 'top']);
  assert.equal(await s.holder('u', 10), 'next');
});

test('what was to begin later and never will stands in nobody’s way: it closes no ring (B4)', async () => {
  const s = await shop('leaver', 'u');
  await s.makePartners('leaver', 'u');
  await s.under({});
  await s.give('u', 'leaver', 2, 10);
  await s.brand.write(async (ctx) => await releaseHeldBy(ctx, await lockLane(ctx), s.id('leaver'), 'left'), day(5));
  await s.give('leaver', 'u', 6, 6);
  assert.deepEqual([await s.holder('leaver', 6), await s.holder('u', 11)], ['u', null]);
});

test('an order does not put off a change that is to come', async () => {
  const s = await shop('a', 'b', 'x');
  await s.under({ validityDays: 90, renewOn: 'order' });
  await s.introduce('x', 'a');
  await s.give('x', 'b', 1, 10);
  await s.order('x', 5);
  assert.deepEqual([await s.holder('x', 9), await s.holder('x', 10)], ['a', 'b']);
});

test('nobody earns for an erased person, and what was written about them is gone', async () => {
  const s = await shop('a', 'b', 'x');
  await s.give('x', 'a', 1);
  await s.brand.write((ctx) => erasePerson(ctx, s.id('a'), { isTrial: false }), day(2));
  assert.deepEqual([await s.holder('x', 1), await s.holder('x', 2)], ['a', null]);
  const kept = await base.db.ownerTx((sql) =>
    sql.text(`SELECT 1 FROM relations.attribution WHERE tenant_id = $1 AND evidence IS NOT NULL`, [s.brand.tenant.id]),
  );
  assert.equal(kept.length, 0);
  await assert.rejects(s.click('x', 'a', 3), refusal('person.erased'));
});

async function merge(s: Shop, person: string, other: string, at: number): Promise<void> {
  await s.brand.write(async (ctx) => await mergePeople(ctx, await planMerge(ctx, { person: s.id(person), other: s.id(other) })), day(at));
}

test('of two records of one person the attribution with the later protection stays, with its clock (B10)', async () => {
  const s = await shop('a', 'b', 'x', 'twin', 'friend');
  await s.under({ protectionDays: 10, snatch: true, validityDays: 50 });
  await s.introduce('x', 'a', 0);
  await s.introduce('twin', 'b', 5);
  await s.introduce('friend', 'twin', 5);
  await merge(s, 'x', 'twin', 6);
  assert.deepEqual([await s.holder('x', 7), await s.holder('x', 54), await s.holder('x', 55)], ['b', 'b', null]);
  assert.equal(await s.holder('friend', 7), 'x');
  assert.equal(await s.holder('x', 5), 'a');
  assert.equal(await s.chain('x', 7), '1b');
});

test('a merge that would make somebody their own customer, or close a ring, closes that bond (B10)', async () => {
  const s = await shop('x', 'twin', 'friend', 'y');
  await s.give('twin', 'x', 1);
  await s.give('friend', 'x', 1);
  await merge(s, 'x', 'twin', 2);
  assert.deepEqual([await s.holder('x', 3), await s.holder('friend', 3)], [null, 'x']);
  await s.give('y', 'friend', 4);
  await merge(s, 'x', 'y', 5);
  assert.deepEqual([await s.holder('x', 6), await s.holder('friend', 6)], [null, 'x']);
});

test('a change by hand that would close a ring is refused, and an introduction that would close one does not bind (B4)', async () => {
  const s = await shop('a', 'b', 'c', 'd');
  await s.introduce('b', 'a');
  await s.introduce('c', 'b');
  await assert.rejects(s.give('a', 'c', 1), refusal('attribution.cycle'));
  await s.give('d', 'a', 1);
  await s.introduce('a', 'd', 2);
  assert.deepEqual([await s.holder('a', 3), await s.holder('d', 3)], [null, 'a']);
  const upline = await s.brand.read((ctx) => uplinesOf(ctx, [s.id('a')], 3));
  assert.equal(upline.get(s.id('a'))?.length, 1);
});

test('of N sponsor binds that would form a ring together at most N − 1 succeed (B4)', async () => {
  const names = Array.from({ length: 16 }, (_, i) => `k${i}`);
  const s = await shop(...names);
  await s.makePartners(...names);
  const outcomes = await Promise.allSettled(
    names.map((name, i) =>
      s.brand.write((ctx) => setSponsor(ctx, { person: s.id(name), sponsor: s.id(names[(i + 1) % 16] ?? ''), reason: null })),
    ),
  );
  const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
  assert.deepEqual(
    refused.map((outcome) => (outcome.reason as DomainError).code),
    ['sponsorship.cycle'],
  );
});

test('only partners belong to partners; a transfer closes the old bond; an exit hands the team up', async () => {
  const s = await shop('a', 'b', 'c', 'd', 'x');
  await s.makePartners('a', 'b', 'c', 'd');
  const put = async (person: string, sponsor: string | null): Promise<void> =>
    await s.brand.write(
      (ctx) => setSponsor(ctx, { person: s.id(person), sponsor: sponsor === null ? null : s.id(sponsor), reason: 'team' }),
      day(1),
    );
  await put('b', 'a');
  await put('c', 'b');
  await put('d', 'c');
  await put('d', 'c');
  await assert.rejects(put('x', 'a'), refusal('sponsorship.notPartner'));
  await assert.rejects(put('a', 'x'), refusal('sponsorship.notPartner'));
  await assert.rejects(put('a', 'a'), refusal('sponsorship.self'));
  await assert.rejects(put('a', 'd'), refusal('sponsorship.cycle'));
  const above = async (): Promise<(string | null)[]> =>
    ((await s.brand.read((ctx) => sponsorsAbove(ctx, [s.id('d')], 9))).get(s.id('d')) ?? []).map((one) => s.name(one.personId));
  assert.deepEqual(await above(), ['c', 'b', 'a']);
  await s.brand.write(async (ctx) => await releaseHeldBy(ctx, await lockLane(ctx), s.id('b'), 'left'), day(2));
  assert.deepEqual(await above(), ['c', 'a']);
  await put('d', 'a');
  assert.deepEqual(await above(), ['a']);
  const bonds = await s.brand.read((ctx) => bondsOf(ctx, s.id('d')), day(3));
  assert.equal(bonds.sponsorship?.reason, 'team');
  assert.deepEqual(
    bonds.history.map((row) => [row.kind, row.ended]),
    [['sponsorship', 'changed']],
  );
  const holds = await s.brand.read((ctx) => bondsOf(ctx, s.id('a')), day(3));
  assert.deepEqual(holds.holds, { customers: 0, partners: 2 });
});

test('merged partners keep the older sponsorship, and nobody ends up above themselves', async () => {
  const s = await shop('a', 'b', 'x', 'twin', 'junior');
  await s.makePartners('a', 'b', 'x', 'twin', 'junior');
  const put = async (person: string, sponsor: string, at: number): Promise<void> =>
    await s.brand.write((ctx) => setSponsor(ctx, { person: s.id(person), sponsor: s.id(sponsor), reason: null }), day(at));
  await put('twin', 'x', 1);
  await put('x', 'b', 2);
  await put('junior', 'twin', 3);
  await merge(s, 'x', 'twin', 4);
  const above = await s.brand.read((ctx) => sponsorsAbove(ctx, [s.id('x'), s.id('junior')], 9));
  assert.deepEqual(
    [s.id('x'), s.id('junior')].map((id) => above.get(id)?.map((one) => s.name(one.personId))),
    [['b'], ['x', 'b']],
  );
});
