import type { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { DomainError } from '../../../kit/errors/index.ts';
import { publicId, type Uuid } from '../../../kit/ids/index.ts';
import { audit } from '../../identity/index.ts';
import { assertNoPromise } from '../../policy/index.ts';
import type { updateProduct as updateProductShape } from '../api.ts';
import { deliveryRefused, productNotFound } from '../errors.ts';
import { amountOf } from '../../../kit/money/index.ts';
import { textOf } from './create-product.ts';
import { setParts } from './set-parts.ts';

type UpdateProduct = z.output<typeof updateProductShape>;

interface Stored {
  name: string;
  kind: string;
  category: string | null;
  description: string | null;
  ladder_role: string | null;
  position: number;
  price_amount: bigint | null;
  cost_amount: bigint | null;
  is_bundle: boolean;
  delivery_kind: string | null;
  delivery_text: string | null;
  early_until: Date | null;
  archived_at: Date | null;
}

/**
 * Changes a product; null takes a value away, what is left out stays. Orders keep the price they were made at. What changed of
 * price, cost, step and sale is in the audit trail.
 * @throws DomainError `product.notFound`, `currency.other`, `delivery.notVirtual`, `bundle.part`, `bundle.stock` (it has variants),
 *   `claim.incomePromised`
 */
export async function updateProduct(ctx: Ctx, productId: Uuid, input: UpdateProduct): Promise<void> {
  assertNoPromise(input.description, '/description');
  const before = await ctx.sql.maybe<Stored>`
    SELECT product.name, product.kind, product.category, product.description, product.ladder_role, product.position, product.price_amount,
           product.cost_amount, product.is_bundle, product.delivery_kind, product.delivery_text, product.early_until,
           product.archived_at
      FROM catalog.product AS product
     WHERE product.tenant_id = ${ctx.tenantId} AND product.product_id = ${productId}
       FOR UPDATE`;
  if (!before) throw productNotFound();
  const after = changed(ctx, before, input);
  await ctx.sql.exec`
    UPDATE catalog.product AS product
       SET name = ${after.name}, kind = ${after.kind}, category = ${after.category}, description = ${after.description},
           ladder_role = ${after.ladder_role}, position = ${after.position}, price_amount = ${after.price_amount},
           cost_amount = ${after.cost_amount}, is_bundle = ${after.is_bundle}, delivery_kind = ${after.delivery_kind},
           delivery_text = ${after.delivery_text}, early_until = ${after.early_until}, archived_at = ${after.archived_at}, updated_at = ${ctx.now}
     WHERE product.tenant_id = ${ctx.tenantId} AND product.product_id = ${productId}`;
  if (input.parts) {
    if (after.is_bundle && !before.is_bundle) await assertNoVariants(ctx, productId);
    await setParts(ctx, { productId, name: after.name }, input.parts);
  }
  await auditChange(ctx, productId, before, after);
}

function changed(ctx: Ctx, before: Stored, input: UpdateProduct): Stored {
  const { currency } = ctx.tenant;
  const kind = input.kind ?? before.kind;
  const delivery =
    input.delivery === undefined
      ? { kind: before.delivery_kind, text: before.delivery_text }
      : { kind: input.delivery?.kind ?? null, text: textOf(input.delivery) };
  if (delivery.kind !== null && kind !== 'virtual') throw deliveryRefused();
  return {
    name: input.name ?? before.name,
    kind,
    category: input.category === undefined ? before.category : input.category,
    description: input.description === undefined ? before.description : input.description || null,
    ladder_role: input.ladderRole === undefined ? before.ladder_role : input.ladderRole,
    position: input.position ?? before.position,
    price_amount: input.price === undefined ? before.price_amount : amountOf(currency, input.price, '/price'),
    cost_amount: input.cost === undefined ? before.cost_amount : amountOf(currency, input.cost, '/cost'),
    is_bundle: input.parts === undefined ? before.is_bundle : input.parts.length > 0,
    delivery_kind: delivery.kind,
    delivery_text: delivery.text,
    early_until: input.earlyUntil === undefined ? before.early_until : input.earlyUntil === null ? null : new Date(input.earlyUntil),
    archived_at: input.isArchived === undefined ? before.archived_at : input.isArchived ? (before.archived_at ?? ctx.now) : null,
  };
}

async function assertNoVariants(ctx: Ctx, productId: Uuid): Promise<void> {
  const variants = await ctx.sql`
    SELECT 1 FROM catalog.sku AS sku WHERE sku.tenant_id = ${ctx.tenantId} AND sku.product_id = ${productId} LIMIT 1`;
  if (variants.length > 0) throw new DomainError('bundle.stock', { pointer: '/parts' });
}

async function auditChange(ctx: Ctx, productId: Uuid, before: Stored, after: Stored): Promise<void> {
  const watched = ['price_amount', 'cost_amount', 'ladder_role', 'category', 'kind'] as const;
  const facts: Record<string, unknown> = {};
  for (const field of watched) {
    if (before[field] !== after[field]) facts[field] = { was: textOrNull(before[field]), is: textOrNull(after[field]) };
  }
  if ((before.archived_at === null) !== (after.archived_at === null)) facts['isArchived'] = { is: after.archived_at !== null };
  const [was, is] = [before.early_until?.toISOString() ?? null, after.early_until?.toISOString() ?? null];
  if (was !== is) facts['earlyUntil'] = { was, is };
  if (Object.keys(facts).length === 0) return;
  await audit(ctx, { action: 'product.updated', subjectKind: 'product', subjectId: publicId('product', productId), facts });
}

function textOrNull(value: string | bigint | null): string | null {
  return value === null ? null : String(value);
}
