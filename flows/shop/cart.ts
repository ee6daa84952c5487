import type { z } from 'zod';
import type { Ctx } from '../../kit/ctx.ts';
import { DomainError } from '../../kit/errors/index.ts';
import { publicId, type Uuid } from '../../kit/ids/index.ts';
import { moneyJson } from '../../kit/money/index.ts';
import {
  earlyUntil,
  firstPictures,
  isFreeGood,
  leftOf,
  listPriceOf,
  productsForSale,
  type SaleProduct,
} from '../../rooms/catalog/index.ts';
import { orderSettingsOf, productEarly } from '../../rooms/orders/index.ts';
import type { askShopQuote, ShopQuote } from '../../rooms/pricing/api.ts';
import { quote, winnerOf } from '../../rooms/pricing/index.ts';
import type { PlaceOrder } from '../settle/commands.ts';
import { previewOrder, type OrderPreview } from '../settle/preview.ts';
import { friendOfPerson } from './front.ts';

type Cart = z.output<typeof askShopQuote>;

/** What the brand charges for sending, and what carts name. */
export interface ShopTerms {
  readonly fee: bigint;
  /** from these goods on nothing; null: no such limit */
  readonly freeFrom: bigint | null;
  readonly products: ReadonlyMap<string, SaleProduct>;
}

/** Reads what carts are judged by, whatever their number in a few statements. */
export async function shopTerms(ctx: Ctx, carts: readonly Pick<Cart, 'lines'>[]): Promise<ShopTerms> {
  const [settings, products] = await Promise.all([
    orderSettingsOf(ctx),
    productsForSale(
      ctx,
      carts.flatMap((cart) => cart.lines.map((line) => line.product)),
    ),
  ]);
  const { shipping, freeShippingFrom: from } = settings;
  return { fee: BigInt(shipping.amount), freeFrom: from === null ? null : BigInt(from.amount), products };
}

/**
 * A cart as the settler takes it. `scene` silent: nobody talked them into it.
 * @throws DomainError `giving.notOrdered` for a free good: it is taken, not ordered (CONTRACT §7)
 */
export function cartCommand(personId: Uuid, cart: Omit<Cart, 'balance'>, terms: ShopTerms, balance?: bigint | 'most'): PlaceOrder {
  cart.lines.forEach((line, i) => {
    const product = terms.products.get(line.product);
    if (product && isFreeGood(product)) throw new DomainError('giving.notOrdered', { name: product.name, pointer: `/lines/${i}/product` });
  });
  return {
    kind: 'placeOrder',
    externalId: null,
    person: publicId('person', personId),
    lines: cart.lines.map((line) => ({
      product: line.product,
      sku: line.sku ?? null,
      quantity: BigInt(line.quantity),
      unitPrice: null,
      discount: 0n,
      tax: 0n,
    })),
    discount: 0n,
    shipping: 0n,
    shippingBy: { fee: needsAddress(cart, terms) ? terms.fee : 0n, freeFrom: terms.freeFrom },
    coupon: cart.coupon ?? null,
    ...(cart.points ? { points: BigInt(cart.points) } : {}),
    ...(balance === undefined ? {} : { balance }),
    scene: 'silent',
    method: null,
    channel: 'shop',
    placedAt: null,
  };
}

/** Whether anything of a cart has to be sent. */
export function needsAddress(cart: Pick<Cart, 'lines'>, { products }: ShopTerms): boolean {
  return cart.lines.some((line) => isSent(products.get(line.product)));
}

/** Whether anything of it goes in a parcel; a membership is no parcel. */
function isSent(product: SaleProduct | undefined): boolean {
  if (!product) return false;
  if (product.parts.length > 0) return product.parts.some((part) => isSent(part.product));
  return product.kind === 'goods' && product.ladderRole !== 'membership';
}

/**
 * What a signed-in visitor would pay for a cart: decided by the code that takes orders. A coupon that cannot be used is left out and says why.
 * @throws DomainError what refuses a line, with its pointer
 */
export async function quoteForBuyer(ctx: Ctx, personId: Uuid, cart: Cart): Promise<ShopQuote> {
  const terms = await shopTerms(ctx, [cart]);
  const { preview, ...why } = await previewed(ctx, cartCommand(personId, cart, terms, cart.balance ? 'most' : 0n));
  const { order } = preview;
  const goods = order.lines.reduce((sum, line) => sum + line.amount + line.orderDiscount, 0n);
  // What is taken off the order as a whole is the coupon's, the points' and the bonus of cards.
  const drawn = preview.balance ?? { has: 0n, used: 0n, bonus: 0n };
  const orderOff = order.lines.reduce((sum, line) => sum + line.orderDiscount, -drawn.bonus);
  const friendOf = await friendOfPerson(ctx, personId);
  const pictures = await picturesIn(ctx, terms);
  const money = (amount: bigint) => moneyJson(amount, ctx.tenant.currency);
  return {
    lines: preview.asked.map(({ product, sku, quantity, answer }, i) => {
      const unit = answer.unitPrice ?? 0n;
      const list = listPriceOf(product, sku);
      return {
        line: i + 1,
        product: { id: publicId('product', product.productId), name: product.name, picture: pictures.get(product.productId) ?? null },
        sku: sku && product.skus.length > 1 ? { id: publicId('sku', sku.skuId), name: sku.name } : null,
        quantity: Number(quantity),
        unitPrice: money(unit),
        listPrice: list !== null && list > unit ? money(list) : null,
        reason: winnerOf(ctx, { answer }, friendOf),
        amount: money(unit * quantity),
        left: sku ? sku.free : leftOf(product),
      };
    }),
    goods: money(goods),
    coupon:
      cart.coupon === undefined
        ? null
        : { code: cart.coupon, isTaken: why.coupon === null, off: money(preview.couponOff), why: why.coupon },
    points: cart.points ? { used: why.points === null ? cart.points : 0, off: money(orderOff - preview.couponOff), why: why.points } : null,
    balance:
      drawn.has === 0n
        ? null
        : {
            has: money(drawn.has),
            used: money(drawn.used),
            bonus: money(drawn.bonus),
            why: hasCards(preview.asked) ? 'balance.notForCards' : null,
          },
    shipping: money(order.shipping),
    acted: order.acted.map(({ acts, name, saved }) => ({ acts, name, saved: money(BigInt(saved)) })),
    freeShippingFrom: terms.freeFrom === null ? null : money(terms.freeFrom),
    total: money(order.total),
    due: money(order.total - drawn.used + drawn.bonus),
    needsAddress: needsAddress(cart, terms),
    willGet: willGet(preview.asked),
  };
}

/** Money paid ahead buys no card. */
function hasCards(asked: OrderPreview['asked']): boolean {
  const isCard = ({ ladderRole, parts }: SaleProduct): boolean =>
    ladderRole === 'membership' || parts.some((part) => part.product.ladderRole === 'membership');
  return asked.some(({ product }) => isCard(product));
}

interface Previewed {
  readonly preview: OrderPreview;
  /** the rule that said no to the coupon, and to the points; null: they are used */
  readonly coupon: string | null;
  readonly points: string | null;
}

/** Decides the cart; a coupon or points that cannot be used are left out, one after the other. */
async function previewed(ctx: Ctx, command: PlaceOrder): Promise<Previewed> {
  try {
    return { preview: await previewOrder(ctx, command), coupon: null, points: null };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const { coupon, points, ...rest } = { points: undefined, ...command };
    if (coupon !== null && error.code.startsWith('coupon.')) {
      return { ...(await previewed(ctx, { ...command, coupon: null })), coupon: error.code };
    }
    if (points !== undefined && error.code.startsWith('points.')) {
      return { ...(await previewed(ctx, { ...rest, coupon })), points: error.code };
    }
    throw error;
  }
}

/** What a guest would pay: the prices of nobody known. A coupon waits until they say who they are. */
export async function quoteForGuest(ctx: Ctx, cart: Cart): Promise<ShopQuote> {
  const told = await quote(ctx, { lines: cart.lines });
  const terms = await shopTerms(ctx, [cart]);
  told.lines.forEach((line, i) => {
    const product = terms.products.get(cart.lines[i]?.product ?? '');
    const until = product ? earlyUntil(product, ctx.now.getTime()) : null;
    if (until !== null) throw productEarly(ctx, { name: line.product.name, until, pointer: `/lines/${i}/product` });
    if (line.unitPrice === null) throw new DomainError('product.unpriced', { name: line.product.name, pointer: `/lines/${i}/product` });
  });
  const goods = BigInt(told.total?.amount ?? '0');
  const isFree = !needsAddress(cart, terms) || (terms.freeFrom !== null && goods >= terms.freeFrom);
  const shipping = isFree ? 0n : terms.fee;
  const money = (amount: bigint) => moneyJson(amount, ctx.tenant.currency);
  const pictures = await picturesIn(ctx, terms);
  const asked = cart.lines.flatMap((line) => {
    const product = terms.products.get(line.product);
    return product ? [{ product, quantity: BigInt(line.quantity) }] : [];
  });
  return {
    lines: told.lines.map((line, i) => {
      const product = asked[i]?.product;
      const sku = product?.skus.find((one) => publicId('sku', one.skuId) === line.sku) ?? null;
      const unit = line.unitPrice ?? money(0n);
      const isLess = line.listPrice !== null && BigInt(line.listPrice.amount) > BigInt(unit.amount);
      return {
        line: line.line,
        product: { id: line.product.id, name: line.product.name, picture: pictures.get(product?.productId ?? '') ?? null },
        sku: sku && product && product.skus.length > 1 ? { id: publicId('sku', sku.skuId), name: sku.name } : null,
        quantity: line.quantity,
        unitPrice: unit,
        listPrice: isLess ? line.listPrice : null,
        reason: null,
        amount: money(BigInt(unit.amount) * BigInt(line.quantity)),
        left: sku ? sku.free : product ? leftOf(product) : null,
      };
    }),
    goods: money(goods),
    coupon: cart.coupon === undefined ? null : { code: cart.coupon, isTaken: false, off: money(0n), why: 'coupon.nobody' },
    points: null,
    balance: null,
    shipping: money(shipping),
    acted: [],
    freeShippingFrom: terms.freeFrom === null ? null : money(terms.freeFrom),
    total: money(goods + shipping),
    due: money(goods + shipping),
    needsAddress: needsAddress(cart, terms),
    willGet: willGet(asked),
  };
}

async function picturesIn(ctx: Ctx, { products }: ShopTerms): ReturnType<typeof firstPictures> {
  return await firstPictures(
    ctx,
    [...products.values()].map((product) => product.productId),
  );
}

function willGet(asked: readonly { readonly product: SaleProduct; readonly quantity: bigint }[]): ShopQuote['willGet'] {
  return asked.flatMap(({ product, quantity }) => {
    const goods =
      product.parts.length > 0 ? product.parts.map((part) => ({ ...part, quantity: part.quantity * quantity })) : [{ product, quantity }];
    return goods.flatMap((one) =>
      one.product.delivery === null
        ? []
        : [
            {
              product: { id: publicId('product', one.product.productId), name: one.product.name },
              quantity: Number(one.quantity),
              delivers: one.product.delivery.kind,
            },
          ],
    );
  });
}
