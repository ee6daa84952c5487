import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import { newId, type Uuid } from '../../../kit/ids/index.ts';

/** A product as an order line names it. */
export interface ProductName {
  readonly externalId: string;
  /** null: the external id stands in for it */
  readonly name: string | null;
  readonly category: string | null;
}

/**
 * The ids of these products, by external id; made where they are missing, under the first name given. Known ones stay as they are.
 * The caller holds the lane.
 */
export async function ensureProducts(ctx: Ctx, products: readonly ProductName[]): Promise<{ ids: Map<string, Uuid>; made: number }> {
  const wanted = new Map<string, ProductName>();
  for (const product of products) if (!wanted.has(product.externalId)) wanted.set(product.externalId, product);
  if (wanted.size === 0) return { ids: new Map(), made: 0 };
  const known = await ctx.sql<{ product_id: Uuid; external_id: string }>`
    SELECT product.product_id, product.external_id
      FROM catalog.product AS product
     WHERE product.tenant_id = ${ctx.tenantId} AND product.external_id = ANY(${[...wanted.keys()]}::text[])`;
  const ids = new Map(known.map((row) => [row.external_id, row.product_id]));
  const fresh = [...wanted.values()]
    .filter((product) => !ids.has(product.externalId))
    .map((product) => ({ ...product, productId: newId() }));
  if (fresh.length === 0) return { ids, made: 0 };
  await ctx.sql.exec`
    INSERT INTO catalog.product (tenant_id, product_id, external_id, name, category, currency, created_at, updated_at)
    SELECT ${ctx.tenantId}, fresh.product_id, fresh.external_id, fresh.name, fresh.category, ${ctx.tenant.currency}, ${ctx.now}, ${ctx.now}
      FROM unnest(${plainArray(fresh.map((product) => product.productId))}::uuid[], ${fresh.map((product) => product.externalId)}::text[],
                  ${fresh.map((product) => product.name ?? product.externalId)}::text[], ${fresh.map((product) => product.category)}::text[])
           AS fresh (product_id, external_id, name, category)`;
  for (const product of fresh) ids.set(product.externalId, product.productId);
  return { ids, made: fresh.length };
}
