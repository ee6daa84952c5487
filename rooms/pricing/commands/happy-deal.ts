import type { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import { lockLane } from '../../../kit/db/lane.ts';
import { newId, parseId } from '../../../kit/ids/index.ts';
import { amountOf } from '../../../kit/money/index.ts';
import { productNotFound, productsForSale, skuForSale, type SaleProduct } from '../../catalog/index.ts';
import { audit } from '../../identity/index.ts';
import { giftCostUnknown, giftUnfit, productGone } from '../errors.ts';
import type { updateHappyDeal } from '../gift-api.ts';
import { giftKinds, type Gift, type GiftKind } from '../model/gifts.ts';
import { currentDeal } from '../queries/gifts.ts';

type Change = z.output<typeof updateHappyDeal>;

/**
 * Changes what the brand gives to friends and for friends: a new version, for orders from now on. What was promised stays promised. Audited.
 * @throws `product.notFound`, `product.archived`, `sku.notFound`, `sku.missing`, `happyDeal.giftUnfit` (a card or a bundle), `gift.costUnknown`,
 * `currency.other`
 */
export async function setHappyDeal(ctx: Ctx, change: Change): Promise<void> {
  const lane = await lockLane(ctx);
  const known = await currentDeal(ctx);
  const refs = giftKinds.flatMap((kind) => change[kind]?.product ?? []);
  const products = await productsForSale(ctx, refs);
  const gifts = giftKinds.flatMap((kind): Gift[] => {
    const asked = change[kind];
    if (asked === null) return [];
    if (asked !== undefined) return [giftFrom(ctx, kind, asked, products.get(asked.product))];
    const before = known?.gifts.get(kind);
    return before ? [before] : [];
  });
  const dealId = newId();
  await ctx.sql.exec`
    INSERT INTO pricing.happy_deal (tenant_id, deal_id, version, is_on, decided_at, recorded_at)
    VALUES (${ctx.tenantId}, ${dealId}, ${(known?.version ?? 0) + 1}, ${change.isOn ?? known?.isOn ?? false}, ${ctx.now}, ${ctx.recordedAt})`;
  if (gifts.length > 0) {
    await ctx.sql.exec`
      INSERT INTO pricing.deal_gift (tenant_id, deal_id, kind, product_id, sku_id, quantity, cost_amount, most)
      SELECT ${ctx.tenantId}, ${dealId}, gift.kind, gift.product_id, gift.sku_id, gift.quantity, gift.cost_amount, gift.most
        FROM unnest(${gifts.map((gift) => gift.kind)}::text[], ${plainArray(gifts.map((gift) => gift.productId))}::uuid[],
                    ${plainArray(gifts.map((gift) => gift.skuId))}::uuid[], ${plainArray(gifts.map((gift) => gift.quantity))}::int[],
                    ${plainArray(gifts.map((gift) => gift.cost))}::bigint[], ${plainArray(gifts.map((gift) => gift.most))}::int[])
             AS gift (kind, product_id, sku_id, quantity, cost_amount, most)`;
  }
  await audit(ctx, { action: 'happyDeal.changed', subjectKind: 'brand', subjectId: null, facts: { ...change } });
  await lane.save();
}

function giftFrom(ctx: Ctx, kind: GiftKind, asked: NonNullable<Change['before']>, product: SaleProduct | undefined): Gift {
  if (!product) throw productNotFound(`/${kind}/product`);
  if (product.isArchived) throw productGone(product.name, `/${kind}/product`);
  if (product.parts.length > 0 || product.ladderRole === 'membership') throw giftUnfit(product.name, `/${kind}/product`);
  const named = asked.sku === undefined ? null : (parseId('sku', asked.sku) ?? asked.sku);
  const sku = skuForSale(product, named, `/${kind}/sku`);
  const quantity = asked.quantity ?? 1;
  const each = sku?.cost ?? product.cost;
  const cost =
    asked.cost === undefined
      ? each === null
        ? null
        : each * BigInt(quantity)
      : amountOf(ctx.tenant.currency, asked.cost, `/${kind}/cost`);
  if (cost === null) throw giftCostUnknown(product.name, `/${kind}/cost`);
  return { kind, productId: product.productId, skuId: sku?.skuId ?? null, quantity, cost, most: asked.most ?? null };
}
