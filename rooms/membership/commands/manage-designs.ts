import type { Ctx } from '../../../kit/ctx.ts';
import { newId, publicId, type Uuid } from '../../../kit/ids/index.ts';
import { amountOf, moneyJson } from '../../../kit/money/index.ts';
import { findProduct, saleProductsById } from '../../catalog/index.ts';
import { audit } from '../../identity/index.ts';
import type { CreateCard, UpdateCard } from '../api.ts';
import { cardExists, cardTooDear, notACard } from '../errors.ts';
import type { CardTerms } from '../model/card.ts';
import { designsOf, prepaidRules } from '../queries/cards.ts';
import type { Design } from '../schema.ts';

/** A lifetime's fee is earned over so many months, where nobody says otherwise. */
const SPREAD_MONTHS = 60;

/**
 * Makes a product of the step `membership` a card.
 * @throws `product.notFound`, `card.notMembership`, `card.exists`, `card.tooDear` (P17), `currency.other`
 */
export async function createDesign(ctx: Ctx, input: CreateCard): Promise<Design> {
  const productId = await findProduct(ctx, input.product, '/product');
  const product = (await saleProductsById(ctx, [productId])).get(productId);
  if (product?.ladderRole !== 'membership' || product.parts.length > 0) throw notACard('/product');
  const { most } = prepaidRules(ctx);
  const dearest = [product.price, ...product.skus.map((sku) => sku.price)].reduce((a, b) => ((a ?? 0n) > (b ?? 0n) ? a : b), 0n) ?? 0n;
  if (most !== null && dearest > most) throw cardTooDear(moneyJson(most, ctx.tenant.currency), '/product');
  const terms = await termsOf(ctx, productId, input, {
    kind: input.kind,
    termUnit: input.term.unit,
    termCount: 1,
    itemId: null,
    unitsEach: 1,
    per: input.kind === 'pass' ? 'day' : 'term',
    bonus: 0n,
    spreadMonths: SPREAD_MONTHS,
  });
  const design = { ...terms, designId: newId(), productId, isOnSale: input.isOnSale ?? true, createdAt: ctx.now, updatedAt: ctx.now };
  const made = await ctx.sql.exec`
    INSERT INTO membership.design (tenant_id, design_id, product_id, kind, term_unit, term_count, item_product_id, units_each, per,
                                   bonus_amount, spread_months, on_sale, created_at, updated_at)
    VALUES (${ctx.tenantId}, ${design.designId}, ${productId}, ${terms.kind}, ${terms.termUnit}, ${terms.termCount}, ${terms.itemId},
            ${terms.unitsEach}, ${terms.per}, ${terms.bonus}, ${terms.spreadMonths}, ${design.isOnSale}, ${ctx.now}, ${ctx.now})
        ON CONFLICT (tenant_id, product_id) DO NOTHING`;
  if (made === 0) throw cardExists((await designsOf(ctx, [productId])).get(productId)?.designId ?? '');
  await tell(ctx, 'card.created', design.designId, { product: publicId('product', productId), kind: terms.kind });
  return design;
}

/** Changes a card for orders made from now on: cards that are ordered already keep their terms (P8). @throws `product.notFound`, `card.notMembership` */
export async function updateDesign(ctx: Ctx, before: Design, input: UpdateCard): Promise<void> {
  const terms = await termsOf(ctx, before.productId, input, before);
  await ctx.sql.exec`
    UPDATE membership.design AS design
       SET term_unit = ${terms.termUnit}, term_count = ${terms.termCount}, item_product_id = ${terms.itemId}, units_each = ${terms.unitsEach},
           per = ${terms.per}, bonus_amount = ${terms.bonus}, spread_months = ${terms.spreadMonths},
           on_sale = ${input.isOnSale ?? before.isOnSale}, updated_at = ${ctx.now}
     WHERE design.tenant_id = ${ctx.tenantId} AND design.design_id = ${before.designId}`;
  await tell(ctx, 'card.updated', before.designId, { fields: Object.keys(input) });
}

async function termsOf(ctx: Ctx, productId: Uuid, input: UpdateCard, before: CardTerms): Promise<CardTerms> {
  const { term, grant, bonus, spreadMonths } = input;
  const itemId = grant?.item == null ? grant?.item : await findProduct(ctx, grant.item, '/grant/item');
  if (itemId === productId) throw notACard('/grant/item');
  const isPass = before.kind === 'pass';
  const termUnit = term?.unit ?? before.termUnit;
  return {
    kind: before.kind,
    termUnit,
    termCount: termUnit === 'lifetime' ? 1 : (term?.count ?? before.termCount),
    itemId: isPass ? (itemId === undefined ? before.itemId : itemId) : null,
    unitsEach: isPass ? (grant?.units ?? before.unitsEach) : 1,
    per: isPass ? (grant?.per ?? before.per) : 'term',
    bonus: isPass ? 0n : (amountOf(ctx.tenant.currency, bonus, '/bonus') ?? before.bonus),
    spreadMonths: spreadMonths ?? before.spreadMonths,
  };
}

async function tell(ctx: Ctx, action: string, designId: Uuid, facts: Record<string, unknown>): Promise<void> {
  await audit(ctx, { action, subjectKind: 'card', subjectId: publicId('cardDesign', designId), facts });
}
