import type { Ctx } from '../../kit/ctx.ts';
import type { Language } from '../../kit/http/index.ts';
import type { Uuid } from '../../kit/ids/index.ts';
import {
  earlyUntil,
  firstPictures,
  ladderRoles,
  leftOf,
  saleProductsById,
  shopShelf,
  type SaleProduct,
} from '../../rooms/catalog/index.ts';
import { loadPrices, shopPriceOf } from '../../rooms/pricing/index.ts';
import { linkOwner, shownNames } from '../../rooms/relations/index.ts';
import type { Poster, Shown } from './poster.ts';

/** Nobody yet: a friend who was just introduced and never bought. */
const FRIEND: Uuid = '00000000-0000-7000-8000-000000000000';

/** What a link shows whoever gets it: the thing, what a friend pays for it, and who shares it. */
export interface Shared {
  readonly from: string;
  readonly product: SaleProduct | null;
  /** minor units; null where there is none */
  readonly price: bigint | null;
  /** where a friend pays less than anybody */
  readonly listPrice: bigint | null;
}

/** @returns null where no open link has this code, or what it led to is sold no more */
export async function sharedBy(ctx: Ctx, code: string): Promise<Shared | null> {
  const link = await linkOwner(ctx, code);
  if (!link) return null;
  const from = (await shownNames(ctx, [link.ownerId])).get(link.ownerId);
  if (from === undefined) return null;
  if (link.productId === null) return { from, product: null, price: null, listPrice: null };
  const product = (await saleProductsById(ctx, [link.productId])).get(link.productId);
  if (!product || product.isArchived) return null;
  return { from, product, ...(await pricesOfFriend(ctx))(product) };
}

/** What a friend would pay for things with their first order, and what everybody does where that is more. */
async function pricesOfFriend(ctx: Ctx): Promise<(product: SaleProduct) => Pick<Shared, 'price' | 'listPrice'>> {
  const book = await loadPrices(ctx, { personIds: [] });
  const friend = { stage: 'prospect' as const, tier: null, hasReferrer: true, hasPaid: false };
  const asFriend = { ...book, buyers: new Map([[FRIEND, friend]]) };
  return (product) => {
    const { price, listPrice } = shopPriceOf(asFriend, FRIEND, product);
    return { price, listPrice };
  };
}

const SHOWN = 3;

/**
 * What a friend finds in the shop and can buy at once: one thing of each step, the lowest first, those that cost a friend less before others;
 * where there are fewer steps, more of them.
 */
async function shelfOfFriend(ctx: Ctx, written: (amount: bigint) => string): Promise<Shown[]> {
  const [products, priceOf] = [await shopShelf(ctx), await pricesOfFriend(ctx)];
  const steps = [...ladderRoles, null];
  const shown = products
    .flatMap((product) => {
      const { price, listPrice } = priceOf(product);
      const isThere = price !== null && price > 0n && leftOf(product) !== 0 && earlyUntil(product, ctx.now.getTime()) === null;
      return isThere ? [{ step: steps.indexOf(product.ladderRole), name: product.name, price, listPrice }] : [];
    })
    .toSorted((a, b) => a.step - b.step || Number(a.listPrice === null) - Number(b.listPrice === null));
  const first = shown.filter((one, i) => shown[i - 1]?.step !== one.step).slice(0, SHOWN);
  const more = shown.filter((one) => !first.includes(one)).slice(0, SHOWN - first.length);
  return [...first, ...more]
    .toSorted((a, b) => shown.indexOf(a) - shown.indexOf(b))
    .map(({ name, price, listPrice }) => ({ name, price: written(price), listPrice: listPrice === null ? null : written(listPrice) }));
}

/** The poster of a link. @param origin where the shop stands, as whoever asks for the poster reaches it */
export async function posterOf(
  ctx: Ctx,
  code: string,
  { origin, language }: { origin: string; language: Language },
): Promise<Poster | null> {
  const shared = await sharedBy(ctx, code);
  if (!shared) return null;
  const { name, accent, isSandbox, currency } = ctx.tenant;
  const written = (amount: bigint): string => moneyText(amount, currency, language);
  return {
    language,
    brand: name,
    accent,
    product: shared.product?.name ?? null,
    price: shared.price === null ? null : written(shared.price),
    listPrice: shared.listPrice === null ? null : written(shared.listPrice),
    picture:
      shared.product === null ? null : ((await firstPictures(ctx, [shared.product.productId])).get(shared.product.productId)?.hash ?? null),
    shelf: shared.product === null ? await shelfOfFriend(ctx, written) : [],
    from: shared.from,
    address: `${origin}/r/${code}`,
    isSandbox,
  };
}

/** An amount as people read it: exact, whatever its size. */
export function moneyText(amount: bigint, currency: string, language: Language): string {
  const format = new Intl.NumberFormat(language, { style: 'currency', currency, currencyDisplay: 'narrowSymbol' });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  const text = amount.toString().padStart(digits + 1, '0');
  const major = digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
  // The standard takes decimal texts and keeps every digit of them (ECMA-402); the type of the argument says so.
  return format.format(major as Intl.StringNumericLiteral);
}
