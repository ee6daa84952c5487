import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import { newId, type Uuid } from '../../../kit/ids/index.ts';
import { insertStockChanges } from './change-stock.ts';

/** A product, or one of its variants, as a file tells of it. Amounts in minor units. */
export interface ProductEntry {
  readonly externalId: string;
  /** null where the row only adds to a product named elsewhere */
  readonly name: string | null;
  readonly price: bigint | null;
  readonly cost: bigint | null;
  readonly category: string | null;
  readonly ladderRole: string | null;
  readonly stock: number | null;
  readonly sku: string | null;
}

/**
 * - `made`: a new product
 * - `filled`: known; something that was empty is known now, or a variant came to it
 * - `same`: known, nothing new
 * - `conflict`: known with other content, which stays
 * - `nameless`: nobody has named this product; nothing was written
 */
export type ProductVerdict = 'made' | 'filled' | 'same' | 'conflict' | 'nameless';

export interface AddedProducts {
  /** one per entry, in the order given */
  readonly verdicts: readonly ProductVerdict[];
  readonly made: number;
}

interface ProductDraft {
  readonly productId: Uuid;
  readonly externalId: string;
  readonly isNew: boolean;
  name: string;
  category: string | null;
  ladderRole: string | null;
  price: bigint | null;
  cost: bigint | null;
  isTouched: boolean;
}

interface SkuDraft {
  readonly skuId: Uuid;
  readonly externalId: string;
  readonly product: ProductDraft | null;
  readonly isNew: boolean;
  name: string;
  price: bigint | null;
  cost: bigint | null;
  stock: number | null;
  /** what was free before this batch; null where nothing was counted */
  readonly stockBefore: number | null;
  isTouched: boolean;
}

/**
 * Makes the products and variants of a batch that are not there and fills what was empty in those that are, in the order given;
 * `update` lets newer prices, names, roles and stocks take the place of older ones. The caller holds the lane.
 */
export async function addProducts(ctx: Ctx, entries: readonly ProductEntry[], onConflict: 'keep' | 'update'): Promise<AddedProducts> {
  const products = await loadProducts(
    ctx,
    entries.map((entry) => entry.externalId),
  );
  const skus = await loadSkus(
    ctx,
    entries.flatMap((entry) => skuOf(entry) ?? []),
  );
  const verdicts = entries.map((entry) => apply(entry));
  const touched = [...products.values()].filter((product) => product.isTouched);
  await insertProducts(
    ctx,
    touched.filter((product) => product.isNew),
  );
  await updateProducts(
    ctx,
    touched.filter((product) => !product.isNew),
  );
  const variants = [...skus.values()].filter((sku) => sku.isTouched);
  await insertSkus(
    ctx,
    variants.filter((sku) => sku.isNew),
  );
  await updateSkus(
    ctx,
    variants.filter((sku) => !sku.isNew),
  );
  await insertStockChanges(
    ctx,
    variants
      .filter((sku) => sku.stock !== sku.stockBefore)
      .map((sku) => ({ skuId: sku.skuId, quantity: (sku.stock ?? 0) - (sku.stockBefore ?? 0), reason: 'import' as const })),
  );
  return { verdicts, made: verdicts.filter((verdict) => verdict === 'made').length };

  function apply(entry: ProductEntry): ProductVerdict {
    const known = products.get(entry.externalId);
    if (!known && entry.name === null) return 'nameless';
    const product = known ?? draftOf(entry);
    products.set(entry.externalId, product);
    const skuId = skuOf(entry);
    const sku = skuId === null ? null : skus.get(skuId);
    if (sku && sku.product === null) return 'conflict';
    const isFilled = fill(product, entry, sku !== undefined && sku !== null);
    let isAdded = false;
    if (skuId !== null && !sku) {
      skus.set(skuId, skuDraftOf(skuId, product, entry));
      isAdded = true;
    } else if (sku) isAdded = fillSku(sku, entry);
    if (!known) return 'made';
    if (isFilled || isAdded) return 'filled';
    return differs(product, entry) && skuId === null ? 'conflict' : 'same';
  }

  function fill(product: ProductDraft, entry: ProductEntry, isVariant: boolean): boolean {
    const before = JSON.stringify([product.name, product.category, product.ladderRole, String(product.price), String(product.cost)]);
    const takes = onConflict === 'update' && !product.isNew && entry.name !== null;
    // An order line names a product by its id until somebody knows better.
    if (entry.name !== null && (takes || product.name === product.externalId)) product.name = entry.name;
    product.category = takes ? (entry.category ?? product.category) : (product.category ?? entry.category);
    product.ladderRole = takes ? (entry.ladderRole ?? product.ladderRole) : (product.ladderRole ?? entry.ladderRole);
    if (!isVariant || takes) {
      product.price = takes ? (entry.price ?? product.price) : (product.price ?? entry.price);
      product.cost = takes ? (entry.cost ?? product.cost) : (product.cost ?? entry.cost);
    }
    const isChanged =
      before !== JSON.stringify([product.name, product.category, product.ladderRole, String(product.price), String(product.cost)]);
    if (isChanged) product.isTouched = true;
    return isChanged;
  }

  function fillSku(sku: SkuDraft, entry: ProductEntry): boolean {
    const before = [sku.price, sku.cost, sku.stock].join();
    const takes = onConflict === 'update';
    sku.price = takes ? (entry.price ?? sku.price) : (sku.price ?? entry.price);
    sku.cost = takes ? (entry.cost ?? sku.cost) : (sku.cost ?? entry.cost);
    sku.stock = takes ? (freeOf(entry) ?? sku.stock) : (sku.stock ?? freeOf(entry));
    const isChanged = before !== [sku.price, sku.cost, sku.stock].join();
    if (isChanged) sku.isTouched = true;
    return isChanged;
  }

  async function loadSkus(of: Ctx, externalIds: readonly string[]): Promise<Map<string, SkuDraft>> {
    const found = new Map<string, SkuDraft>();
    if (externalIds.length === 0) return found;
    const byId = new Map([...products.values()].map((product) => [product.productId, product]));
    const rows = await of.sql<{
      sku_id: Uuid;
      external_id: string;
      product_id: Uuid;
      name: string;
      price_amount: bigint | null;
      cost_amount: bigint | null;
      stock: number | null;
    }>`
      SELECT sku.sku_id, sku.external_id, sku.product_id, sku.name, sku.price_amount, sku.cost_amount, sku.stock
        FROM catalog.sku AS sku
       WHERE sku.tenant_id = ${of.tenantId} AND sku.external_id = ANY(${[...new Set(externalIds)]}::text[])
       ORDER BY sku.sku_id
         FOR UPDATE`;
    for (const row of rows) {
      found.set(row.external_id, {
        skuId: row.sku_id,
        externalId: row.external_id,
        product: byId.get(row.product_id) ?? null,
        isNew: false,
        name: row.name,
        price: row.price_amount,
        cost: row.cost_amount,
        stock: row.stock,
        stockBefore: row.stock,
        isTouched: false,
      });
    }
    return found;
  }
}

/** The variant a row tells of: by its own id, or the product itself where only a stock is given. */
function skuOf(entry: ProductEntry): string | null {
  return entry.sku ?? (entry.stock === null ? null : entry.externalId);
}

/** Pieces free to sell by the file; shops that sold more than they had export a negative number. */
function freeOf(entry: ProductEntry): number | null {
  return entry.stock === null ? null : Math.max(0, entry.stock);
}

function differs(product: ProductDraft, entry: ProductEntry): boolean {
  return (
    (entry.name !== null && entry.name !== product.name) ||
    (entry.price !== null && entry.price !== product.price) ||
    (entry.cost !== null && entry.cost !== product.cost) ||
    (entry.category !== null && entry.category !== product.category) ||
    (entry.ladderRole !== null && entry.ladderRole !== product.ladderRole)
  );
}

function draftOf(entry: ProductEntry): ProductDraft {
  return {
    productId: newId(),
    externalId: entry.externalId,
    isNew: true,
    name: entry.name ?? entry.externalId,
    category: entry.category,
    ladderRole: entry.ladderRole,
    price: entry.price,
    cost: entry.cost,
    isTouched: true,
  };
}

function skuDraftOf(externalId: string, product: ProductDraft, entry: ProductEntry): SkuDraft {
  return {
    skuId: newId(),
    externalId,
    product,
    isNew: true,
    name: entry.name ?? product.name,
    price: entry.price,
    cost: entry.cost,
    stock: freeOf(entry),
    stockBefore: null,
    isTouched: true,
  };
}

async function loadProducts(ctx: Ctx, externalIds: readonly string[]): Promise<Map<string, ProductDraft>> {
  const rows = await ctx.sql<{
    product_id: Uuid;
    external_id: string;
    name: string;
    category: string | null;
    ladder_role: string | null;
    price_amount: bigint | null;
    cost_amount: bigint | null;
  }>`
    SELECT product.product_id, product.external_id, product.name, product.category, product.ladder_role, product.price_amount, product.cost_amount
      FROM catalog.product AS product
     WHERE product.tenant_id = ${ctx.tenantId} AND product.external_id = ANY(${[...new Set(externalIds)]}::text[])`;
  return new Map(
    rows.map((row) => [
      row.external_id,
      {
        productId: row.product_id,
        externalId: row.external_id,
        isNew: false,
        name: row.name,
        category: row.category,
        ladderRole: row.ladder_role,
        price: row.price_amount,
        cost: row.cost_amount,
        isTouched: false,
      },
    ]),
  );
}

async function insertProducts(ctx: Ctx, products: readonly ProductDraft[]): Promise<void> {
  if (products.length === 0) return;
  await ctx.sql.exec`
    INSERT INTO catalog.product (tenant_id, product_id, external_id, name, category, ladder_role, price_amount, cost_amount, currency, created_at, updated_at)
    SELECT ${ctx.tenantId}, fresh.product_id, fresh.external_id, fresh.name, fresh.category, fresh.ladder_role, fresh.price, fresh.cost,
           ${ctx.tenant.currency}, ${ctx.now}, ${ctx.now}
      FROM unnest(${plainArray(products.map((product) => product.productId))}::uuid[], ${products.map((product) => product.externalId)}::text[],
                  ${products.map((product) => product.name)}::text[], ${products.map((product) => product.category)}::text[],
                  ${products.map((product) => product.ladderRole)}::text[], ${plainArray(products.map((product) => product.price))}::bigint[],
                  ${plainArray(products.map((product) => product.cost))}::bigint[])
           AS fresh (product_id, external_id, name, category, ladder_role, price, cost)`;
}

async function updateProducts(ctx: Ctx, products: readonly ProductDraft[]): Promise<void> {
  if (products.length === 0) return;
  await ctx.sql.exec`
    UPDATE catalog.product AS product
       SET name = filled.name, category = filled.category, ladder_role = filled.ladder_role, price_amount = filled.price,
           cost_amount = filled.cost, updated_at = ${ctx.now}
      FROM unnest(${plainArray(products.map((product) => product.productId))}::uuid[], ${products.map((product) => product.name)}::text[],
                  ${products.map((product) => product.category)}::text[], ${products.map((product) => product.ladderRole)}::text[],
                  ${plainArray(products.map((product) => product.price))}::bigint[], ${plainArray(products.map((product) => product.cost))}::bigint[])
           AS filled (product_id, name, category, ladder_role, price, cost)
     WHERE product.tenant_id = ${ctx.tenantId} AND product.product_id = filled.product_id`;
}

async function insertSkus(ctx: Ctx, skus: readonly SkuDraft[]): Promise<void> {
  if (skus.length === 0) return;
  await ctx.sql.exec`
    INSERT INTO catalog.sku (tenant_id, sku_id, product_id, external_id, name, price_amount, cost_amount, stock, stock_total, created_at)
    SELECT ${ctx.tenantId}, fresh.sku_id, fresh.product_id, fresh.external_id, fresh.name, fresh.price, fresh.cost, fresh.stock, fresh.stock,
           ${ctx.now}
      FROM unnest(${plainArray(skus.map((sku) => sku.skuId))}::uuid[], ${plainArray(skus.map((sku) => sku.product?.productId ?? null))}::uuid[],
                  ${skus.map((sku) => sku.externalId)}::text[], ${skus.map((sku) => sku.name)}::text[],
                  ${plainArray(skus.map((sku) => sku.price))}::bigint[], ${plainArray(skus.map((sku) => sku.cost))}::bigint[],
                  ${plainArray(skus.map((sku) => sku.stock))}::int[])
           AS fresh (sku_id, product_id, external_id, name, price, cost, stock)`;
}

async function updateSkus(ctx: Ctx, skus: readonly SkuDraft[]): Promise<void> {
  if (skus.length === 0) return;
  await ctx.sql.exec`
    UPDATE catalog.sku AS sku
       SET price_amount = filled.price, cost_amount = filled.cost,
           stock_total = CASE WHEN filled.stock IS NULL THEN sku.stock_total
                              ELSE coalesce(sku.stock_total, 0) + filled.stock - coalesce(sku.stock, 0) END,
           stock = coalesce(filled.stock, sku.stock)
      FROM unnest(${plainArray(skus.map((sku) => sku.skuId))}::uuid[], ${plainArray(skus.map((sku) => sku.price))}::bigint[],
                  ${plainArray(skus.map((sku) => sku.cost))}::bigint[], ${plainArray(skus.map((sku) => sku.stock))}::int[])
           AS filled (sku_id, price, cost, stock)
     WHERE sku.tenant_id = ${ctx.tenantId} AND sku.sku_id = filled.sku_id`;
}
