import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Ctx } from '../../../kit/ctx.ts';
import { listenWithin } from '../../../kit/events/index.ts';
import { publicId, type Uuid } from '../../../kit/ids/index.ts';
import { lockLane } from '../../../kit/db/lane.ts';
import { makeTestTenant, openTestDb, refusal, type TestDb, type TestTenant } from '../../../kit/testing/index.ts';
import { bindReferral, bondsOf, createPerson, erasePerson, setStages } from '../../relations/index.ts';
import { enrolPartner, mergePartnerships, partnershipsOf, PARTNERSHIP_CHANGED, type PartnershipChanged } from '../index.ts';
import { findPartner } from '../queries/partners.ts';
import { standingsOf } from '../queries/standings.ts';
import { endErasedPartnership, endPartnership, setLevel } from './enrol-partner.ts';

let base: TestDb;
let brand: TestTenant;
const told: PartnershipChanged[] = [];

before(async () => {
  base = await openTestDb();
  brand = await makeTestTenant(base.db);
  // Stands in for the house's own listener, which derives the whole history: here only the stage itself matters.
  listenWithin<PartnershipChanged>(PARTNERSHIP_CHANGED, async (ctx, { payload }) => {
    told.push(payload);
    await setStage(ctx, payload.personId, payload.to === null);
  });
});
after(() => base.close());

async function setStage(ctx: Ctx, personId: Uuid, isPartner: boolean): Promise<void> {
  const { node } = await ctx.sql.one<{ node: number }>`
    SELECT person.node FROM relations.person AS person WHERE person.tenant_id = ${ctx.tenantId} AND person.person_id = ${personId}`;
  const current = [{ node, stage: isPartner ? ('partner' as const) : ('prospect' as const), since: ctx.now.getTime() }];
  await setStages(ctx, { drops: [], steps: [], current });
}

const day = (n: number): Date => new Date(Date.UTC(2026, 0, n));

async function person(name: string): Promise<Uuid> {
  return (await brand.write((ctx) => createPerson(ctx, { externalId: name, name }))).personId;
}

async function standingAt(personId: Uuid, at: Date): Promise<string | null | undefined> {
  return (await brand.read((ctx) => standingsOf(ctx, [personId], at))).get(personId)?.level;
}

async function endOf(personId: Uuid, at: Date): Promise<void> {
  await brand.write(async (ctx) => endPartnership(ctx, await findPartner(ctx, publicId('person', personId)), 'left'), at);
}

test('levels are intervals: what stood at an instant is what an order of that instant is judged by', async () => {
  const mei = await person('mei');
  await brand.write((ctx) => enrolPartner(ctx, { personId: mei, level: 'silver', at: day(3) }), day(5));
  await brand.write((ctx) => enrolPartner(ctx, { personId: mei, level: 'gold' }), day(10));
  await brand.write(async (ctx) => setLevel(ctx, await findPartner(ctx, publicId('person', mei)), null), day(15));
  const at = [2, 3, 9, 10, 14, 15].map((n) => standingAt(mei, day(n)));
  assert.deepEqual(await Promise.all(at), [undefined, 'silver', 'silver', 'gold', 'gold', null]);
  await endOf(mei, day(20));
  assert.equal(await standingAt(mei, day(19)), null);
  assert.equal(await standingAt(mei, day(20)), undefined);
});

test('two changes of a level at one instant are one: the last counts', async () => {
  const an = await person('an');
  await brand.write(async (ctx) => {
    await enrolPartner(ctx, { personId: an, level: 'silver' });
    await enrolPartner(ctx, { personId: an, level: 'gold' });
    await enrolPartner(ctx, { personId: an, level: null });
    await enrolPartner(ctx, { personId: an, level: 'jade' });
  }, day(5));
  assert.equal(await standingAt(an, day(5)), 'jade');
});

test('every change is handed over with all partnerships before and after it', async () => {
  const li = await person('li');
  told.length = 0;
  await brand.write((ctx) => enrolPartner(ctx, { personId: li }), day(2));
  await endOf(li, day(4));
  await brand.write((ctx) => enrolPartner(ctx, { personId: li }), day(8));
  await brand.write((ctx) => enrolPartner(ctx, { personId: li }), day(9));
  const [first, second] = [
    { from: day(2).getTime(), to: null },
    { from: day(2).getTime(), to: day(4).getTime() },
  ];
  const third = { from: day(8).getTime(), to: null };
  assert.deepEqual(
    told.map(({ before: was, after: is }) => [was, is]),
    [
      [[], [first]],
      [[first], [second]],
      [[second], [second, third]],
    ],
  );
});

test('a partnership begins neither ahead of time nor before an earlier one ended', async () => {
  const bo = await person('bo');
  await assert.rejects(
    brand.write((ctx) => enrolPartner(ctx, { personId: bo, at: day(6) }), day(5)),
    refusal('partner.future'),
  );
  await brand.write((ctx) => enrolPartner(ctx, { personId: bo }), day(5));
  await endOf(bo, day(9));
  await assert.rejects(
    brand.write((ctx) => enrolPartner(ctx, { personId: bo, at: day(8) }), day(10)),
    refusal('partner.overlaps'),
  );
  await brand.write((ctx) => enrolPartner(ctx, { personId: bo, at: day(9) }), day(10));
});

test('a new partner belongs to the nearest partner above, by whom nobody has to be asked', async () => {
  const [top, middle, low] = [await person('top'), await person('middle'), await person('low')];
  await brand.write(async (ctx) => {
    await bindReferral(ctx, { person: middle, referrer: top });
    await bindReferral(ctx, { person: low, referrer: middle });
    await enrolPartner(ctx, { personId: top });
    await enrolPartner(ctx, { personId: low });
  }, day(5));
  const bonds = await brand.read((ctx) => bondsOf(ctx, low), day(6));
  assert.equal(bonds.sponsorship?.person.id, publicId('person', top));
});

test('who is erased is a partner no more and can become none again', async () => {
  const gu = await person('gu');
  await brand.write((ctx) => endErasedPartnership(ctx, gu), day(3));
  await brand.write((ctx) => enrolPartner(ctx, { personId: gu, level: 'gold' }), day(4));
  await brand.write(async (ctx) => {
    await erasePerson(ctx, gu, { isTrial: false });
    await endErasedPartnership(ctx, gu);
  }, day(6));
  const row = await brand.read((ctx) => findPartner(ctx, publicId('person', gu)));
  assert.deepEqual([row.ended, row.level_id, row.to_at], ['erased', 'gold', day(6)]);
  await assert.rejects(
    brand.write((ctx) => enrolPartner(ctx, { personId: gu }), day(7)),
    refusal('partner.erased'),
  );
});

test('enrolled from many sides at once, somebody is a partner once', async () => {
  const yu = await person('yu');
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => brand.write((ctx) => enrolPartner(ctx, { personId: yu, level: 'gold' }))),
  );
  assert.equal(answers.filter((answer) => answer.isNew).length, 1);
  assert.equal(new Set(answers.map((answer) => answer.partnershipId)).size, 1);
});

test('two records that become one keep the partnership of either, never two at once', async () => {
  const [one, two, three] = [await person('one'), await person('two'), await person('three')];
  await brand.write((ctx) => enrolPartner(ctx, { personId: two, level: 'gold' }), day(2));
  const merge = (survivor: Uuid, absorbed: Uuid) =>
    brand.write(async (ctx) => mergePartnerships(ctx, await lockLane(ctx), { survivor, absorbed }), day(5));
  const taken = await merge(one, two);
  assert.deepEqual(taken, { before: [], after: [{ from: day(2).getTime(), to: null }] });
  assert.deepEqual([await standingAt(one, day(6)), await standingAt(two, day(6))], ['gold', undefined]);
  await brand.write((ctx) => enrolPartner(ctx, { personId: three, level: 'jade' }), day(3));
  const kept = await merge(one, three);
  assert.deepEqual(kept.after, kept.before);
  assert.deepEqual([await standingAt(one, day(6)), await standingAt(three, day(6))], ['gold', undefined]);
  const spans = await brand.read((ctx) => partnershipsOf(ctx, [one, two, three]));
  assert.equal([...spans.values()].flat().filter((span) => span.to === null).length, 1);
});
