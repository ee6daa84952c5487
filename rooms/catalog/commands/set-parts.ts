import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import { bundlePartRefused, productNotFound } from '../errors.ts';
import { productIdsOf } from '../queries/product-ids.ts';

/** A part as a body names it: `prd_…` or `ext:…`, and how many pieces. */
export interface PartInput {
  readonly product: string;
  readonly quantity: number;
}

/**
 * Makes a product a bundle of these parts (none: an ordinary product again). The product's row was written in this transaction,
 * so no other can make it a part meanwhile.
 * @throws DomainError `product.notFound`, `bundle.part` (the part is a bundle, archived, named twice, or the product itself; or
 *   the product is a part of another bundle)
 */
export async function setParts(ctx: Ctx, product: { productId: Uuid; name: string }, parts: readonly PartInput[]): Promise<void> {
  const ids = await productIdsOf(
    ctx,
    parts.map((part) => part.product),
  );
  const chosen = parts.map((part, i) => {
    const productId = ids.get(part.product);
    if (productId === undefined) throw productNotFound(`/parts/${i}/product`);
    return { productId, quantity: part.quantity, pointer: `/parts/${i}/product` };
  });
  await assertParts(ctx, product, chosen);
  await ctx.sql.exec`
    DELETE FROM catalog.bundle_part AS part
     WHERE part.tenant_id = ${ctx.tenantId} AND part.product_id = ${product.productId}`;
  if (chosen.length === 0) return;
  await ctx.sql.exec`
    INSERT INTO catalog.bundle_part (tenant_id, product_id, part_product_id, quantity, position)
    SELECT ${ctx.tenantId}, ${product.productId}, fresh.part_product_id, fresh.quantity, fresh.position
      FROM unnest(${plainArray(chosen.map((part) => part.productId))}::uuid[], ${plainArray(chosen.map((part) => part.quantity))}::int[],
                  ${plainArray(chosen.map((_, i) => i + 1))}::int[]) AS fresh (part_product_id, quantity, position)`;
}

async function assertParts(
  ctx: Ctx,
  product: { productId: Uuid; name: string },
  chosen: readonly { productId: Uuid; pointer: string }[],
): Promise<void> {
  if (chosen.length === 0) return;
  const rows = await ctx.sql<{ product_id: Uuid; name: string; is_bundle: boolean; is_archived: boolean }>`
    SELECT product.product_id, product.name, product.is_bundle, product.archived_at IS NOT NULL AS is_archived
      FROM catalog.product AS product
     WHERE product.tenant_id = ${ctx.tenantId} AND product.product_id = ANY(${plainArray(chosen.map((part) => part.productId))}::uuid[])
     ORDER BY product.product_id
       FOR SHARE`;
  const found = new Map(rows.map((row) => [row.product_id, row]));
  const seen = new Set<Uuid>([product.productId]);
  for (const { productId, pointer } of chosen) {
    const row = found.get(productId);
    if (!row || row.is_bundle || row.is_archived || seen.has(productId)) throw bundlePartRefused(row?.name ?? '', pointer);
    seen.add(productId);
  }
  const above = await ctx.sql`
    SELECT 1
      FROM catalog.bundle_part AS part
     WHERE part.tenant_id = ${ctx.tenantId} AND part.part_product_id = ${product.productId}
     LIMIT 1`;
  if (above.length > 0) throw bundlePartRefused(product.name, '/parts');
}
