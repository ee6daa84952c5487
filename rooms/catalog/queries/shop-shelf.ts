import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import { publicId, type Uuid } from '../../../kit/ids/index.ts';
import type { SaleProduct } from '../model/sale.ts';
import { productNotFound } from '../errors.ts';
import type { ShownPicture } from '../picture-api.ts';
import { firstPictures } from './pictures.ts';
import { findProduct } from './product-ids.ts';
import { saleProductsById } from './products-for-sale.ts';

// One page of a telephone's shop: what stands behind it is found by its link.
const MOST = 300;

/** What the shop shows: everything on sale that has a price, in the order of each step of the ladder. */
export async function shopShelf(ctx: Ctx): Promise<SaleProduct[]> {
  const rows = await ctx.sql<{ product_id: Uuid }>`
    SELECT product.product_id
      FROM catalog.product AS product
     WHERE product.tenant_id = ${ctx.tenantId} AND product.archived_at IS NULL
       AND (product.price_amount IS NOT NULL OR product.is_bundle
            OR EXISTS (SELECT 1
                         FROM catalog.sku AS sku
                        WHERE sku.tenant_id = ${ctx.tenantId} AND sku.product_id = product.product_id AND sku.price_amount IS NOT NULL))
     ORDER BY product.position, product.product_id
     LIMIT ${MOST}`;
  const products = await saleProductsById(
    ctx,
    rows.map((row) => row.product_id),
  );
  return rows.flatMap((row) => products.get(row.product_id) ?? []);
}

/** One product of the shop and what is said about it. @throws DomainError `product.notFound`, also for what is sold no more */
export async function shopGoodsOf(ctx: Ctx, id: string): Promise<{ product: SaleProduct; description: string | null }> {
  const productId = await findProduct(ctx, id);
  const product = (await saleProductsById(ctx, [productId])).get(productId);
  if (!product || product.isArchived) throw productNotFound();
  const { description } = await ctx.sql.one<{ description: string | null }>`
    SELECT product.description
      FROM catalog.product AS product
     WHERE product.tenant_id = ${ctx.tenantId} AND product.product_id = ${productId}`;
  return { product, description };
}

/** Names as the shop shows them, by id. */
export async function shopNames(ctx: Ctx, productIds: readonly Uuid[]): Promise<Map<Uuid, { id: string; name: string }>> {
  if (productIds.length === 0) return new Map();
  const rows = await ctx.sql<{ product_id: Uuid; name: string }>`
    SELECT product.product_id, product.name
      FROM catalog.product AS product
     WHERE product.tenant_id = ${ctx.tenantId} AND product.product_id = ANY(${plainArray([...new Set(productIds)])}::uuid[])`;
  return new Map(rows.map((row) => [row.product_id, { id: publicId('product', row.product_id), name: row.name }]));
}

/** The same with what lists show of each. */
export async function shopThings(
  ctx: Ctx,
  productIds: readonly Uuid[],
): Promise<Map<Uuid, { id: string; name: string; picture: ShownPicture | null }>> {
  const [names, pictures] = await Promise.all([shopNames(ctx, productIds), firstPictures(ctx, productIds)]);
  return new Map([...names].map(([productId, name]) => [productId, { ...name, picture: pictures.get(productId) ?? null }]));
}
