import { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { decodeCursor, encodeCursor } from '../../../kit/http/cursor.ts';
import { parseId, publicId, type Uuid } from '../../../kit/ids/index.ts';
import { moneyJson } from '../../../kit/money/index.ts';
import type { Product } from '../api.ts';
import { productNotFound } from '../errors.ts';
import type { ProductRow } from '../schema.ts';

/** Products, newest first, pages by key. */
export async function listProducts(
  ctx: Ctx,
  page: { limit: number; cursor?: string | undefined },
): Promise<{ data: Product[]; next: string | null }> {
  const [before] = decodeCursor(page.cursor, z.tuple([z.uuid()])) ?? ['ffffffff-ffff-ffff-ffff-ffffffffffff'];
  const rows = await ctx.sql<ProductRow>`
    SELECT product.product_id, product.external_id, product.name, product.category, product.ladder_role, product.price_amount,
           product.cost_amount, product.currency, product.created_at,
           (SELECT count(*)::int FROM catalog.sku AS sku WHERE sku.tenant_id = ${ctx.tenantId} AND sku.product_id = product.product_id) AS skus
      FROM catalog.product AS product
     WHERE product.tenant_id = ${ctx.tenantId} AND product.product_id < ${before} AND product.archived_at IS NULL
     ORDER BY product.product_id DESC
     LIMIT ${page.limit + 1}`;
  const shown = rows.slice(0, page.limit);
  const last = shown.at(-1);
  return {
    data: shown.map(productJson),
    next: rows.length > page.limit && last ? encodeCursor([last.product_id]) : null,
  };
}

/**
 * One product by `prd_…` or `ext:<externalId>`.
 * @throws DomainError `product.notFound`
 */
export async function productReply(ctx: Ctx, id: string): Promise<Product> {
  const productId = await productIdOf(ctx, id);
  const row =
    productId === null
      ? null
      : await ctx.sql.maybe<ProductRow>`
          SELECT product.product_id, product.external_id, product.name, product.category, product.ladder_role, product.price_amount,
                 product.cost_amount, product.currency, product.created_at,
                 (SELECT count(*)::int FROM catalog.sku AS sku WHERE sku.tenant_id = ${ctx.tenantId} AND sku.product_id = product.product_id) AS skus
            FROM catalog.product AS product
           WHERE product.tenant_id = ${ctx.tenantId} AND product.product_id = ${productId}`;
  if (!row) throw productNotFound();
  return productJson(row);
}

async function productIdOf(ctx: Ctx, id: string): Promise<Uuid | null> {
  if (!id.startsWith('ext:')) return parseId('product', id);
  if (id.includes('\0')) return null;
  const row = await ctx.sql.maybe<{ product_id: Uuid }>`
    SELECT product.product_id
      FROM catalog.product AS product
     WHERE product.tenant_id = ${ctx.tenantId} AND product.external_id = ${id.slice(4)}`;
  return row?.product_id ?? null;
}

function productJson(row: ProductRow): Product {
  return {
    id: publicId('product', row.product_id),
    externalId: row.external_id,
    name: row.name,
    category: row.category,
    ladderRole: row.ladder_role,
    price: row.price_amount === null ? null : moneyJson(row.price_amount, row.currency),
    cost: row.cost_amount === null ? null : moneyJson(row.cost_amount, row.currency),
    skus: row.skus,
    createdAt: row.created_at.toISOString(),
  };
}
