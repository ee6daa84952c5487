import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import { parseId, publicId, type Uuid } from '../../../kit/ids/index.ts';
import { productNotFound } from '../errors.ts';

/** The ids behind references (`prd_…` or `ext:<externalId>`), by the reference asked for; unknown ones are left out. */
export async function productIdsOf(ctx: Ctx, refs: readonly string[]): Promise<Map<string, Uuid>> {
  const wanted = [...new Set(refs)].filter((ref) => !ref.includes('\0'));
  if (wanted.length === 0) return new Map();
  const ids = wanted.flatMap((ref) => parseId('product', ref) ?? []);
  const externalIds = wanted.filter((ref) => ref.startsWith('ext:')).map((ref) => ref.slice(4));
  const rows = await ctx.sql<{ product_id: Uuid; external_id: string }>`
    SELECT product.product_id, product.external_id
      FROM catalog.product AS product
     WHERE product.tenant_id = ${ctx.tenantId}
       AND (product.product_id = ANY(${plainArray(ids)}::uuid[]) OR product.external_id = ANY(${externalIds}::text[]))`;
  const found = new Map<string, Uuid>();
  for (const row of rows) {
    found.set(publicId('product', row.product_id), row.product_id);
    found.set(`ext:${row.external_id}`, row.product_id);
  }
  return new Map(wanted.flatMap((ref) => (found.has(ref) ? [[ref, found.get(ref) ?? '']] : [])));
}

/**
 * The product behind `prd_…` or `ext:<externalId>`, archived ones too.
 * @param pointer the place in the body that held the id
 * @throws DomainError `product.notFound`
 */
export async function findProduct(ctx: Ctx, ref: string, pointer?: string): Promise<Uuid> {
  const productId = (await productIdsOf(ctx, [ref])).get(ref);
  if (productId === undefined) throw productNotFound(pointer);
  return productId;
}
