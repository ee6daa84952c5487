import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import { beforeId, pageOf } from '../../../kit/http/cursor.ts';
import { publicId, type Uuid } from '../../../kit/ids/index.ts';
import { moneyJson } from '../../../kit/money/index.ts';
import type { Product, ProductDetail, Sku, StockChange } from '../api.ts';
import { splitBundle } from '../model/bundle.ts';
import { listPriceOf } from '../model/sale.ts';
import type { ProductRow, SkuRow, StockChangeRow } from '../schema.ts';
import { firstPictures, pictureReplies } from './pictures.ts';
import { findProduct } from './product-ids.ts';
import { saleProductsById } from './products-for-sale.ts';

/** What a list of products shows: one step of the ladder (`none` = not set), names that hold a text, those no longer sold. */
export interface ProductFilter {
  readonly ladderRole?: string | undefined;
  readonly q?: string | undefined;
  readonly archived?: boolean | undefined;
}

/** Products, newest first, pages by key. */
export async function listProducts(
  ctx: Ctx,
  page: ProductFilter & { limit: number; cursor?: string | undefined },
): Promise<{ data: Product[]; next: string | null }> {
  const before = beforeId(page.cursor);
  const role = page.ladderRole ?? null;
  const text = page.q ? page.q.toLowerCase() : null;
  const rows = await ctx.sql<ProductRow>`
    SELECT product.product_id, product.external_id, product.name, product.kind, product.category, product.description, product.ladder_role,
           product.position, product.price_amount, product.cost_amount, product.currency, product.is_bundle, product.delivery_kind,
           product.delivery_text, product.early_until, product.created_at, product.archived_at, variants.skus, variants.stock, variants.reserved, variants.sold,
           variants.stock_total
      FROM catalog.product AS product
     CROSS JOIN LATERAL (
           SELECT count(*)::int AS skus, sum(sku.stock)::bigint AS stock, sum(sku.reserved)::bigint AS reserved,
                  sum(sku.sold)::bigint AS sold, sum(sku.stock_total)::bigint AS stock_total
             FROM catalog.sku AS sku
            WHERE sku.tenant_id = ${ctx.tenantId} AND sku.product_id = product.product_id) AS variants
     WHERE product.tenant_id = ${ctx.tenantId} AND product.product_id < ${before}
       AND (product.archived_at IS NOT NULL) = ${page.archived ?? false}::boolean
       AND (${role}::text IS NULL OR coalesce(product.ladder_role, 'none') = ${role}::text)
       AND (${text}::text IS NULL OR strpos(lower(product.name), ${text}::text) > 0 OR strpos(lower(product.external_id), ${text}::text) > 0)
     ORDER BY product.product_id DESC
     LIMIT ${page.limit + 1}`;
  const { shown, next } = pageOf(rows, page.limit, (row) => [row.product_id]);
  const pictures = await firstPictures(
    ctx,
    shown.map((row) => row.product_id),
  );
  return { data: shown.map((row) => productJson(row, pictures.get(row.product_id) ?? null)), next };
}

/**
 * One product by `prd_…` or `ext:<externalId>`, with its variants, parts and what it hands over.
 * @throws DomainError `product.notFound`
 */
export async function productReply(ctx: Ctx, id: string): Promise<ProductDetail> {
  const productId = await findProduct(ctx, id);
  const row = await ctx.sql.one<ProductRow>`
    SELECT product.product_id, product.external_id, product.name, product.kind, product.category, product.description, product.ladder_role,
           product.position, product.price_amount, product.cost_amount, product.currency, product.is_bundle, product.delivery_kind,
           product.delivery_text, product.early_until, product.created_at, product.archived_at, variants.skus, variants.stock, variants.reserved, variants.sold,
           variants.stock_total
      FROM catalog.product AS product
     CROSS JOIN LATERAL (
           SELECT count(*)::int AS skus, sum(sku.stock)::bigint AS stock, sum(sku.reserved)::bigint AS reserved,
                  sum(sku.sold)::bigint AS sold, sum(sku.stock_total)::bigint AS stock_total
             FROM catalog.sku AS sku
            WHERE sku.tenant_id = ${ctx.tenantId} AND sku.product_id = product.product_id) AS variants
     WHERE product.tenant_id = ${ctx.tenantId} AND product.product_id = ${productId}`;
  const pictures = await pictureReplies(ctx, productId);
  const [first] = pictures;
  return {
    ...productJson(row, first ? { hash: first.hash, width: first.width, height: first.height } : null),
    description: row.description,
    pictures,
    variants: await variantsOf(ctx, row),
    parts: row.is_bundle ? await partsOf(ctx, row) : [],
    delivery: row.delivery_kind === null ? null : { kind: row.delivery_kind, text: row.delivery_text, codes: await poolOf(ctx, row) },
  };
}

/** Why the stock of a product's variants changed, newest first, pages by key. */
export async function listStockChanges(
  ctx: Ctx,
  productId: Uuid,
  page: { limit: number; cursor?: string | undefined },
): Promise<{ data: StockChange[]; next: string | null }> {
  const before = beforeId(page.cursor);
  const rows = await ctx.sql<StockChangeRow>`
    SELECT change.change_id, change.sku_id, sku.external_id AS sku_external_id, sku.name AS sku_name, change.quantity, change.reason,
           change.note, change.actor_name, change.at
      FROM catalog.sku AS sku
      JOIN catalog.stock_change AS change ON change.tenant_id = ${ctx.tenantId} AND change.sku_id = sku.sku_id
     WHERE sku.tenant_id = ${ctx.tenantId} AND sku.product_id = ${productId} AND change.change_id < ${before}
     ORDER BY change.change_id DESC
     LIMIT ${page.limit + 1}`;
  const { shown, next } = pageOf(rows, page.limit, (row) => [row.change_id]);
  return {
    data: shown.map((row) => ({
      id: row.change_id,
      sku: { id: publicId('sku', row.sku_id), externalId: row.sku_external_id, name: row.sku_name },
      quantity: row.quantity,
      reason: row.reason,
      note: row.note,
      by: row.actor_name,
      at: row.at.toISOString(),
    })),
    next,
  };
}

/** One variant as it is answered. */
export async function skuReply(ctx: Ctx, skuId: Uuid): Promise<Sku> {
  const row = await ctx.sql.one<SkuRow>`
    SELECT sku.sku_id, sku.product_id, sku.external_id, sku.name, sku.price_amount, sku.cost_amount, sku.stock, sku.reserved, sku.sold,
           sku.stock_total
      FROM catalog.sku AS sku
     WHERE sku.tenant_id = ${ctx.tenantId} AND sku.sku_id = ${skuId}`;
  return skuJson(row, ctx.tenant.currency);
}

async function variantsOf(ctx: Ctx, product: ProductRow): Promise<Sku[]> {
  const rows = await ctx.sql<SkuRow>`
    SELECT sku.sku_id, sku.product_id, sku.external_id, sku.name, sku.price_amount, sku.cost_amount, sku.stock, sku.reserved, sku.sold,
           sku.stock_total
      FROM catalog.sku AS sku
     WHERE sku.tenant_id = ${ctx.tenantId} AND sku.product_id = ${product.product_id}
     ORDER BY sku.sku_id
     LIMIT 500`;
  return rows.map((row) => skuJson(row, product.currency));
}

async function partsOf(ctx: Ctx, product: ProductRow): Promise<ProductDetail['parts']> {
  const whole = (await saleProductsById(ctx, [product.product_id])).get(product.product_id);
  if (!whole || whole.parts.length === 0) return [];
  const price = listPriceOf(whole, null);
  const shares =
    price === null
      ? null
      : splitBundle(
          whole.parts.map((part) => ({ quantity: part.quantity, listPrice: part.product.price })),
          { amount: price, count: 1n },
        );
  return whole.parts.map(({ product: part, quantity }, i) => {
    const share = shares?.[i];
    return {
      product: { id: publicId('product', part.productId), externalId: part.externalId, name: part.name, ladderRole: part.ladderRole },
      quantity: Number(quantity),
      amount: share ? moneyJson(share.amount, product.currency) : null,
    };
  });
}

async function poolOf(ctx: Ctx, product: ProductRow): Promise<{ free: number; issued: number } | null> {
  if (product.delivery_kind !== 'codes') return null;
  return await ctx.sql.one<{ free: number; issued: number }>`
    SELECT count(*) FILTER (WHERE code.order_id IS NULL)::int AS free, count(code.order_id)::int AS issued
      FROM catalog.delivery_code AS code
     WHERE code.tenant_id = ${ctx.tenantId} AND code.product_id = ${product.product_id}`;
}

/** The names of products, by id. */
export async function productNames(
  ctx: Ctx,
  productIds: readonly Uuid[],
): Promise<Map<Uuid, { id: string; externalId: string; name: string }>> {
  if (productIds.length === 0) return new Map();
  const rows = await ctx.sql<{ product_id: Uuid; external_id: string; name: string }>`
    SELECT product.product_id, product.external_id, product.name
      FROM catalog.product AS product
     WHERE product.tenant_id = ${ctx.tenantId} AND product.product_id = ANY(${plainArray([...new Set(productIds)])}::uuid[])`;
  return new Map(
    rows.map((row) => [row.product_id, { id: publicId('product', row.product_id), externalId: row.external_id, name: row.name }]),
  );
}

function productJson(row: ProductRow, picture: Product['picture']): Product {
  return {
    id: publicId('product', row.product_id),
    externalId: row.external_id,
    name: row.name,
    kind: row.kind,
    category: row.category,
    ladderRole: row.ladder_role,
    position: row.position,
    price: row.price_amount === null ? null : moneyJson(row.price_amount, row.currency),
    cost: row.cost_amount === null ? null : moneyJson(row.cost_amount, row.currency),
    skus: row.skus,
    stock: stockJson(row),
    isBundle: row.is_bundle,
    picture,
    earlyUntil: row.early_until?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
    archivedAt: row.archived_at?.toISOString() ?? null,
  };
}

function skuJson(row: SkuRow, currency: string): Sku {
  return {
    id: publicId('sku', row.sku_id),
    externalId: row.external_id,
    name: row.name,
    price: row.price_amount === null ? null : moneyJson(row.price_amount, currency),
    cost: row.cost_amount === null ? null : moneyJson(row.cost_amount, currency),
    stock: stockJson(row),
  };
}

function stockJson(row: {
  stock: bigint | number | null;
  reserved: bigint | number | null;
  sold: bigint | null;
  stock_total: bigint | null;
}): Product['stock'] {
  if (row.stock === null) return null;
  return {
    free: Number(row.stock),
    reserved: Number(row.reserved ?? 0),
    sold: Number(row.sold ?? 0),
    total: Number(row.stock_total ?? 0),
  };
}
