import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Ctx } from '../kit/ctx.ts';
import { lockLane } from '../kit/db/lane.ts';
import type { DomainError } from '../kit/errors/index.ts';
import { newId, publicId, type Uuid } from '../kit/ids/index.ts';
import { seeded } from '../kit/random/index.ts';
import { makeTestTenant, openTestDb, refusal, type TestDb, type TestTenant } from '../kit/testing/index.ts';
import { moveGoods, prepareHistory } from '../rooms/analytics/index.ts';
import { insertLines, insertOrders, insertReturns, listOrders, orderReply, type OrderRecord } from '../rooms/orders/index.ts';
import {
  bindReferral,
  createPerson,
  findPeople,
  findPerson,
  loadPeople,
  personReply,
  referralHistoryOf,
  relationsOf,
  searchPeople,
  stagesOf,
  updatePerson,
  uplineAt,
} from '../rooms/relations/index.ts';
import { diagnose } from './doctor/index.ts';
import { eraseRecords } from './erase-person.ts';
import { exportPerson } from './export-person.ts';
import { registerFlows } from './index.ts';
import { mergeRecords } from './merge-people.ts';

let base: TestDb;

before(async () => {
  base = await openTestDb();
  registerFlows();
});
after(() => base.close());

const at = (day: string) => new Date(`${day}T04:00:00Z`);

async function make(
  brand: TestTenant,
  externalId: string,
  more: { phone?: string; name?: string; seenAt?: string; consentAt?: string } = {},
): Promise<Uuid> {
  const { consentAt, ...rest } = more;
  const input = { externalId, ...rest, ...(consentAt ? { consent: { channel: 'sms', at: consentAt } } : {}) };
  return (await brand.write((ctx) => createPerson(ctx, input))).personId;
}

/** One paid order of one line, recorded as an import would. */
async function sell(brand: TestTenant, personId: Uuid, day: string, amount: bigint): Promise<Uuid> {
  return await brand.write(async (ctx) => {
    const lane = await lockLane(ctx);
    const person = (await loadPeople(ctx, [personId])).get(personId);
    assert.ok(person);
    const orderId = newId();
    const paidAt = at(day).getTime();
    const fact = { orderId, paidAt, net: amount, isRefunded: false };
    const change = {
      personId,
      node: person.node,
      before: person.facts,
      after: person.facts,
      orders: [{ before: null, after: fact }],
      returns: [],
    };
    const history = await prepareHistory(ctx, lane, { people: [change] });
    const record: OrderRecord = {
      orderId,
      externalId: `o-${orderId}`,
      personId,
      placedAtMs: paidAt,
      paidAtMs: paidAt,
      charged: amount,
      refunded: 0n,
      isRefunded: false,
      origin: history.originOf(orderId),
      totalFrom: 'lines',
      scene: null,
      channel: null,
      status: null,
    };
    await insertOrders(ctx, [record], null);
    const line = {
      orderId,
      line: 1,
      productId: null,
      quantity: null,
      amount,
      refunded: 0n,
      isTotal: false,
      contentKey: orderId.replaceAll('-', ''),
    };
    await insertLines(ctx, [line], null);
    await moveGoods(ctx, [orderId], 1);
    await history.write();
    await lane.save();
    return orderId;
  });
}

async function giveBack(brand: TestTenant, personId: Uuid, day: string, amount: bigint): Promise<void> {
  await brand.write(async (ctx) => {
    const lane = await lockLane(ctx);
    const person = (await loadPeople(ctx, [personId])).get(personId);
    assert.ok(person);
    const returnId = newId();
    const item = { returnId, at: at(day).getTime(), amount };
    const change = {
      personId,
      node: person.node,
      before: person.facts,
      after: person.facts,
      orders: [],
      returns: [{ before: null, after: item }],
    };
    const history = await prepareHistory(ctx, lane, { people: [change] });
    const row = {
      returnId,
      externalId: null,
      orderId: null,
      personId,
      productId: null,
      atMs: item.at,
      amount,
      contentKey: returnId.replaceAll('-', ''),
      nth: 1,
    };
    await insertReturns(ctx, [row], null);
    await history.write();
    await lane.save();
  });
}

const bind = (brand: TestTenant, person: Uuid, referrer: Uuid, day?: string) =>
  brand.write((ctx) => bindReferral(ctx, { person, referrer, at: day === undefined ? undefined : at(day) }));

const merge = (brand: TestTenant, person: Uuid, other: Uuid, isTrial = false) =>
  brand.write((ctx) => mergeRecords(ctx, { person, other }, { isTrial }));

const stagesNow = (brand: TestTenant, personId: Uuid) =>
  brand.read(async (ctx) => (await stagesOf(ctx, personId, { limit: 50 })).data.map((step) => [step.from, step.to, step.at.slice(0, 10)]));

async function assertSound(brand: TestTenant): Promise<void> {
  const { findings } = await diagnose(base.db, brand.tenant.slug);
  const broken = findings.filter((finding) => !finding.ok && finding.tenant !== null);
  assert.deepEqual(
    broken.map(({ id, rows }) => ({ id, rows })),
    [],
  );
}

test('consent makes a fan in the same transaction and withdrawing it a prospect', async () => {
  const brand = await makeTestTenant(base.db);
  const id = await make(brand, 'a', { seenAt: '2026-01-01T04:00:00Z' });
  assert.deepEqual(await stagesNow(brand, id), [[null, 'prospect', '2026-01-01']]);
  await brand.write((ctx) => updatePerson(ctx, id, { consent: { channel: 'sms', at: '2026-01-05T04:00:00Z' } }));
  assert.deepEqual(await stagesNow(brand, id), [
    [null, 'prospect', '2026-01-01'],
    ['prospect', 'fan', '2026-01-05'],
  ]);
  await brand.write((ctx) => updatePerson(ctx, id, { consent: { channel: 'sms', withdraw: true } }));
  assert.deepEqual(await stagesNow(brand, id), [[null, 'prospect', '2026-01-01']]);
  await assertSound(brand);
});

test('an introduction known before the first order makes it referred, whenever it is told', async () => {
  const brand = await makeTestTenant(base.db);
  const [friend, referrer] = [await make(brand, 'friend'), await make(brand, 'referrer')];
  const orderId = await sell(brand, friend, '2026-01-10', 100n);
  const originOf = () => brand.read(async (ctx) => (await orderReply(ctx, publicId('order', orderId))).origin);
  assert.equal(await originOf(), 'direct');
  await bind(brand, friend, referrer, '2026-01-09');
  assert.equal(await originOf(), 'referred');
  await assertSound(brand);
});

test('merging moves orders, returns, identities and friends to the older record and both ids answer as it', async () => {
  const brand = await makeTestTenant(base.db);
  const older = await make(brand, 'older', { phone: '13800000001', seenAt: '2026-01-02T00:00:00Z' });
  const younger = await make(brand, 'younger', {
    name: '王五',
    phone: '13800000002',
    seenAt: '2026-01-01T00:00:00Z',
    consentAt: '2026-01-03T00:00:00Z',
  });
  const [friend, deeper, deepest] = [await make(brand, 'f1'), await make(brand, 'f2'), await make(brand, 'f3')];
  const [first, second] = [await make(brand, 'r1'), await make(brand, 'r2')];
  await bind(brand, friend, younger);
  await bind(brand, deeper, friend);
  await bind(brand, deepest, deeper);
  await bind(brand, older, second, '2026-01-06');
  await bind(brand, younger, first, '2026-01-05');
  await sell(brand, older, '2026-01-10', 500n);
  await sell(brand, younger, '2026-01-08', 300n);
  await giveBack(brand, younger, '2026-01-09', 50n);

  const preview = await merge(brand, older, younger, true);
  assert.equal(preview.done, false);
  assert.equal((await brand.read((ctx) => findPerson(ctx, 'ext:younger'))).person_id, younger);
  const done = await merge(brand, younger, older);
  assert.deepEqual({ ...preview, done: true }, done);
  assert.equal(done.survivor.externalId, 'older');
  assert.deepEqual([done.orders, done.identities, done.directs], [1, 1, 1]);
  assert.equal(done.referrer?.externalId, 'r1');
  assert.deepEqual(
    done.closedReferrals.map((one) => [one.person.externalId, one.referrer.externalId, one.reason]),
    [['older', 'r2', 'second']],
  );

  for (const id of ['ext:older', 'ext:younger', publicId('person', older), publicId('person', younger)]) {
    assert.equal((await brand.read((ctx) => findPerson(ctx, id))).person_id, older, id);
  }
  const reply = await brand.read(async (ctx) => await personReply(ctx, await findPerson(ctx, 'ext:younger')));
  assert.equal(reply.name, '王五');
  assert.deepEqual(
    reply.identities.map((identity) => identity.value),
    ['+8613800000001', '+8613800000002'],
  );
  assert.equal(reply.stage, 'repeat');
  assert.deepEqual(await stagesNow(brand, older), [
    [null, 'prospect', '2026-01-01'],
    ['prospect', 'fan', '2026-01-03'],
    ['fan', 'customer', '2026-01-08'],
    ['customer', 'repeat', '2026-01-10'],
  ]);
  assert.equal((await brand.read((ctx) => listOrders(ctx, { limit: 10, personId: older }))).data.length, 2);
  const people = await brand.read((ctx) => findPeople(ctx, ['f1', 'f3', 'older', 'r1']));
  assert.deepEqual(
    [people.get('f1')?.a1Node, people.get('f1')?.a2Node, people.get('f3')?.a3Node],
    [people.get('older')?.node, people.get('r1')?.node, people.get('older')?.node],
  );
  const tree = await brand.read((ctx) => relationsOf(ctx, people.get('older')?.node ?? -1));
  assert.deepEqual([tree.directs, tree.downline], [1, 3]);
  assert.deepEqual(await brand.read((ctx) => uplineAt(ctx, older, at('2026-01-12'))), [{ personId: first, depth: 1 }]);
  assert.deepEqual(await brand.read((ctx) => searchPeople(ctx, '王五')), [people.get('older')?.node]);
  await assert.rejects(bind(brand, older, younger), refusal('referral.self'));
  await assertSound(brand);
});

test('an introduction between the two is closed when they turn out to be one, in either direction', async () => {
  for (const direction of ['down', 'up'] as const) {
    const brand = await makeTestTenant(base.db);
    const [a, b] = [await make(brand, 'a'), await make(brand, 'b')];
    if (direction === 'down') await bind(brand, b, a);
    else await bind(brand, a, b);
    const done = await merge(brand, a, b);
    assert.deepEqual(
      done.closedReferrals.map((one) => one.reason),
      ['self'],
    );
    assert.equal(done.referrer, null);
    const tree = await brand.read(async (ctx) => await relationsOf(ctx, (await findPerson(ctx, 'ext:b')).node));
    assert.deepEqual([tree.referrer, tree.directs], [null, 0]);
    await assertSound(brand);
  }
});

test('an introduction that would close a ring through others is closed, and the other one is kept', async () => {
  const brand = await makeTestTenant(base.db);
  const [top, a, middle, b] = [await make(brand, 'top'), await make(brand, 'a'), await make(brand, 'middle'), await make(brand, 'b')];
  await bind(brand, b, middle, '2026-01-01');
  await bind(brand, middle, a, '2026-01-02');
  await bind(brand, a, top, '2026-01-03');
  const done = await merge(brand, a, b);
  assert.deepEqual(
    done.closedReferrals.map((one) => [one.person.externalId, one.reason]),
    [['b', 'cycle']],
  );
  assert.equal(done.referrer?.externalId, 'top');
  const history = await brand.read((ctx) => referralHistoryOf(ctx, b));
  assert.deepEqual(
    history.map((one) => one.cause),
    ['merge'],
  );
  await assertSound(brand);
});

test('a record merged twice over answers as the last survivor, and one is never merged with itself', async () => {
  const brand = await makeTestTenant(base.db);
  const [a, b, c] = [await make(brand, 'a'), await make(brand, 'b'), await make(brand, 'c')];
  await merge(brand, c, b);
  await merge(brand, b, a);
  assert.equal((await brand.read((ctx) => findPerson(ctx, 'ext:c'))).person_id, a);
  assert.equal((await brand.read((ctx) => findPeople(ctx, ['c']))).get('c')?.personId, a);
  await assert.rejects(merge(brand, a, a), refusal('merge.same'));
  await assertSound(brand);
});

test('erasing takes the person away and leaves the figures', async () => {
  const brand = await makeTestTenant(base.db);
  const id = await make(brand, 'gone', {
    name: '赵六',
    phone: '13800000009',
    consentAt: '2026-01-03T00:00:00Z',
  });
  const twin = await make(brand, 'gone-too', { name: '赵六六', phone: '13800000010' });
  const friend = await make(brand, 'stays');
  await bind(brand, friend, id);
  await sell(brand, id, '2026-01-10', 700n);
  await merge(brand, id, twin);
  const trial = await brand.write((ctx) => eraseRecords(ctx, id, { isTrial: true }));
  assert.deepEqual([trial.done, trial.identities, trial.ordersKept, trial.mergedRecords], [false, 2, 1, 1]);
  const done = await brand.write((ctx) => eraseRecords(ctx, id, { isTrial: false }));
  assert.deepEqual({ ...trial, externalId: done.externalId, done: true }, done);
  for (const external of ['ext:gone', 'ext:gone-too'])
    await assert.rejects(
      brand.read((ctx) => findPerson(ctx, external)),
      refusal('person.notFound'),
    );
  const reply = await brand.read(async (ctx) => await personReply(ctx, await findPerson(ctx, publicId('person', id))));
  assert.deepEqual([reply.externalId, reply.name, reply.identities, reply.consents], [done.externalId, done.externalId, [], []]);
  assert.match(done.externalId ?? '', /^erased-[0-9a-f]{16}$/);
  for (const text of ['赵六', '0009', '0010', 'gone']) assert.deepEqual(await brand.read((ctx) => searchPeople(ctx, text)), [], text);
  const order = (await brand.read((ctx) => listOrders(ctx, { limit: 5, personId: id }))).data[0];
  assert.deepEqual([order?.net.amount, order?.person?.name], ['700', done.externalId]);
  await assertNowhere(brand, ['赵六', '13800000009', '13800000010', '"gone"', 'gone-too']);
  await assertSound(brand);
  const again = await brand.write((ctx) => eraseRecords(ctx, id, { isTrial: false }));
  assert.equal(again.identities, 0);
  await assert.rejects(merge(brand, id, friend), refusal('person.erased'));
});

/** No row of any table of the brand holds one of these texts. */
async function assertNowhere(brand: TestTenant, texts: readonly string[]): Promise<void> {
  await base.db.ownerTx(async (sql) => {
    const tables = await sql.text<{ name: string }>(`
      SELECT format('%I.%I', column_table.table_schema, column_table.table_name) AS name
        FROM information_schema.columns AS column_table
       WHERE column_table.column_name = 'tenant_id' AND column_table.table_schema NOT IN ('pg_catalog', 'information_schema')`);
    for (const { name } of tables) {
      for (const text of texts) {
        const rows = await sql.text(`SELECT 1 FROM ${name} AS kept WHERE kept.tenant_id = $1 AND kept::text LIKE $2`, [
          brand.tenant.id,
          `%${text}%`,
        ]);
        assert.equal(rows.length, 0, `${name} still holds ${text}`);
      }
    }
  });
}

test('an export holds everything about one person and nothing of the others but ids', async () => {
  const brand = await makeTestTenant(base.db);
  const [id, friend] = [
    await make(brand, 'me', { name: '孙七', phone: '13800000011' }),
    await make(brand, 'friend', { name: '周八', phone: '13800000012' }),
  ];
  await bind(brand, friend, id);
  await sell(brand, id, '2026-01-10', 900n);
  await giveBack(brand, id, '2026-01-11', 100n);
  const document = await brand.write((ctx) => exportPerson(ctx, 'ext:me'));
  const text = JSON.stringify(document);
  for (const part of ['孙七', '+8613800000011', '"900"', '"100"', 'customer']) assert.ok(text.includes(part), part);
  for (const part of ['周八', '13800000012']) assert.ok(!text.includes(part), part);
  const audits = await brand.read((ctx) => auditActions(ctx));
  assert.ok(audits.includes('person.exported'));
});

async function auditActions(ctx: Ctx): Promise<string[]> {
  const rows = await ctx.sql<{
    action: string;
  }>`SELECT audit.action FROM identity.audit AS audit WHERE audit.tenant_id = ${ctx.tenantId}`;
  return rows.map((row) => row.action);
}

test('random binds, merges, orders, consents and erasures keep every invariant (G2)', async (t) => {
  const seed = Number(process.env['SEED'] ?? Date.now() % 1e9);
  t.diagnostic(`SEED=${seed}`);
  const random = seeded(seed);
  const brand = await makeTestTenant(base.db);
  const ids: Uuid[] = [];
  for (let i = 0; i < 30; i++) ids.push(await make(brand, `p${i}`));
  const some = () => ids[Math.floor(random() * ids.length)] ?? '';
  const survivor = async (id: Uuid) => (await brand.read((ctx) => findPerson(ctx, publicId('person', id)))).person_id;
  const day = () => `2026-01-${String(1 + Math.floor(random() * 14)).padStart(2, '0')}`;
  const expected = ['referral.self', 'referral.second', 'referral.cycle', 'merge.same', 'person.erased'];
  for (let step = 0; step < 200; step++) {
    const roll = random();
    const [one, other] = [await survivor(some()), await survivor(some())];
    try {
      if (roll < 0.5) await bind(brand, one, other, day());
      else if (roll < 0.75) await sell(brand, one, day(), BigInt(Math.floor(random() * 10_000)));
      else if (roll < 0.85) await merge(brand, one, other);
      else if (roll < 0.9) await giveBack(brand, one, day(), BigInt(1 + Math.floor(random() * 500)));
      else if (roll < 0.98)
        await brand.write((ctx) =>
          updatePerson(ctx, one, {
            consent: { channel: 'sms', at: at(day()).toISOString(), withdraw: random() < 0.3 },
          }),
        );
      else await brand.write((ctx) => eraseRecords(ctx, one, { isTrial: false }));
    } catch (error) {
      assert.ok(expected.includes((error as DomainError).code), String(error));
    }
  }
  await assertSound(brand);
});
