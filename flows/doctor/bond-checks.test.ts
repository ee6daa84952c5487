import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Uuid } from '../../kit/ids/index.ts';
import { makeTestTenant, openTestDb, type TestDb, type TestTenant } from '../../kit/testing/index.ts';
import { enrolPartner } from '../../rooms/partners/index.ts';
import { bindReferral, changeAttribution, createPerson, setDials, setSponsor, SHOP_DIALS } from '../../rooms/relations/index.ts';
import { registerFlows } from '../index.ts';
import { diagnose } from './index.ts';

let t: TestDb;
let brand: TestTenant;
const ids = new Map<string, Uuid>();
const id = (name: string): Uuid => ids.get(name) ?? '';

before(async () => {
  t = await openTestDb();
  registerFlows();
  brand = await makeTestTenant(t.db);
  for (const externalId of ['a', 'b', 'c', 'd', 'x', 'y'])
    ids.set(externalId, (await brand.write((ctx) => createPerson(ctx, { externalId }))).personId);
  for (const name of ['a', 'b', 'c']) await brand.write((ctx) => enrolPartner(ctx, { personId: id(name) }));
  await brand.write((ctx) => setSponsor(ctx, { person: id('b'), sponsor: id('a'), reason: null }));
  await brand.write((ctx) => setSponsor(ctx, { person: id('c'), sponsor: id('b'), reason: null }));
  await brand.write((ctx) => bindReferral(ctx, { person: id('x'), referrer: id('a') }));
  await brand.write((ctx) => setDials(ctx, { ...SHOP_DIALS, protectionDays: 5 }));
  await brand.write((ctx) => bindReferral(ctx, { person: id('y'), referrer: id('x') }));
  await brand.write((ctx) => changeAttribution(ctx, { person: id('d'), object: id('y'), reason: 'asked' }));
});
after(async () => await t.close());

async function broken(): Promise<string[]> {
  const { findings } = await diagnose(t.db, brand.tenant.slug);
  return findings.filter((finding) => !finding.ok && finding.id !== 'K.durable').map((finding) => finding.id);
}

test('bonds kept by the product have nothing to find', async () => {
  assert.deepEqual(await broken(), []);
});

const row = (table: string, subject: string, object: string): string =>
  `SELECT tenant_id, overlay(${table}_id::text placing 'ffff' from 33)::uuid, (SELECT person_id FROM relations.person WHERE tenant_id = $1 AND external_id = '${subject}'),
          (SELECT person_id FROM relations.person WHERE tenant_id = $1 AND external_id = '${object}')`;

const faults: { what: string; sql: string; undo: string; finds: string }[] = [
  {
    what: 'a customer of two people at once',
    sql: `INSERT INTO relations.attribution (tenant_id, attribution_id, subject_id, object_id, from_at, to_at, protected_until, valid_until, cause, ended, dials, recorded_at)
          ${row('attribution', 'd', 'a')}, from_at, from_at + interval '1 day', protected_until, valid_until, 'changed', 'changed', dials, recorded_at
            FROM relations.attribution WHERE tenant_id = $1 AND cause = 'changed'`,
    undo: `DELETE FROM relations.attribution WHERE tenant_id = $1 AND attribution_id::text LIKE '%ffff'`,
    finds: 'I14.oneAttribution',
  },
  {
    what: 'a ring of customers',
    sql: `INSERT INTO relations.attribution (tenant_id, attribution_id, subject_id, object_id, from_at, protected_until, valid_until, cause, dials, recorded_at)
          ${row('attribution', 'a', 'd')}, from_at, protected_until, valid_until, 'changed', dials, recorded_at
            FROM relations.attribution WHERE tenant_id = $1 AND cause = 'changed'`,
    undo: `DELETE FROM relations.attribution WHERE tenant_id = $1 AND attribution_id::text LIKE '%ffff'`,
    finds: 'I14.attributionRing',
  },
  {
    what: 'a ring of partners',
    sql: `INSERT INTO relations.sponsorship (tenant_id, sponsorship_id, subject_id, object_id, from_at, cause, recorded_at)
          ${row('sponsorship', 'a', 'c')}, from_at, cause, recorded_at FROM relations.sponsorship WHERE tenant_id = $1 LIMIT 1`,
    undo: `DELETE FROM relations.sponsorship WHERE tenant_id = $1 AND sponsorship_id::text LIKE '%ffff'`,
    finds: 'I14.sponsorRing',
  },
  {
    what: 'a team of somebody who is no partner',
    sql: `INSERT INTO relations.sponsorship (tenant_id, sponsorship_id, subject_id, object_id, from_at, cause, recorded_at)
          ${row('sponsorship', 'a', 'd')}, from_at, cause, recorded_at FROM relations.sponsorship WHERE tenant_id = $1 LIMIT 1`,
    undo: `DELETE FROM relations.sponsorship WHERE tenant_id = $1 AND sponsorship_id::text LIKE '%ffff'`,
    finds: 'I14.sponsorPartners',
  },
  {
    what: 'two partners over one',
    sql: `INSERT INTO relations.sponsorship (tenant_id, sponsorship_id, subject_id, object_id, from_at, to_at, cause, ended, recorded_at)
          ${row('sponsorship', 'c', 'a')}, from_at, from_at + interval '1 day', cause, 'changed', recorded_at FROM relations.sponsorship WHERE tenant_id = $1 LIMIT 1`,
    undo: `DELETE FROM relations.sponsorship WHERE tenant_id = $1 AND sponsorship_id::text LIKE '%ffff'`,
    finds: 'I14.oneSponsor',
  },
  {
    what: 'a protection that grew',
    sql: `UPDATE relations.attribution SET protected_until = protected_until + interval '1 day' WHERE tenant_id = $1 AND cause = 'register'`,
    undo: `UPDATE relations.attribution SET protected_until = protected_until - interval '1 day' WHERE tenant_id = $1 AND cause = 'register'`,
    finds: 'I15.attributionTerms',
  },
  {
    what: 'a referral that binds where dials do',
    sql: `UPDATE relations.referral SET binds = true WHERE tenant_id = $1 AND NOT binds`,
    undo: `UPDATE relations.referral SET binds = false WHERE tenant_id = $1 AND subject_id = (SELECT person_id FROM relations.person WHERE tenant_id = $1 AND external_id = 'y')`,
    finds: 'I15.bindingReferrals',
  },
  {
    what: 'a partner by stage whose partnership is not there',
    sql: `UPDATE partners.partnership SET to_at = from_at, ended = 'left' WHERE tenant_id = $1 AND person_id = (SELECT person_id FROM relations.person WHERE tenant_id = $1 AND external_id = 'c')`,
    undo: `UPDATE partners.partnership SET to_at = NULL, ended = NULL WHERE tenant_id = $1`,
    finds: 'F.stages',
  },
];

for (const fault of faults) {
  test(`${fault.what} is found`, async () => {
    await t.db.ownerTx((sql) => sql.text(fault.sql, [brand.tenant.id]));
    assert.ok((await broken()).includes(fault.finds));
    await t.db.ownerTx((sql) => sql.text(fault.undo, [brand.tenant.id]));
    assert.deepEqual(await broken(), []);
  });
}
