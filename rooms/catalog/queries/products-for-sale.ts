import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import { parseId, type Uuid } from '../../../kit/ids/index.ts';
import type { SaleProduct, SaleSku } from '../model/sale.ts';
import type { ProductRow, SkuRow } from '../schema.ts';

type Row = Pick<
  ProductRow,
  | 'product_id'
  | 'external_id'
  | 'name'
  | 'kind'
  | 'category'
  | 'ladder_role'
  | 'price_amount'
  | 'cost_amount'
  | 'is_bundle'
  | 'delivery_kind'
  | 'delivery_text'
  | 'early_until'
  | 'archived_at'
>;
type Variant = Pick<SkuRow, 'sku_id' | 'product_id' | 'external_id' | 'name' | 'price_amount' | 'cost_amount' | 'stock'>;

/**
 * The products behind these references (`prd_…` or `ext:<externalId>`) with variants and parts, in at most four statements whatever
 * their number. Archived ones are there and say so; unknown references are left out.
 * @returns by the reference asked for
 */
export async function productsForSale(ctx: Ctx, refs: readonly string[]): Promise<Map<string, SaleProduct>> {
  const wanted = [...new Set(refs)].filter((ref) => !ref.includes('\0'));
  const ids = wanted.flatMap((ref) => parseId('product', ref) ?? []);
  const externalIds = wanted.filter((ref) => ref.startsWith('ext:')).map((ref) => ref.slice(4));
  const rows = [...(await productsById(ctx, ids)), ...(await productsByExternalId(ctx, externalIds))];
  const products = await wholeProducts(ctx, rows);
  const byExternal = new Map(rows.map((row) => [row.external_id, row.product_id]));
  return new Map(
    wanted.flatMap((ref) => {
      const id = ref.startsWith('ext:') ? byExternal.get(ref.slice(4)) : parseId('product', ref);
      const product = id === undefined || id === null ? undefined : products.get(id);
      return product ? [[ref, product] as const] : [];
    }),
  );
}

/** The same for ids the caller holds already. */
export async function saleProductsById(ctx: Ctx, productIds: readonly Uuid[]): Promise<Map<Uuid, SaleProduct>> {
  return await wholeProducts(ctx, await productsById(ctx, [...new Set(productIds)]));
}

async function wholeProducts(ctx: Ctx, rows: readonly Row[]): Promise<Map<Uuid, SaleProduct>> {
  const known = new Map(rows.map((row) => [row.product_id, row]));
  const links = await partsOf(
    ctx,
    [...known.values()].filter((row) => row.is_bundle).map((row) => row.product_id),
  );
  const missing = [...new Set(links.map((link) => link.part_product_id))].filter((id) => !known.has(id));
  for (const row of await productsById(ctx, missing)) known.set(row.product_id, row);
  const variants = Map.groupBy(await variantsOf(ctx, [...known.keys()]), (variant) => variant.product_id);
  const plain = new Map([...known].map(([id, row]) => [id, saleProduct(row, variants.get(id) ?? [])]));
  const parts = Map.groupBy(links, (link) => link.product_id);
  return new Map(
    [...plain].map(([id, product]) => [
      id,
      {
        ...product,
        parts: (parts.get(id) ?? []).flatMap((link) => {
          const part = plain.get(link.part_product_id);
          return part ? [{ product: part, quantity: BigInt(link.quantity) }] : [];
        }),
      },
    ]),
  );
}

function saleProduct(row: Row, variants: readonly Variant[]): SaleProduct {
  const skus: SaleSku[] = variants.map((variant) => ({
    skuId: variant.sku_id,
    externalId: variant.external_id,
    name: variant.name,
    price: variant.price_amount ?? row.price_amount,
    cost: variant.cost_amount ?? row.cost_amount,
    free: variant.stock,
  }));
  return {
    productId: row.product_id,
    externalId: row.external_id,
    name: row.name,
    kind: row.kind,
    category: row.category,
    ladderRole: row.ladder_role,
    price: row.price_amount,
    cost: row.cost_amount,
    isArchived: row.archived_at !== null,
    earlyUntil: row.early_until?.getTime() ?? null,
    skus,
    parts: [],
    delivery: row.delivery_kind === null ? null : { kind: row.delivery_kind, text: row.delivery_text },
  };
}

async function productsById(ctx: Ctx, ids: readonly Uuid[]): Promise<Row[]> {
  if (ids.length === 0) return [];
  return await ctx.sql.anew<Row>`
    SELECT product.product_id, product.external_id, product.name, product.kind, product.category, product.ladder_role, product.price_amount,
           product.cost_amount, product.is_bundle, product.delivery_kind, product.delivery_text, product.early_until, product.archived_at
      FROM catalog.product AS product
     WHERE product.tenant_id = ${ctx.tenantId} AND product.product_id = ANY(${plainArray(ids)}::uuid[])`;
}

async function productsByExternalId(ctx: Ctx, externalIds: readonly string[]): Promise<Row[]> {
  if (externalIds.length === 0) return [];
  return await ctx.sql.anew<Row>`
    SELECT product.product_id, product.external_id, product.name, product.kind, product.category, product.ladder_role, product.price_amount,
           product.cost_amount, product.is_bundle, product.delivery_kind, product.delivery_text, product.early_until, product.archived_at
      FROM catalog.product AS product
     WHERE product.tenant_id = ${ctx.tenantId} AND product.external_id = ANY(${externalIds}::text[])`;
}

async function partsOf(ctx: Ctx, ids: readonly Uuid[]): Promise<{ product_id: Uuid; part_product_id: Uuid; quantity: number }[]> {
  if (ids.length === 0) return [];
  return await ctx.sql.anew`
    SELECT part.product_id, part.part_product_id, part.quantity
      FROM catalog.bundle_part AS part
     WHERE part.tenant_id = ${ctx.tenantId} AND part.product_id = ANY(${plainArray(ids)}::uuid[])
     ORDER BY part.product_id, part.position`;
}

async function variantsOf(ctx: Ctx, ids: readonly Uuid[]): Promise<Variant[]> {
  if (ids.length === 0) return [];
  return await ctx.sql.anew<Variant>`
    SELECT sku.sku_id, sku.product_id, sku.external_id, sku.name, sku.price_amount, sku.cost_amount, sku.stock
      FROM catalog.sku AS sku
     WHERE sku.tenant_id = ${ctx.tenantId} AND sku.product_id = ANY(${plainArray(ids)}::uuid[])
     ORDER BY sku.sku_id`;
}
