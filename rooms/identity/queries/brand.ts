import type { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import type { Db } from '../../../kit/db/index.ts';
import { publicId, type Uuid } from '../../../kit/ids/index.ts';
import type { brand as shape } from '../api.ts';
import { tenantOf, type TenantRow } from '../schema.ts';

let currencyRule: (ctx: Ctx) => Promise<boolean> = async () => false;

/** Told by apps/server how to find out whether a brand's currency is fixed: orders are above this room. */
export function setCurrencyRule(rule: (ctx: Ctx) => Promise<boolean>): void {
  currencyRule = rule;
}

/** True once an order exists. */
export async function isCurrencyFixed(ctx: Ctx): Promise<boolean> {
  return await currencyRule(ctx);
}

/** The brand of ctx as the API shows it, read anew: what this transaction changed is in it. */
export async function brand(ctx: Ctx): Promise<z.input<typeof shape>> {
  const row = await ctx.sql.one<TenantRow>`
    SELECT tenant.tenant_id, tenant.slug, tenant.name, tenant.currency, tenant.time_zone, tenant.policy,
           tenant.language, tenant.is_sandbox, tenant.clock_offset_ms, tenant.accent
      FROM identity.tenant AS tenant
     WHERE tenant.tenant_id = ${ctx.tenantId}`;
  const { id, ...settings } = tenantOf(row);
  return {
    ...settings,
    id: publicId('tenant', id),
    canChangeCurrency: !(await isCurrencyFixed(ctx)),
    now: new Date(ctx.recordedAt.getTime() + Number(row.clock_offset_ms)).toISOString(),
  };
}

export interface BrandEntry {
  slug: string;
  tenantId: Uuid;
  name: string;
  isSandbox: boolean;
}

/** The brand behind a slug, null when there is none. */
export async function brandBySlug(db: Db, slug: string): Promise<BrandEntry | null> {
  return await db.platformTx(
    async (sql) =>
      await sql.maybe<BrandEntry>`
        SELECT directory.slug, directory.tenant_id AS "tenantId", directory.name, directory.is_sandbox AS "isSandbox"
          FROM identity.tenant_directory AS directory
         WHERE directory.slug = ${slug}`,
  );
}

/** All brands in the order of their slugs. */
export async function allBrands(db: Db, page: { after: string; limit: number }): Promise<BrandEntry[]> {
  return await db.platformTx(
    async (sql) =>
      await sql<BrandEntry>`
        SELECT directory.slug, directory.tenant_id AS "tenantId", directory.name, directory.is_sandbox AS "isSandbox"
          FROM identity.tenant_directory AS directory
         WHERE directory.slug > ${page.after}
         ORDER BY directory.slug
         LIMIT ${page.limit}`,
  );
}

/** The brands an account has a part in, in the order of their slugs; includes brands it has left. */
export async function brandsOfAccount(db: Db, accountId: Uuid): Promise<BrandEntry[]> {
  return await db.platformTx(
    async (sql) =>
      await sql<BrandEntry>`
        SELECT directory.slug, directory.tenant_id AS "tenantId", directory.name, directory.is_sandbox AS "isSandbox"
          FROM identity.account_brand AS account_brand
          JOIN identity.tenant_directory AS directory ON directory.tenant_id = account_brand.tenant_id
         WHERE account_brand.account_id = ${accountId}
         ORDER BY directory.slug`,
  );
}
