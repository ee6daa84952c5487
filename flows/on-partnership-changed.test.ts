import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { lockLane } from '../kit/db/lane.ts';
import { newId, publicId, type Uuid } from '../kit/ids/index.ts';
import { makeTestTenant, openTestDb, type TestDb, type TestTenant } from '../kit/testing/index.ts';
import { prepareHistory, rebuildHistory } from '../rooms/analytics/index.ts';
import { insertOrders } from '../rooms/orders/index.ts';
import { endPartnership, enrolPartner, findPartner } from '../rooms/partners/index.ts';
import { createPerson, loadPeople, mergePeople, planMerge, stagesOf } from '../rooms/relations/index.ts';
import { diagnose } from './doctor/index.ts';
import { registerFlows } from './index.ts';

let t: TestDb;
let brand: TestTenant;

before(async () => {
  t = await openTestDb();
  registerFlows();
  brand = await makeTestTenant(t.db);
});
after(async () => await t.close());

const DAY = 86_400_000;
const T0 = Date.parse('2026-01-15T04:00:00Z');
const day = (n: number): Date => new Date(T0 + n * DAY);

async function meet(externalId: string): Promise<Uuid> {
  return (await brand.write((ctx) => createPerson(ctx, { externalId }), day(0))).personId;
}

async function buy(personId: Uuid, at: number): Promise<void> {
  await brand.write(async (ctx) => {
    const lane = await lockLane(ctx);
    const person = (await loadPeople(ctx, [personId])).get(personId);
    assert.ok(person);
    const orderId = newId();
    const paidAt = day(at).getTime();
    const order = { orderId, paidAt, net: 100n, isRefunded: false };
    const history = await prepareHistory(ctx, lane, {
      people: [
        { personId, node: person.node, before: person.facts, after: person.facts, orders: [{ before: null, after: order }], returns: [] },
      ],
    });
    await insertOrders(
      ctx,
      [
        {
          orderId,
          externalId: orderId,
          personId,
          placedAtMs: paidAt,
          paidAtMs: paidAt,
          charged: 100n,
          refunded: 0n,
          isRefunded: false,
          origin: history.originOf(orderId),
          totalFrom: 'total',
          scene: null,
          channel: null,
          status: null,
        },
      ],
      null,
    );
    await history.write();
    await lane.save();
  }, day(at));
}

const enrol = async (personId: Uuid, at: number, from = at): Promise<Uuid> =>
  (await brand.write((ctx) => enrolPartner(ctx, { personId, at: day(from) }), day(at))).partnershipId;

async function leave(partnershipId: Uuid, at: number): Promise<void> {
  await brand.write(async (ctx) => await endPartnership(ctx, await findPartner(ctx, publicId('partner', partnershipId)), 'left'), day(at));
}

async function stages(personId: Uuid): Promise<string[]> {
  const { data } = await brand.read((ctx) => stagesOf(ctx, personId, { limit: 50 }));
  return data.map((row) => `${row.to} ${(Date.parse(row.at) - T0) / DAY}`);
}

/** Stages, histories and every figure that counts them are what a check from the data says. */
async function healthy(): Promise<void> {
  const { findings } = await diagnose(t.db, brand.tenant.slug);
  assert.deepEqual(
    findings.filter((finding) => !finding.ok && /^(F|I2|I14)\./.test(finding.id)).map((finding) => [finding.id, finding.rows]),
    [],
  );
}

test('whoever is enrolled is a partner at once, and what their orders say again when it ends', async () => {
  const anna = await meet('anna');
  await buy(anna, 1);
  const partnership = await enrol(anna, 2);
  await buy(anna, 3);
  assert.deepEqual(await stages(anna), ['prospect 0', 'customer 1', 'partner 2']);
  await leave(partnership, 5);
  assert.deepEqual(await stages(anna), ['prospect 0', 'customer 1', 'partner 2', 'repeat 5']);
  await buy(anna, 6);
  await enrol(anna, 7);
  assert.deepEqual((await stages(anna)).slice(-1), ['partner 7']);
  await healthy();
});

test('a partnership recorded late changes the history from the day it began', async () => {
  const ben = await meet('ben');
  await buy(ben, 1);
  await buy(ben, 4);
  await enrol(ben, 9, 2);
  assert.deepEqual(await stages(ben), ['prospect 0', 'customer 1', 'partner 2']);
  await healthy();
});

test('an order dated before the partnership is taken in below it', async () => {
  const cleo = await meet('cleo');
  const partnership = await enrol(cleo, 3);
  await buy(cleo, 1);
  await buy(cleo, 2);
  await leave(partnership, 8);
  assert.deepEqual(await stages(cleo), ['prospect 0', 'customer 1', 'repeat 2', 'partner 3', 'repeat 8']);
  await healthy();
});

test('of two records of one partner the survivor is the partner, and the histories are one', async () => {
  const [dora, twin] = [await meet('dora'), await meet('dora-2')];
  await buy(dora, 1);
  await enrol(twin, 2);
  await brand.write(async (ctx) => await mergePeople(ctx, await planMerge(ctx, { person: dora, other: twin })), day(5));
  assert.deepEqual(await stages(dora), ['prospect 0', 'customer 1', 'partner 2']);
  await healthy();
});

test('making everything derived anew gives the same stages', async () => {
  const people = await brand.read(
    (ctx) => ctx.sql<{ person_id: Uuid }>`SELECT person.person_id FROM relations.person AS person WHERE person.tenant_id = ${ctx.tenantId}`,
  );
  const before = await Promise.all(people.map((person) => stages(person.person_id)));
  await brand.write(async (ctx) => {
    const lane = await lockLane(ctx);
    await rebuildHistory(ctx, lane);
    await lane.save();
  }, day(20));
  assert.deepEqual(await Promise.all(people.map((person) => stages(person.person_id))), before);
  await healthy();
});
