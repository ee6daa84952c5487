import type { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { DomainError } from '../../../kit/errors/index.ts';
import { newId, type Uuid } from '../../../kit/ids/index.ts';
import type { createProduct as createProductShape } from '../api.ts';
import { assertNoPromise } from '../../policy/index.ts';
import { deliveryRefused, productExists } from '../errors.ts';
import { amountOf } from '../../../kit/money/index.ts';
import { productIdsOf } from '../queries/product-ids.ts';
import { insertSku } from './create-sku.ts';
import { setParts } from './set-parts.ts';

type CreateProduct = z.output<typeof createProductShape>;

interface Amounts {
  readonly price: bigint | null;
  readonly cost: bigint | null;
}

/**
 * Makes a product; with a stock it has one variant that carries it, under the same external id; with parts it is a bundle.
 * A repeat with the same content answers with the product that is there.
 * @throws DomainError `product.exists` (the external id with other content), `currency.other`, `delivery.notVirtual`,
 *   `bundle.stock`, `bundle.part`, `product.notFound` (a part), `sku.exists`, `claim.incomePromised`
 */
export async function createProduct(ctx: Ctx, input: CreateProduct): Promise<{ productId: Uuid; isNew: boolean }> {
  assertNoPromise(input.description, '/description');
  const amounts = {
    price: amountOf(ctx.tenant.currency, input.price, '/price'),
    cost: amountOf(ctx.tenant.currency, input.cost, '/cost'),
  };
  const kind = input.kind ?? 'goods';
  if (input.delivery && kind !== 'virtual') throw deliveryRefused();
  if (input.parts && input.stock !== undefined) throw new DomainError('bundle.stock', { pointer: '/stock' });
  const productId = newId();
  const made = await ctx.sql.exec`
    INSERT INTO catalog.product (tenant_id, product_id, external_id, name, kind, category, description, ladder_role, position, price_amount,
                                 cost_amount, currency, is_bundle, delivery_kind, delivery_text, early_until, created_at, updated_at)
    VALUES (${ctx.tenantId}, ${productId}, ${input.externalId}, ${input.name}, ${kind}, ${input.category ?? null},
            ${input.description ?? null}, ${input.ladderRole ?? null}, ${input.position ?? 0}, ${amounts.price}, ${amounts.cost},
            ${ctx.tenant.currency}, ${input.parts !== undefined}, ${input.delivery?.kind ?? null}, ${textOf(input.delivery)},
            ${input.earlyUntil ?? null}::timestamptz, ${ctx.now}, ${ctx.now})
        ON CONFLICT (tenant_id, external_id) DO NOTHING`;
  if (made === 0) return await repeatOf(ctx, input, amounts);
  if (input.parts) await setParts(ctx, { productId, name: input.name }, input.parts);
  if (input.stock !== undefined) {
    await insertSku(ctx, { productId, externalId: input.externalId, name: input.name, price: null, cost: null, stock: input.stock });
  }
  return { productId, isNew: true };
}

/** The text or link of a delivery; null for codes and for none. */
export function textOf(delivery: CreateProduct['delivery'] | null): string | null {
  return delivery && 'text' in delivery ? delivery.text : null;
}

async function repeatOf(ctx: Ctx, input: CreateProduct, amounts: Amounts): Promise<{ productId: Uuid; isNew: false }> {
  const stored = await ctx.sql.one<{
    product_id: Uuid;
    name: string;
    kind: string;
    category: string | null;
    description: string | null;
    ladder_role: string | null;
    position: number;
    price_amount: bigint | null;
    cost_amount: bigint | null;
    delivery_kind: string | null;
    delivery_text: string | null;
    early_until: Date | null;
    opening: number | null;
  }>`
    SELECT product.product_id, product.name, product.kind, product.category, product.description, product.ladder_role, product.position,
           product.price_amount, product.cost_amount, product.delivery_kind, product.delivery_text, product.early_until,
           (SELECT change.quantity
              FROM catalog.sku AS sku
              JOIN catalog.stock_change AS change ON change.tenant_id = ${ctx.tenantId} AND change.sku_id = sku.sku_id AND change.reason = 'opening'
             WHERE sku.tenant_id = ${ctx.tenantId} AND sku.product_id = product.product_id AND sku.external_id = product.external_id) AS opening
      FROM catalog.product AS product
     WHERE product.tenant_id = ${ctx.tenantId} AND product.external_id = ${input.externalId}`;
  const isSame =
    stored.name === input.name &&
    stored.kind === (input.kind ?? 'goods') &&
    stored.category === (input.category ?? null) &&
    stored.description === (input.description ?? null) &&
    stored.ladder_role === (input.ladderRole ?? null) &&
    stored.position === (input.position ?? 0) &&
    stored.price_amount === amounts.price &&
    stored.cost_amount === amounts.cost &&
    stored.delivery_kind === (input.delivery?.kind ?? null) &&
    stored.delivery_text === textOf(input.delivery) &&
    (stored.early_until?.getTime() ?? null) === (input.earlyUntil === undefined ? null : Date.parse(input.earlyUntil)) &&
    // What was told is what it opened with; what was sold since changes nothing about that.
    stored.opening === (input.stock ?? null) &&
    (await hasParts(ctx, stored.product_id, input.parts ?? []));
  if (!isSame) throw productExists(input.externalId, stored.product_id);
  return { productId: stored.product_id, isNew: false };
}

async function hasParts(ctx: Ctx, productId: Uuid, parts: NonNullable<CreateProduct['parts']>): Promise<boolean> {
  const stored = await ctx.sql<{ part_product_id: Uuid; quantity: number }>`
    SELECT part.part_product_id, part.quantity
      FROM catalog.bundle_part AS part
     WHERE part.tenant_id = ${ctx.tenantId} AND part.product_id = ${productId}
     ORDER BY part.position`;
  const ids = await productIdsOf(
    ctx,
    parts.map((part) => part.product),
  );
  const told = parts.map((part) => `${ids.get(part.product) ?? ''} ${part.quantity}`);
  return told.join() === stored.map((part) => `${part.part_product_id} ${part.quantity}`).join();
}
