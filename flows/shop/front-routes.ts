import { DomainError } from '../../kit/errors/index.ts';
import { buyerOf, Repeat, route, visitorOf, type Route } from '../../kit/http/index.ts';
import { pageQuery } from '../../kit/http/shapes.ts';
import * as catalog from '../../rooms/catalog/api.ts';
import { give, givingsOf, isFreeGood, shopGoodsOf, takenBy } from '../../rooms/catalog/index.ts';
import * as pricing from '../../rooms/pricing/api.ts';
import { quoteForBuyer, quoteForGuest } from './cart.ts';
import { shopFront, shopProductDetail } from './front.ts';

const tag = 'Shop';

/** What anybody may look at in a shop, and the free goods a person takes. */
export const frontRoutes: Route[] = [
  route({
    id: 'shop.front',
    method: 'get',
    path: '/shop/{brand}/front',
    tag,
    permission: 'shop.look',
    isAlikeForGuests: true,
    summary: 'The ladder with what is for sale, at the price of whoever looks',
    reply: pricing.shopFront,
    handle: async (ctx) => await shopFront(ctx, visitorOf(ctx)),
  }),
  route({
    id: 'shop.product',
    method: 'get',
    path: '/shop/{brand}/products/{id}',
    tag,
    permission: 'shop.look',
    isAlikeForGuests: true,
    summary: 'One product: every price that was looked at and why, what is left, what it hands over',
    reply: pricing.shopProductDetail,
    handle: async (ctx, { params, language }) => await shopProductDetail(ctx, visitorOf(ctx), params['id'] ?? '', language),
  }),
  route({
    id: 'shop.claim',
    method: 'post',
    path: '/shop/{brand}/products/{id}/claim',
    tag,
    permission: 'shop.own',
    summary: 'Take a free good: handed over at once, once per person; no order',
    reply: catalog.giving,
    async handle(ctx, { params }) {
      const personId = buyerOf(ctx);
      const { product } = await shopGoodsOf(ctx, params['id'] ?? '');
      if (!isFreeGood(product)) throw new DomainError('giving.notFree', { name: product.name });
      const { productId } = product;
      const had = (await takenBy(ctx, personId, [productId])).get(productId);
      if (had) return new Repeat(had);
      const [given] = await give(ctx, [{ personId, productId, occasion: 'fan', onceKey: personId }]);
      if (given?.kind !== 'given') throw new DomainError('stock.short', { free: given?.free ?? 0, wanted: 1 });
      const taken = (await takenBy(ctx, personId, [productId])).get(productId);
      if (!taken) throw new DomainError('product.notFound');
      return given.isRepeat ? new Repeat(taken) : taken;
    },
  }),
  route({
    id: 'shop.givings',
    method: 'get',
    path: '/shop/{brand}/givings',
    tag,
    permission: 'shop.own',
    summary: 'The free goods and gifts of whoever is signed in, the newest first, with what they handed over',
    query: pageQuery,
    reply: catalog.givingList,
    handle: async (ctx, { query }) => await givingsOf(ctx, buyerOf(ctx), query),
  }),
  route({
    id: 'shop.quote',
    method: 'post',
    path: '/shop/{brand}/quote',
    tag,
    permission: 'shop.look',
    tx: 'read',
    status: 200,
    summary: 'What a cart would cost whoever looks, and why; writes nothing',
    body: pricing.askShopQuote,
    reply: pricing.shopQuote,
    async handle(ctx, { body }) {
      const personId = visitorOf(ctx);
      return personId === null ? await quoteForGuest(ctx, body) : await quoteForBuyer(ctx, personId, body);
    },
  }),
];
