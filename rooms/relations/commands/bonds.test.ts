import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { lockLane } from '../../../kit/db/lane.ts';
import type { DomainError } from '../../../kit/errors/index.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import { makeTestTenant, openTestDb, type TestDb, type TestTenant } from '../../../kit/testing/index.ts';
import {
  addPeople,
  attributionsAt,
  becamePartners,
  bindByOrders,
  bindReferral,
  bindReferrals,
  bondsOf,
  changeAttribution,
  createPerson,
  earnersAbove,
  earnersAt,
  erasePerson,
  findPeople,
  mergePeople,
  planMerge,
  recordTouch,
  releaseHeldBy,
  setDials,
  setSponsor,
  SHOP_DIALS,
  sponsorsAbove,
  uplinesOf,
  type Dials,
} from '../index.ts';

let base: TestDb;

before(async () => {
  base = await openTestDb();
});
after(() => base.close());

const DAY = 86_400_000;
const T0 = Date.parse('2026-03-01T00:00:00Z');
const day = (n: number): Date => new Date(T0 + n * DAY);

/** A brand whose people are called by letters, acted on at days after a beginning. */
class Shop {
  readonly brand: TestTenant;
  readonly #ids = new Map<string, Uuid>();
  constructor(brand: TestTenant) {
    this.brand = brand;
  }
  id(name: string): Uuid {
    return this.#ids.get(name) ?? '';
  }
  name(id: Uuid | null | undefined): string | null {
    return [...this.#ids].find(([, known]) => known === id)?.[0] ?? null;
  }
  async meet(...names: string[]): Promise<void> {
    await this.brand.write(async (ctx) => {
      const lane = await lockLane(ctx);
      await addPeople(
        ctx,
        lane,
        names.map((externalId) => ({ externalId })),
      );
      await lane.save();
    }, day(0));
    for (const [name, person] of await this.brand.read((ctx) => findPeople(ctx, names))) this.#ids.set(name, person.personId);
  }
  async under(dials: Partial<Dials> | null, at = 0): Promise<void> {
    await this.brand.write((ctx) => setDials(ctx, dials === null ? null : { ...SHOP_DIALS, ...dials }), day(at));
  }
  async introduce(person: string, referrer: string, at = 0): Promise<void> {
    await this.brand.write((ctx) => bindReferral(ctx, { person: this.id(person), referrer: this.id(referrer) }), day(at));
  }
  async click(person: string, object: string, at: number): Promise<string | null> {
    const touch = await this.brand.write(
      (ctx) => recordTouch(ctx, { person: this.id(person), object: this.id(object), device: null }),
      day(at),
    );
    return touch.bound?.verdict ?? null;
  }
  async give(person: string, to: string | null, at: number, effective?: number): Promise<void> {
    await this.brand.write(
      (ctx) =>
        changeAttribution(ctx, {
          person: this.id(person),
          object: to === null ? null : this.id(to),
          reason: 'asked for',
          effectiveAt: effective === undefined ? undefined : day(effective),
        }),
      day(at),
    );
  }
  async order(person: string, at: number, isFirst = false): Promise<void> {
    await this.brand.write(
      async (ctx) => await bindByOrders(ctx, await lockLane(ctx), [{ personId: this.id(person), isFirst }], 'firstOrder'),
      day(at),
    );
  }
  async holder(person: string, at: number): Promise<string | null> {
    return this.name((await this.brand.read((ctx) => attributionsAt(ctx, [this.id(person)]), day(at))).get(this.id(person)));
  }
  async chain(person: string, at: number, depth = 3): Promise<string> {
    const found = await this.brand.read((ctx) => earnersAbove(ctx, [this.id(person)], depth), day(at));
    return (found.get(this.id(person))?.above ?? []).map((one) => `${one.depth}${this.name(one.personId)}`).join(' ');
  }
  async makePartners(...names: string[]): Promise<void> {
    await base.db.ownerTx((sql) =>
      sql.text(`UPDATE relations.person SET stage = 'partner' WHERE tenant_id = $1 AND external_id = ANY ($2)`, [
        this.brand.tenant.id,
        names,
      ]),
    );
  }
  async rows(): Promise<{ ended: string | null; subject: string | null; object: string | null; from: number; to: number | null }[]> {
    const rows = await base.db.ownerTx((sql) =>
      sql.text<{ subject_id: Uuid; object_id: Uuid | null; from_at: Date; to_at: Date | null; ended: string | null }>(
        'SELECT subject_id, object_id, from_at, to_at, ended FROM relations.attribution WHERE tenant_id = $1 ORDER BY from_at, attribution_id',
        [this.brand.tenant.id],
      ),
    );
    return rows.map((row) => ({
      subject: this.name(row.subject_id),
      object: this.name(row.object_id),
      from: (row.from_at.getTime() - T0) / DAY,
      to: row.to_at === null ? null : (row.to_at.getTime() - T0) / DAY,
      ended: row.ended,
    }));
  }
}

async function shop(...names: string[]): Promise<Shop> {
  const made = new Shop(await makeTestTenant(base.db));
  await made.meet(...names);
  return made;
}

const refusal = (code: string) => (error: DomainError) => error.code === code;

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
  await s.order('y', 6, true);
  assert.equal(await s.holder('y', 6), 'b');
  await s.order('x', 31, true);
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
  });
  assert.deepEqual((await s.brand.read((ctx) => bondsOf(ctx, s.id('a')), day(4))).holds, { customers: 1, partners: 0 });
  const later = await s.brand.read((ctx) => bondsOf(ctx, s.id('x')), day(31));
  assert.deepEqual([later.attribution, later.history.map((row) => [row.ended, row.to])], [null, [['expired', day(30).toISOString()]]]);
});
