import { randomBytes } from 'node:crypto';
import type { Actor, Ctx, Tenant } from '../ctx.ts';
import type { Db } from '../db/index.ts';
import { newId } from '../ids/index.ts';
import { log } from '../log/index.ts';
import { zoneOf } from '../time/index.ts';

/** A brand for tests of the rooms below the server, and a way to act in it at a chosen instant. */
export interface TestTenant {
  readonly tenant: Tenant;
  /** One write transaction. `now` defaults to 2026-01-15T04:00:00Z. */
  write<T>(work: (ctx: Ctx) => Promise<T>, now?: Date): Promise<T>;
  read<T>(work: (ctx: Ctx) => Promise<T>, now?: Date): Promise<T>;
}

const NOW = new Date('2026-01-15T04:00:00Z');

export async function makeTestTenant(db: Db, over: Partial<Tenant> = {}): Promise<TestTenant> {
  const id = newId();
  const tenant: Tenant = {
    id,
    slug: `brand-${randomBytes(4).toString('hex')}`,
    name: 'Test brand',
    currency: 'CNY',
    timeZone: 'Asia/Shanghai',
    policy: 'LAB',
    language: 'zh-CN',
    isSandbox: true,
    accent: null,
    ...over,
  };
  await db.tenantTx(id, async (sql) => {
    await sql.exec`
      INSERT INTO identity.tenant (tenant_id, slug, name, currency, time_zone, policy, language, is_sandbox, clock_offset_ms, accent, created_at)
      VALUES (${id}, ${tenant.slug}, ${tenant.name}, ${tenant.currency}, ${tenant.timeZone}, ${tenant.policy}, ${tenant.language}, ${tenant.isSandbox}, 0, NULL, ${NOW})`;
    await sql.exec`INSERT INTO kit.lane (tenant_id, next_node, change_seq, last_id_ms) VALUES (${id}, 0, 0, 0)`;
  });
  await db.platformTx(async (sql) => {
    await sql.exec`INSERT INTO identity.tenant_directory (slug, tenant_id, name, is_sandbox, created_at)
      VALUES (${tenant.slug}, ${id}, ${tenant.name}, ${tenant.isSandbox}, ${NOW})`;
  });
  const actor: Actor = { kind: 'system', id: 'test', name: 'Test', role: 'owner' };
  function run(how: 'tenantTx' | 'tenantRead') {
    return async <T>(work: (ctx: Ctx) => Promise<T>, now = NOW): Promise<T> =>
      await db[how](id, async (sql) => {
        const zone = zoneOf(tenant.timeZone);
        return await work({
          tenantId: id,
          tenant,
          actor,
          now,
          today: zone.dayOf(now.getTime()),
          recordedAt: new Date(),
          zone,
          sql,
          requestId: newId(),
          log,
        });
      });
  }
  return { tenant, write: run('tenantTx'), read: run('tenantRead') };
}
