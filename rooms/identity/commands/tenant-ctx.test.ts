import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Ctx } from '../../../kit/ctx.ts';
import { newId, type Uuid } from '../../../kit/ids/index.ts';
import { makeTestTenant, openTestDb, refusal, type TestDb, type TestTenant } from '../../../kit/testing/index.ts';
import { openTenantCtx } from './tenant-ctx.ts';

let base: TestDb;
before(async () => {
  base = await openTestDb();
});
after(() => base.close());

function read<T>(tenantId: Uuid, who: Parameters<typeof openTenantCtx>[2], work: (ctx: Ctx) => Promise<T>): Promise<T> {
  return openTenantCtx(base.db, tenantId, who, { how: 'read', recordedAt: new Date(), requestId: newId() }, work);
}

async function keyOf(brand: TestTenant, role: string): Promise<Uuid> {
  const keyId = newId();
  await brand.write(
    (ctx) => ctx.sql.exec`
      INSERT INTO identity.api_key (tenant_id, key_id, name, role, hint, created_by, created_at)
      VALUES (${ctx.tenantId}, ${keyId}, 'Till', ${role}, 'abcd', 'test', ${ctx.now})`,
  );
  return keyId;
}

test('a read never shows settings of the brand that were changed before it, however often it was read', async () => {
  const brand = await makeTestTenant(base.db, { timeZone: 'UTC' });
  const who = { kind: 'open' } as const;
  const seen = () =>
    read(brand.tenant.id, who, async (ctx) => [ctx.tenant.name, ctx.zone.id, ctx.now.getTime() - ctx.recordedAt.getTime()]);
  for (const [name, zone, offset] of [
    ['One', 'Asia/Shanghai', 0],
    ['Two', 'Asia/Shanghai', 0],
    ['Two', 'Europe/Berlin', 0],
    ['Two', 'Europe/Berlin', 90_000],
  ] as const) {
    await brand.write(
      (ctx) => ctx.sql.exec`
        UPDATE identity.tenant AS tenant SET name = ${name}, time_zone = ${zone}, clock_offset_ms = ${offset} WHERE tenant.tenant_id = ${ctx.tenantId}`,
    );
    assert.deepEqual(await seen(), [name, zone, offset]);
    assert.deepEqual(await seen(), [name, zone, offset]);
  }
});

test('a key that was revoked or given another role counts at once, in a read that was just allowed', async () => {
  const brand = await makeTestTenant(base.db);
  const keyId = await keyOf(brand, 'owner');
  const who = { kind: 'key', tenantId: brand.tenant.id, keyId } as const;
  const role = () => read(brand.tenant.id, who, async (ctx) => ctx.actor.role);
  assert.deepEqual([await role(), await role()], ['owner', 'owner']);
  await brand.write(
    (ctx) => ctx.sql.exec`UPDATE identity.api_key AS api_key SET role = 'readonly' WHERE api_key.tenant_id = ${ctx.tenantId}`,
  );
  assert.deepEqual([await role(), await role()], ['readonly', 'readonly']);
  await brand.write(
    (ctx) => ctx.sql.exec`UPDATE identity.api_key AS api_key SET revoked_at = ${ctx.now} WHERE api_key.tenant_id = ${ctx.tenantId}`,
  );
  await assert.rejects(role, refusal('auth.invalid'));
  await assert.rejects(role, refusal('auth.invalid'));
});

test('what a read failed at under settings that no longer hold is not what it answers', async () => {
  const brand = await makeTestTenant(base.db);
  const who = { kind: 'open' } as const;
  const work = async (ctx: Ctx) => {
    if (ctx.tenant.name === 'Gone') await ctx.sql.text('SELECT 1 / 0');
    return ctx.tenant.name;
  };
  const rename = (name: string) =>
    brand.write((ctx) => ctx.sql.exec`UPDATE identity.tenant AS tenant SET name = ${name} WHERE tenant.tenant_id = ${ctx.tenantId}`);
  await rename('Gone');
  await assert.rejects(() => read(brand.tenant.id, who, work), /division by zero/);
  await assert.rejects(() => read(brand.tenant.id, who, work), /division by zero/);
  await rename('Here');
  assert.equal(await read(brand.tenant.id, who, work), 'Here');
});

test('the second read of a brand asks for everything in one breath', async () => {
  const brand = await makeTestTenant(base.db);
  const who = { kind: 'open' } as const;
  const sentBefore: number[] = [];
  const work = async (ctx: Ctx) => {
    // What the connection has sent and not yet heard back of.
    const waiting = ctx.sql.client as unknown as { _sentQueryQueue: unknown[] };
    sentBefore.push(waiting._sentQueryQueue.length);
    return await ctx.sql`SELECT 1 AS one`;
  };
  await read(brand.tenant.id, who, work);
  await read(brand.tenant.id, who, work);
  assert.deepEqual(
    sentBefore.map((count) => count > 0),
    [false, true],
  );
});

test('nobody reads a brand they have no part in, whoever read it before them', async () => {
  const [brand, other] = [await makeTestTenant(base.db), await makeTestTenant(base.db)];
  const keyId = await keyOf(other, 'owner');
  await read(brand.tenant.id, { kind: 'open' }, async () => 1);
  await assert.rejects(() => read(brand.tenant.id, { kind: 'account', accountId: newId() }, async () => 1), refusal('brand.notFound'));
  await assert.rejects(
    () => read(brand.tenant.id, { kind: 'key', tenantId: brand.tenant.id, keyId }, async () => 1),
    refusal('auth.invalid'),
  );
});
