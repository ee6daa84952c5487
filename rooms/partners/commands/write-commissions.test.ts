import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { newId, type Uuid } from '../../../kit/ids/index.ts';
import { makeTestTenant, openTestDb, type TestDb, type TestTenant } from '../../../kit/testing/index.ts';
import {
  allocate,
  commissionsOfOrders,
  dueCommissions,
  insertCommissions,
  insertSnapshots,
  snapshotsOfOrders,
  updateCommissions,
  type CommissionRow,
  type CommissionSnapshot,
} from '../index.ts';
import { documentOf } from '../model/plan-document.ts';
import { anySnapshot, orderOf } from '../model/snapshots.fixture.ts';

let base: TestDb;
let brand: TestTenant;
let other: TestTenant;

before(async () => {
  base = await openTestDb();
  brand = await makeTestTenant(base.db);
  other = await makeTestTenant(base.db);
});
after(() => base.close());

const NOW = new Date('2026-01-15T04:00:00Z');

/** The people of a made-up snapshot become uuids, its plan a stored one. */
async function stored(order: CommissionSnapshot): Promise<CommissionSnapshot> {
  const planId = newId();
  await brand.write(async (ctx) => {
    await ctx.sql.exec`
      INSERT INTO partners.plan (tenant_id, plan_id, name, version, state, document, created_at)
      VALUES (${ctx.tenantId}, ${planId}, ${planId}, 1, 'draft', ${JSON.stringify(documentOf(order.plan))}::jsonb, ${NOW})`;
  });
  const ids = new Map<string, Uuid>();
  const named = <P extends { personId: string }>(person: P): P => {
    const id = ids.get(person.personId) ?? newId();
    ids.set(person.personId, id);
    return { ...person, personId: id };
  };
  return {
    ...order,
    plan: { ...order.plan, planId, name: planId },
    buyer: named(order.buyer),
    chain: order.chain.map(named),
    team: order.team.map(named),
  };
}

function rowsOf(orderId: Uuid, order: CommissionSnapshot): CommissionRow[] {
  return allocate(order).allocations.map((each) => ({
    ...each,
    orderId,
    reversed: 0n,
    state: 'pending',
    dueAt: null,
    confirmedAt: null,
    caseId: null,
  }));
}

test('what was fixed and what was accrued come back as they were written, for every kind of plan', async () => {
  const samples = structuredClone(fc.sample(anySnapshot, { numRuns: 60, seed: 7 }));
  const written = await Promise.all(
    samples.map(async (sample) => {
      // Acts of service are rows of their own.
      const { served: _, ...snapshot } = await stored(sample);
      return { orderId: newId(), snapshot };
    }),
  );
  const rows = written.flatMap(({ orderId, snapshot }) => rowsOf(orderId, snapshot));
  assert.ok(rows.length > 20);
  await brand.write(async (ctx) => {
    await insertSnapshots(ctx, written);
    await insertCommissions(ctx, rows);
  });
  const ids = written.map((each) => each.orderId);
  const [snapshots, commissions] = await brand.read(async (ctx) => [
    await snapshotsOfOrders(ctx, ids),
    await commissionsOfOrders(ctx, ids),
  ]);
  for (const { orderId, snapshot } of written) {
    assert.deepEqual(snapshots.get(orderId), snapshot);
    const found = snapshots.get(orderId);
    assert.ok(found);
    assert.deepEqual(allocate(found), allocate(snapshot));
  }
  const inOrder = (list: readonly CommissionRow[]) => list.toSorted((a, b) => keyOf(a).localeCompare(keyOf(b), 'en'));
  assert.deepEqual(inOrder(commissions), inOrder(rows));
  const foreign = await other.read(async (ctx) => [await snapshotsOfOrders(ctx, ids), await commissionsOfOrders(ctx, ids)] as const);
  assert.deepEqual([foreign[0].size, foreign[1].length], [0, 0]);
});

function keyOf(row: CommissionRow): string {
  return `${row.orderId} ${row.line} ${row.role} ${row.depth} ${row.payeeId}`;
}

test('only what moves is written over, all of it or nothing', async () => {
  const order = await stored(orderOf({ levels: [{ depth: 1, ratePpm: 100_000 }] }));
  const orderId = newId();
  const [row] = rowsOf(orderId, order);
  assert.ok(row);
  const dueAt = NOW.getTime() + 1000;
  await brand.write((ctx) => insertCommissions(ctx, [row]));
  await brand.write((ctx) => updateCommissions(ctx, [{ ...row, reversed: 400n, dueAt, amount: 1n, base: 1n }]));
  const [moved] = await brand.read((ctx) => commissionsOfOrders(ctx, [orderId]));
  assert.deepEqual(moved, { ...row, reversed: 400n, dueAt });
  await assert.rejects(brand.write((ctx) => updateCommissions(ctx, [row, { ...row, line: 9 }])));
  await assert.rejects(brand.write((ctx) => insertCommissions(ctx, [row])));
});

test('the database keeps the promises of a commission: never negative, never more than accrued, reversed exactly when all is gone', async () => {
  const order = await stored(orderOf({ levels: [{ depth: 1, ratePpm: 100_000 }] }));
  const [row] = rowsOf(newId(), order);
  assert.ok(row);
  const broken: Partial<CommissionRow>[] = [
    { amount: 0n },
    { amount: -1n },
    { amount: row.base + 1n },
    { reversed: row.amount + 1n },
    { reversed: -1n },
    { state: 'reversed' },
    { reversed: row.amount },
    { share: { num: 2n, den: 1n } },
  ];
  for (const change of broken)
    await assert.rejects(
      brand.write((ctx) => insertCommissions(ctx, [{ ...row, ...change }])),
      String(Object.keys(change)),
    );
  await brand.write((ctx) => insertCommissions(ctx, [row]));
  await assert.rejects(
    brand.write(
      (ctx) => ctx.sql.exec`UPDATE partners.commission AS commission SET amount = 2 WHERE commission.tenant_id = ${ctx.tenantId}`,
    ),
    /permission denied/,
  );
});

test('due are those whose hold is over at the time asked, the longest overdue first', async () => {
  const shop = await makeTestTenant(base.db);
  const order = orderOf({ levels: [{ depth: 1, ratePpm: 100_000 }] });
  const payeeId = newId();
  const dues = [3, 1, null, 2, 4].map((days) => (days === null ? null : NOW.getTime() + days * 86_400_000));
  const rows = dues.flatMap((dueAt) => rowsOf(newId(), order).map((row) => ({ ...row, payeeId, dueAt })));
  await shop.write((ctx) => insertCommissions(ctx, rows));
  const at = async (days: number, limit = 10) =>
    (await shop.read((ctx) => dueCommissions(ctx, new Date(NOW.getTime() + days * 86_400_000), limit))).map((row) => row.dueAt);
  assert.deepEqual(await at(0), []);
  assert.deepEqual(await at(3), [dues[1], dues[3], dues[0]]);
  assert.deepEqual(await at(3, 1), [dues[1]]);
  await shop.write(
    async (ctx) => await updateCommissions(ctx, [{ ...(rows[1] as CommissionRow), state: 'confirmed', confirmedAt: NOW.getTime() }]),
  );
  assert.deepEqual(await at(9), [dues[3], dues[0], dues[4]]);
});
