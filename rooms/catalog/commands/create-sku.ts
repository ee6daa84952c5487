import type { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { DomainError } from '../../../kit/errors/index.ts';
import { newId, type Uuid } from '../../../kit/ids/index.ts';
import type { createSku as createSkuShape, updateSku as updateSkuShape } from '../api.ts';
import { skuExists, skuNotFound } from '../errors.ts';
import { amountOf } from '../../../kit/money/index.ts';
import { insertStockChanges } from './change-stock.ts';

/**
 * Adds a variant to a product. A repeat under the same external id with the same content changes nothing.
 * @throws DomainError `sku.exists`, `bundle.stock` (a bundle is sold as its parts), `currency.other`
 */
export async function createSku(ctx: Ctx, productId: Uuid, input: z.output<typeof createSkuShape>): Promise<{ skuId: Uuid }> {
  const product = await ctx.sql.one<{ is_bundle: boolean }>`
    SELECT product.is_bundle
      FROM catalog.product AS product
     WHERE product.tenant_id = ${ctx.tenantId} AND product.product_id = ${productId}`;
  if (product.is_bundle) throw new DomainError('bundle.stock', {});
  return await insertSku(ctx, {
    productId,
    externalId: input.externalId,
    name: input.name,
    price: amountOf(ctx.tenant.currency, input.price, '/price'),
    cost: amountOf(ctx.tenant.currency, input.cost, '/cost'),
    stock: input.stock ?? null,
  });
}

interface NewSku {
  readonly productId: Uuid;
  readonly externalId: string;
  readonly name: string;
  readonly price: bigint | null;
  readonly cost: bigint | null;
  /** null: not counted */
  readonly stock: number | null;
}

/** @throws DomainError `sku.exists` (the external id with other content) */
export async function insertSku(ctx: Ctx, sku: NewSku): Promise<{ skuId: Uuid }> {
  const skuId = newId();
  const made = await ctx.sql.exec`
    INSERT INTO catalog.sku (tenant_id, sku_id, product_id, external_id, name, price_amount, cost_amount, stock, stock_total, created_at)
    VALUES (${ctx.tenantId}, ${skuId}, ${sku.productId}, ${sku.externalId}, ${sku.name}, ${sku.price}, ${sku.cost}, ${sku.stock},
            ${sku.stock}, ${ctx.now})
        ON CONFLICT (tenant_id, external_id) DO NOTHING`;
  if (made === 0) return await repeatOf(ctx, sku);
  if (sku.stock !== null) await insertStockChanges(ctx, [{ skuId, quantity: sku.stock, reason: 'opening' }]);
  return { skuId };
}

async function repeatOf(ctx: Ctx, told: NewSku): Promise<{ skuId: Uuid }> {
  const stored = await ctx.sql.one<{
    sku_id: Uuid;
    product_id: Uuid;
    name: string;
    price_amount: bigint | null;
    cost_amount: bigint | null;
    opening: number | null;
  }>`
    SELECT sku.sku_id, sku.product_id, sku.name, sku.price_amount, sku.cost_amount,
           (SELECT change.quantity
              FROM catalog.stock_change AS change
             WHERE change.tenant_id = ${ctx.tenantId} AND change.sku_id = sku.sku_id AND change.reason = 'opening') AS opening
      FROM catalog.sku AS sku
     WHERE sku.tenant_id = ${ctx.tenantId} AND sku.external_id = ${told.externalId}`;
  const isSame =
    stored.product_id === told.productId &&
    stored.name === told.name &&
    stored.price_amount === told.price &&
    stored.cost_amount === told.cost &&
    stored.opening === told.stock;
  if (!isSame) throw skuExists(told.externalId, stored.sku_id);
  return { skuId: stored.sku_id };
}

/**
 * Changes what a variant is called and costs. null takes a price away: the product's holds again.
 * @throws DomainError `sku.notFound`, `currency.other`
 */
export async function updateSku(ctx: Ctx, skuId: Uuid, input: z.output<typeof updateSkuShape>): Promise<void> {
  const price = amountOf(ctx.tenant.currency, input.price, '/price');
  const cost = amountOf(ctx.tenant.currency, input.cost, '/cost');
  const changed = await ctx.sql.exec`
    UPDATE catalog.sku AS sku
       SET name = coalesce(${input.name ?? null}::text, sku.name),
           price_amount = CASE WHEN ${input.price !== undefined}::boolean THEN ${price}::bigint ELSE sku.price_amount END,
           cost_amount = CASE WHEN ${input.cost !== undefined}::boolean THEN ${cost}::bigint ELSE sku.cost_amount END
     WHERE sku.tenant_id = ${ctx.tenantId} AND sku.sku_id = ${skuId}`;
  if (changed === 0) throw skuNotFound();
}
