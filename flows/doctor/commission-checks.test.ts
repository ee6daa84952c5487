import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { makeTestTenant, openTestDb, type TestDb, type TestTenant } from '../../kit/testing/index.ts';
import { createProduct } from '../../rooms/catalog/index.ts';
import { createPlan, enrolPartner, newPlan, publishPlan } from '../../rooms/partners/index.ts';
import { bindReferral, createPerson } from '../../rooms/relations/index.ts';
import { registerFlows } from '../index.ts';
import { settle, type MoneyCommand } from '../settle/index.ts';
import { diagnose } from './index.ts';

let t: TestDb;
let brand: TestTenant;

before(async () => {
  t = await openTestDb();
  registerFlows();
  brand = await makeTestTenant(t.db);
  const people = new Map<string, string>();
  for (const externalId of ['a', 'b', 'c', 'd'])
    people.set(externalId, (await brand.write((ctx) => createPerson(ctx, { externalId }))).personId);
  const id = (name: string): string => people.get(name) ?? '';
  await brand.write((ctx) => bindReferral(ctx, { person: id('b'), referrer: id('a') }));
  await brand.write((ctx) => bindReferral(ctx, { person: id('c'), referrer: id('b') }));
  for (const name of ['a', 'b', 'd']) await brand.write((ctx) => enrolPartner(ctx, { personId: id(name), level: 'gold' }));
  await brand.write(async (ctx) => {
    await createProduct(ctx, { externalId: 'tea', name: 'Tea' });
    const levels = [150_000, 150_000].map((ratePpm, i) => ({ depth: i + 1, ratePpm }));
    const { planId } = await createPlan(
      ctx,
      newPlan.parse({
        name: 'Two levels',
        levels,
        roles: [{ role: 'service', rates: [{ partnerLevel: 'gold', ratePpm: 10_000 }] }],
        capPpm: 310_000,
        hold: { days: 1, from: 'receipt' },
      }),
    );
    await publishPlan(ctx, planId, null);
  });
  const line = { product: 'ext:tea', sku: null, quantity: 1n, unitPrice: 9_999n, discount: 0n, tax: 0n };
  const order = { coupon: null, scene: null, method: null, channel: null, placedAt: null, discount: 0n, shipping: 0n };
  const commands: MoneyCommand[] = [
    { kind: 'placeOrder', externalId: 'o', person: 'ext:c', lines: [line, { ...line, tax: 999n }], ...order },
    { kind: 'logService', order: 'ext:o', externalId: null, line: 1, person: 'ext:d', what: 'fitted', at: null },
    { kind: 'recordPayment', order: 'ext:o', amount: 19_998n, provider: 'manual', externalId: 'p', at: null },
    { kind: 'confirmReceipt', order: 'ext:o', at: null, lines: [1] },
    {
      kind: 'giveRefund',
      order: 'ext:o',
      externalId: 'r',
      lines: [
        { line: 1, amount: 3_333n },
        { line: 2, amount: 1_000n },
      ],
      shipping: 0n,
      cause: 'refund',
    },
  ];
  // One after the other, as they come in life; two days later the hold of the first line is over.
  for (const command of commands) assert.notEqual((await brand.write((ctx) => settle(ctx, [command])))[0]?.kind, 'refused');
  await brand.write((ctx) => settle(ctx, [{ kind: 'releaseDue', limit: 100 }]), new Date('2026-01-20T00:00:00Z'));
});
after(async () => await t.close());

async function broken(): Promise<string[]> {
  const { findings } = await diagnose(t.db, brand.tenant.slug);
  return findings.filter((finding) => !finding.ok && finding.id !== 'K.durable').map((finding) => finding.id);
}

test('commissions kept by the product have nothing to find', async () => {
  const { rows, confirmed } = await t.db.ownerTx(
    async (sql) =>
      await sql.one<{ rows: number; confirmed: number }>`
      SELECT count(*)::int AS rows, (count(*) FILTER (WHERE commission.state = 'confirmed'))::int AS confirmed
        FROM partners.commission AS commission WHERE commission.tenant_id = ${brand.tenant.id}`,
  );
  assert.deepEqual([rows, confirmed], [5, 3]);
  assert.deepEqual(await broken(), []);
});

const one = `ctid = (SELECT min(ctid) FROM partners.commission WHERE tenant_id = $1 AND state = 'confirmed')`;
const faults: { what: string; sql: string; undo: string; finds: string }[] = [
  {
    what: 'a commission that keeps a cent after a refund',
    sql: `UPDATE partners.commission SET reversed = reversed - 1 WHERE tenant_id = $1 AND line = 1`,
    undo: `UPDATE partners.commission SET reversed = reversed + 1 WHERE tenant_id = $1 AND line = 1`,
    finds: 'I8.remaining',
  },
  {
    what: 'a share that is not what was accrued',
    sql: `UPDATE partners.commission SET share_den = share_den * 2 WHERE tenant_id = $1`,
    undo: `UPDATE partners.commission SET share_den = share_den / 2 WHERE tenant_id = $1`,
    finds: 'I8.remaining',
  },
  {
    what: 'a line that pays beyond its cap',
    sql: `UPDATE partners.snapshot SET limits = jsonb_set(limits, '{0}', '190000') WHERE tenant_id = $1`,
    undo: `UPDATE partners.snapshot SET limits = jsonb_set(limits, '{0}', '1000000') WHERE tenant_id = $1`,
    finds: 'I7.cap',
  },
  {
    what: 'a line whose gifts left no room for what it pays',
    sql: `UPDATE partners.snapshot SET lines = jsonb_set(lines, '{0}', (lines->0) || '["100"]') WHERE tenant_id = $1`,
    undo: `UPDATE partners.snapshot SET lines = jsonb_set(lines, '{0}', (lines->0) - 6) WHERE tenant_id = $1`,
    finds: 'I7.cap',
  },
  {
    what: 'pay for a service that somebody else logged',
    sql: `UPDATE partners.service_act SET person_id = (SELECT p.person_id FROM relations.person AS p WHERE p.tenant_id = $1 AND p.external_id = 'a') WHERE tenant_id = $1`,
    undo: `UPDATE partners.service_act SET person_id = (SELECT p.person_id FROM relations.person AS p WHERE p.tenant_id = $1 AND p.external_id = 'd') WHERE tenant_id = $1`,
    finds: 'C4.services',
  },
  {
    what: 'a payee nobody knows',
    sql: `UPDATE partners.commission SET payee_id = overlay(payee_id::text placing 'ffff' from 33)::uuid, rule = rule || payee_id WHERE tenant_id = $1 AND depth = 1`,
    undo: `UPDATE partners.commission SET payee_id = substr(rule, 8)::uuid, rule = substr(rule, 1, 7) WHERE tenant_id = $1 AND depth = 1`,
    finds: 'I6.payees',
  },
  {
    what: 'a plan that paid before it was published',
    sql: `UPDATE partners.plan SET state = 'draft', published_at = NULL, acknowledgement = to_jsonb(published_at) WHERE tenant_id = $1`,
    undo: `UPDATE partners.plan SET state = 'active', published_at = (acknowledgement #>> '{}')::timestamptz, acknowledgement = NULL WHERE tenant_id = $1`,
    finds: 'C1.snapshots',
  },
  {
    what: 'a commission confirmed within its hold',
    sql: `UPDATE partners.commission SET due_at = due_at + interval '30 days' WHERE tenant_id = $1 AND ${one}`,
    undo: `UPDATE partners.commission SET due_at = due_at - interval '30 days' WHERE tenant_id = $1 AND state = 'confirmed' AND due_at > confirmed_at`,
    finds: 'S1.holds',
  },
  {
    what: 'a level older than its partnership',
    sql: `UPDATE partners.level SET from_at = from_at - interval '1 day' WHERE tenant_id = $1`,
    undo: `UPDATE partners.level SET from_at = from_at + interval '1 day' WHERE tenant_id = $1`,
    finds: 'P4.partnerships',
  },
];

for (const fault of faults) {
  test(`${fault.what} is found`, async () => {
    await t.db.ownerTx((sql) => sql.text(fault.sql, [brand.tenant.id]));
    assert.ok((await broken()).includes(fault.finds), fault.finds);
    await t.db.ownerTx((sql) => sql.text(fault.undo, [brand.tenant.id]));
    assert.deepEqual(await broken(), []);
  });
}
