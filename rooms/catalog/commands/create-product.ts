import type { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { newId, type Uuid } from '../../../kit/ids/index.ts';
import type { createProduct as createProductShape } from '../api.ts';
import { otherCurrency, productExists } from '../errors.ts';

type CreateProduct = z.output<typeof createProductShape>;

/**
 * Makes a product; with a stock it has one variant that carries it, under the same external id.
 * A repeat with the same content answers with the product that is there.
 * @throws DomainError `product.exists` (the external id with other content), `currency.other`
 */
export async function createProduct(ctx: Ctx, input: CreateProduct): Promise<{ productId: Uuid; isNew: boolean }> {
  const price = amountOf(ctx, input.price, '/price');
  const cost = amountOf(ctx, input.cost, '/cost');
  const productId = newId();
  const made = await ctx.sql.exec`
    INSERT INTO catalog.product (tenant_id, product_id, external_id, name, category, ladder_role, price_amount, cost_amount, currency, created_at, updated_at)
    VALUES (${ctx.tenantId}, ${productId}, ${input.externalId}, ${input.name}, ${input.category ?? null}, ${input.ladderRole ?? null},
            ${price}, ${cost}, ${ctx.tenant.currency}, ${ctx.now}, ${ctx.now})
        ON CONFLICT (tenant_id, external_id) DO NOTHING`;
  if (made === 0) return await repeatOf(ctx, input, { price, cost });
  if (input.stock !== undefined) {
    await ctx.sql.exec`
      INSERT INTO catalog.sku (tenant_id, sku_id, product_id, external_id, name, stock, created_at)
      VALUES (${ctx.tenantId}, ${newId()}, ${productId}, ${input.externalId}, ${input.name}, ${input.stock}, ${ctx.now})`;
  }
  return { productId, isNew: true };
}

async function repeatOf(
  ctx: Ctx,
  input: CreateProduct,
  { price, cost }: { price: bigint | null; cost: bigint | null },
): Promise<{ productId: Uuid; isNew: false }> {
  const stored = await ctx.sql.one<{
    product_id: Uuid;
    name: string;
    category: string | null;
    ladder_role: string | null;
    price_amount: bigint | null;
    cost_amount: bigint | null;
    stock: number | null;
  }>`
    SELECT product.product_id, product.name, product.category, product.ladder_role, product.price_amount, product.cost_amount, sku.stock
      FROM catalog.product AS product
      LEFT JOIN catalog.sku AS sku
             ON sku.tenant_id = ${ctx.tenantId} AND sku.product_id = product.product_id AND sku.external_id = product.external_id
     WHERE product.tenant_id = ${ctx.tenantId} AND product.external_id = ${input.externalId}`;
  const isSame =
    stored.name === input.name &&
    (input.category ?? null) === stored.category &&
    (input.ladderRole ?? null) === stored.ladder_role &&
    price === stored.price_amount &&
    cost === stored.cost_amount &&
    (input.stock ?? null) === stored.stock;
  if (!isSame) throw productExists(input.externalId, stored.product_id);
  return { productId: stored.product_id, isNew: false };
}

function amountOf(ctx: Ctx, money: CreateProduct['price'], pointer: string): bigint | null {
  if (money === undefined) return null;
  if (money.currency !== ctx.tenant.currency) throw otherCurrency(money.currency, ctx.tenant.currency, pointer);
  return BigInt(money.amount);
}
