import type { Ctx } from '../../../kit/ctx.ts';
import { publicId, type Uuid } from '../../../kit/ids/index.ts';
import { moneyJson } from '../../../kit/money/index.ts';
import { listPriceOf, saleProductsById } from '../../catalog/index.ts';
import type { MemberClash } from '../api.ts';
import { priceFor, type Buyer, type PriceAnswer } from '../model/price.ts';
import { loadPrices } from './price-book.ts';

const MOST = 500;
const MEMBER: Buyer = { stage: 'member', tier: null, hasReferrer: false, hasPaid: true };

/**
 * Products for which the rules as they stand ask more of a member than of others, for one piece and for as many as any rule begins at.
 * Members are given the lower price anyway; the operator is told so that the prices are put right. At most the 500 newest products.
 */
export async function memberClashes(ctx: Ctx): Promise<MemberClash[]> {
  const { rules, at } = await loadPrices(ctx, { personIds: [] });
  const isOpenToOthers = rules.some((rule) => rule.kind === 'referral' || rule.kind === 'stage');
  if (!isOpenToOthers) return [];
  const ids = await ctx.sql<{ product_id: Uuid }>`
    SELECT product.product_id
      FROM catalog.product AS product
     WHERE product.tenant_id = ${ctx.tenantId} AND product.archived_at IS NULL
     ORDER BY product.product_id DESC
     LIMIT ${MOST}`;
  const products = await saleProductsById(
    ctx,
    ids.map((row) => row.product_id),
  );
  const quantities = [...new Set([1n, ...rules.map((rule) => rule.minQuantity)])];
  return [...products.values()].flatMap((product) => {
    const clash = quantities
      .map((quantity) =>
        priceFor({ product, listPrice: listPriceOf(product, product.skus[0] ?? null), quantity, at, buyer: MEMBER }, rules),
      )
      .find((answer) => answer.memberWouldPay !== null);
    return clash ? [clashJson(ctx, product, clash)] : [];
  });
}

function clashJson(ctx: Ctx, product: { productId: Uuid; externalId: string; name: string }, answer: PriceAnswer): MemberClash {
  const winner = answer.reasons.find((reason) => reason.isWinner);
  return {
    product: { id: publicId('product', product.productId), externalId: product.externalId, name: product.name },
    memberWouldPay: moneyJson(answer.memberWouldPay ?? 0n, ctx.tenant.currency),
    givenInstead: moneyJson(answer.unitPrice ?? 0n, ctx.tenant.currency),
    kind: answer.kind,
    rule: winner?.rule ? { id: publicId('priceRule', winner.rule.ruleId), name: winner.rule.name } : null,
  };
}
