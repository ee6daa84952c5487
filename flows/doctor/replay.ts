import type { Actor, Tenant } from '../../kit/ctx.ts';
import type { Db, Sql } from '../../kit/db/index.ts';
import { DomainError } from '../../kit/errors/index.ts';
import { newId } from '../../kit/ids/index.ts';
import { log } from '../../kit/log/index.ts';
import { zoneOf } from '../../kit/time/index.ts';
import { replayBook, type ReplayReport } from '../settle/replay/index.ts';

const DOCTOR: Actor = { kind: 'system', id: 'doctor', name: 'doctor', role: 'readonly' };

/** A brand whose money was lived again. */
export interface BrandReplay extends ReplayReport {
  readonly tenant: string;
}

/**
 * Lives the money of every brand again from its stored facts and compares (reliability M8), each on one snapshot of the database, by
 * the owner role. Writes nothing.
 * @param slug one brand only; unknown → DomainError `brand.notFound`
 */
export async function replayBrands(db: Db, slug?: string): Promise<{ ok: boolean; brands: BrandReplay[] }> {
  const known = await db.ownerTx((sql) =>
    sql.text<{ tenant_id: string; slug: string }>(
      'SELECT t.tenant_id, t.slug FROM identity.tenant AS t WHERE $1::text IS NULL OR t.slug = $1 ORDER BY t.slug',
      [slug ?? null],
    ),
  );
  if (slug && known.length === 0) throw new DomainError('brand.notFound', { slug });
  const brands: BrandReplay[] = [];
  for (const one of known) {
    brands.push({ tenant: one.slug, ...(await db.ownerTx((sql) => replayOne(sql, one.tenant_id))) });
  }
  return { ok: brands.every((one) => one.count === 0), brands };
}

async function replayOne(sql: Sql, tenantId: string): Promise<ReplayReport> {
  await sql.text('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
  const tenant = await sql.one<Tenant>`
    SELECT tenant.tenant_id AS id, tenant.slug, tenant.name, tenant.currency, tenant.time_zone AS "timeZone", tenant.policy, tenant.language,
           tenant.is_sandbox AS "isSandbox", tenant.accent
      FROM identity.tenant AS tenant
     WHERE tenant.tenant_id = ${tenantId}`;
  const zone = zoneOf(tenant.timeZone);
  const now = new Date();
  const today = zone.dayOf(now.getTime());
  return await replayBook({ tenantId, tenant, actor: DOCTOR, now, today, recordedAt: now, zone, sql, requestId: newId(), log });
}
