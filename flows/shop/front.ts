import type { Ctx } from '../../kit/ctx.ts';
import type { Language } from '../../kit/http/index.ts';
import { publicId, type Uuid } from '../../kit/ids/index.ts';
import { moneyJson } from '../../kit/money/index.ts';
import {
  earlyUntil,
  firstPictures,
  isFreeGood,
  ladderRoles,
  leftOf,
  shopGoodsOf,
  shopPictures,
  shopShelf,
  takenBy,
  type SaleProduct,
} from '../../rooms/catalog/index.ts';
import type { Giving, ShownPicture } from '../../rooms/catalog/api.ts';
import { actingFor, cardOfProduct, earlyHolders, prepaidRules } from '../../rooms/membership/index.ts';
import { starsOf } from '../../rooms/orders/index.ts';
import type { ShopFront, ShopProduct, ShopProductDetail } from '../../rooms/pricing/api.ts';
import { loadPrices, shopPriceOf, shopReasons, winnerOf, type PriceBook } from '../../rooms/pricing/index.ts';
import { ownRecord } from '../../rooms/relations/index.ts';

/** Who looks, and what everything they see depends on. */
interface Look {
  readonly personId: Uuid | null;
  readonly friendOf: string | null;
  readonly book: PriceBook;
  readonly stars: ReadonlyMap<Uuid, readonly number[]>;
  readonly taken: ReadonlyMap<Uuid, Giving>;
  readonly pictures: ReadonlyMap<Uuid, ShownPicture>;
  /** who may buy what is not for everybody yet; null: there is nothing of that kind here */
  readonly early: { readonly by: string[]; readonly isMine: boolean } | null;
}

/** The first page of a brand's shop for whoever looks. @param personId null: a guest */
export async function shopFront(ctx: Ctx, personId: Uuid | null): Promise<ShopFront> {
  const [products, me] = await Promise.all([shopShelf(ctx), personId === null ? null : ownRecord(ctx, personId)]);
  const look = await lookAt(ctx, products, { personId, friendOf: me?.introducer?.name ?? null });
  const bySteps = Map.groupBy(products, (product) => product.ladderRole);
  const steps = [...ladderRoles, null] as ShopFront['sections'][number]['ladderRole'][];
  return {
    brand: brandOf(ctx),
    visitor: me && { id: me.id, name: me.name, stage: me.stage, introducedBy: look.friendOf, hasPhone: me.phone !== null },
    sections: steps.flatMap((ladderRole) => {
      const shown = (bySteps.get(ladderRole) ?? []).map((product) => shopProduct(ctx, product, look));
      return shown.length === 0 ? [] : [{ ladderRole, products: shown }];
    }),
  };
}

/** One product for whoever looks. @throws DomainError `product.notFound` */
export async function shopProductDetail(ctx: Ctx, personId: Uuid | null, id: string, language: Language): Promise<ShopProductDetail> {
  const { product, description } = await shopGoodsOf(ctx, id);
  const friendOf = await friendOfPerson(ctx, personId);
  const look = await lookAt(ctx, [product], { personId, friendOf });
  const price = shopPriceOf(look.book, personId, product);
  const counts = [...(look.stars.get(product.productId) ?? [0, 0, 0, 0, 0])];
  const money = (amount: bigint | null) => (amount === null ? null : moneyJson(amount, ctx.tenant.currency));
  return {
    ...shopProduct(ctx, product, look),
    pictures: await shopPictures(ctx, product.productId, language),
    description,
    prices: shopReasons(ctx, price, friendOf),
    variants:
      product.skus.length <= 1
        ? []
        : product.skus.map((sku) => {
            const own = shopPriceOf(look.book, personId, product, sku);
            return {
              id: publicId('sku', sku.skuId),
              name: sku.name,
              price: money(own.price),
              listPrice: money(own.listPrice),
              left: sku.free,
            };
          }),
    parts: product.parts.map((part) => ({
      product: { id: publicId('product', part.product.productId), name: part.product.name },
      quantity: Number(part.quantity),
    })),
    card: product.ladderRole === 'membership' ? await cardTerms(ctx, product.productId) : null,
    delivers: product.delivery?.kind ?? null,
    starCounts: counts,
    taken: look.taken.get(product.productId) ?? null,
  };
}

/** What a buyer has to know of a card before paying for it (compliance P17). */
async function cardTerms(ctx: Ctx, productId: Uuid): Promise<ShopProductDetail['card']> {
  const card = await cardOfProduct(ctx, productId);
  if (card === null) return null;
  const { kind, term, grant, bonus } = card;
  return {
    kind,
    term,
    item: grant?.item?.name ?? null,
    units: grant?.units ?? 0,
    per: grant?.per ?? 'term',
    bonus: bonus?.amount === '0' ? null : bonus,
    refundDays: prepaidRules(ctx).refundDays,
  };
}

/** The display name of whoever introduced a person; null: nobody, or a guest asks. */
export async function friendOfPerson(ctx: Ctx, personId: Uuid | null): Promise<string | null> {
  return personId === null ? null : ((await ownRecord(ctx, personId)).introducer?.name ?? null);
}

export function brandOf({ tenant }: Ctx): ShopFront['brand'] {
  const { slug, name, accent, language, currency, timeZone, isSandbox } = tenant;
  return { slug, name, accent, language, currency, timeZone, isSandbox };
}

async function lookAt(ctx: Ctx, products: readonly SaleProduct[], who: Pick<Look, 'personId' | 'friendOf'>): Promise<Look> {
  const ids = products.map((product) => product.productId);
  const isEarly = products.some((product) => earlyUntil(product, ctx.now.getTime()) !== null);
  const [book, stars, taken, pictures, early] = await Promise.all([
    loadPrices(ctx, { personIds: who.personId === null ? [] : [who.personId] }),
    starsOf(ctx, ids),
    who.personId === null ? new Map<Uuid, Giving>() : takenBy(ctx, who.personId, ids),
    firstPictures(ctx, ids),
    isEarly ? earlyFor(ctx, who.personId) : null,
  ]);
  return { ...who, book, stars, taken, pictures, early };
}

async function earlyFor(ctx: Ctx, personId: Uuid | null): Promise<NonNullable<Look['early']>> {
  const acting = personId === null ? undefined : (await actingFor(ctx, [personId])).get(personId);
  return { by: await earlyHolders(ctx), isMine: acting?.earlyAccess !== undefined };
}

function shopProduct(ctx: Ctx, product: SaleProduct, look: Look): ShopProduct {
  const price = shopPriceOf(look.book, look.personId, product);
  const left = leftOf(product);
  const until = earlyUntil(product, ctx.now.getTime());
  const money = (amount: bigint | null) => (amount === null ? null : moneyJson(amount, ctx.tenant.currency));
  return {
    id: publicId('product', product.productId),
    name: product.name,
    kind: product.kind,
    ladderRole: product.ladderRole,
    category: product.category,
    isBundle: product.parts.length > 0,
    hasVariants: product.skus.length > 1,
    left,
    isSoldOut: left === 0,
    picture: look.pictures.get(product.productId) ?? null,
    price: money(price.price),
    listPrice: money(price.listPrice),
    reason: winnerOf(ctx, price, look.friendOf),
    isFree: isFreeGood(product),
    isTaken: look.taken.has(product.productId),
    early: until === null || look.early === null ? null : { until: new Date(until).toISOString(), ...look.early },
    stars: starsJson(look.stars.get(product.productId)),
  };
}

/** The average with six digits, half up, in whole numbers. */
function starsJson(counts: readonly number[] = []): ShopProduct['stars'] {
  const count = counts.reduce((sum, one) => sum + one, 0);
  if (count === 0) return { count, average: null };
  const sum = counts.reduce((total, one, i) => total + one * (i + 1), 0);
  const millionths = (BigInt(sum) * 2_000_000n + BigInt(count)) / (BigInt(count) * 2n);
  return { count, average: `${millionths / 1_000_000n}.${String(millionths % 1_000_000n).padStart(6, '0')}` };
}
