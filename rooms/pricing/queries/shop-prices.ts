import type { Ctx } from '../../../kit/ctx.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import { moneyJson } from '../../../kit/money/index.ts';
import { listPriceOf, skuOfOne, type SaleProduct, type SaleSku } from '../../catalog/index.ts';
import type { ShopReason } from '../api.ts';
import type { PriceAnswer, Reason } from '../model/price.ts';
import { priceIn, type PriceBook } from './price-book.ts';

/** A price as the shop shows it. */
export interface ShopPrice {
  /** of one piece, minor units; null: none */
  readonly price: bigint | null;
  /** where it is higher than the price */
  readonly listPrice: bigint | null;
  readonly answer: PriceAnswer;
}

/** What one piece costs a visitor; of a product with several variants, the one that costs least. */
export function shopPriceOf(book: PriceBook, personId: Uuid | null, product: SaleProduct, sku?: SaleSku | null): ShopPrice {
  const tried = sku === undefined ? (product.skus.length > 1 ? product.skus : [skuOfOne(product)]) : [sku];
  const found = tried.map((one) => {
    const answer = priceIn(book, { personId, product, sku: one, quantity: 1n });
    return { price: answer.unitPrice, list: listPriceOf(product, one), answer };
  });
  const [first, ...others] = found;
  if (!first) throw new Error('impossible: something is tried');
  const best = others.reduce(
    (least, one) => (one.price !== null && (least.price === null || one.price < least.price) ? one : least),
    first,
  );
  const { price, list, answer } = best;
  return { price, listPrice: price !== null && list !== null && list > price ? list : null, answer };
}

/** The price that won, where it is another than the list price alone. */
export function winnerOf(ctx: Ctx, { answer }: Pick<ShopPrice, 'answer'>, friendOf: string | null): ShopReason | null {
  const winner = answer.reasons.find((reason) => reason.isWinner);
  return winner && winner.kind !== 'list' ? shopReason(ctx, winner, { answer, friendOf }) : null;
}

/** Every price that was looked at, as the shop tells of it; what is over is not told. */
export function shopReasons(ctx: Ctx, { answer }: Pick<ShopPrice, 'answer'>, friendOf: string | null): ShopReason[] {
  return answer.reasons.filter((reason) => reason.why !== 'over').map((reason) => shopReason(ctx, reason, { answer, friendOf }));
}

function shopReason(ctx: Ctx, reason: Reason, by: { answer: PriceAnswer; friendOf: string | null }): ShopReason {
  const { currency } = ctx.tenant;
  const list = by.answer.reasons.find((one) => one.kind === 'list')?.price ?? null;
  const { rule, price } = reason;
  return {
    kind: reason.kind,
    name: reason.name,
    price: price === null ? null : moneyJson(price, currency),
    off: price === null || list === null ? null : moneyJson(list > price ? list - price : 0n, currency),
    isWinner: reason.isWinner,
    why: reason.why,
    friendOf: reason.kind === 'referral' ? by.friendOf : null,
    stages: [...(rule?.stages ?? [])],
    minQuantity: Number(rule?.minQuantity ?? 1n),
    startsAt: rule?.startsAt == null ? null : new Date(rule.startsAt).toISOString(),
    endsAt: rule?.endsAt == null ? null : new Date(rule.endsAt).toISOString(),
  };
}
