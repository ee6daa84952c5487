import type { Ctx } from '../../kit/ctx.ts';
import { pageQuery } from '../../kit/http/shapes.ts';
import { route, type Route } from '../../kit/http/route.ts';
import { publicId } from '../../kit/ids/index.ts';
import * as api from './api.ts';
import { changeStock } from './commands/change-stock.ts';
import { createProduct } from './commands/create-product.ts';
import { createSku, updateSku } from './commands/create-sku.ts';
import { addCodes } from './commands/deliver-codes.ts';
import { updateProduct } from './commands/update-product.ts';
import { pictureRoutes } from './picture-routes.ts';
import { findSku } from './queries/find-sku.ts';
import { findProduct } from './queries/product-ids.ts';
import { listProducts, listStockChanges, productReply, skuReply } from './queries/products.ts';

const tag = 'Products';

const byId = (ctx: Ctx, params: Record<string, string>) => findProduct(ctx, params['id'] ?? '');
const skuById = (ctx: Ctx, params: Record<string, string>) => findSku(ctx, params['id'] ?? '');

/** The routes of what is sold. */
export const routes: Route[] = [
  route({
    id: 'products.create',
    method: 'post',
    path: '/products',
    tag,
    permission: 'products.write',
    summary: 'Make a product or a bundle',
    body: api.createProduct,
    reply: api.productDetail,
    async handle(ctx, { body }) {
      const { productId } = await createProduct(ctx, body);
      return await productReply(ctx, publicId('product', productId));
    },
  }),
  route({
    id: 'products.list',
    method: 'get',
    path: '/products',
    tag,
    permission: 'products.read',
    summary: 'Products, newest first; by step of the ladder and by name',
    query: api.productsQuery,
    reply: api.productList,
    async handle(ctx, { query }) {
      return await listProducts(ctx, query);
    },
  }),
  route({
    id: 'products.get',
    method: 'get',
    path: '/products/{id}',
    tag,
    permission: 'products.read',
    summary: 'One product with its variants, parts and what it hands over',
    reply: api.productDetail,
    async handle(ctx, { params }) {
      return await productReply(ctx, params['id'] ?? '');
    },
  }),
  route({
    id: 'products.update',
    method: 'patch',
    path: '/products/{id}',
    tag,
    permission: 'products.write',
    summary: 'Change a product; orders keep the price they were made at',
    body: api.updateProduct,
    reply: api.productDetail,
    find: byId,
    async handle(ctx, { params, body }) {
      const productId = await byId(ctx, params);
      await updateProduct(ctx, productId, body);
      return await productReply(ctx, publicId('product', productId));
    },
  }),
  route({
    id: 'products.addSku',
    method: 'post',
    path: '/products/{id}/skus',
    tag,
    permission: 'products.write',
    summary: 'Add a variant',
    body: api.createSku,
    reply: api.sku,
    find: byId,
    async handle(ctx, { params, body }) {
      const { skuId } = await createSku(ctx, await byId(ctx, params), body);
      return await skuReply(ctx, skuId);
    },
  }),
  route({
    id: 'products.addCodes',
    method: 'post',
    path: '/products/{id}/codes',
    tag,
    permission: 'products.write',
    summary: 'Put codes into the pool a virtual product hands out',
    body: api.addCodes,
    reply: api.addedCodes,
    find: byId,
    async handle(ctx, { params, body }) {
      return await addCodes(ctx, await byId(ctx, params), body.codes);
    },
  }),
  route({
    id: 'products.stockChanges',
    method: 'get',
    path: '/products/{id}/stock-changes',
    tag,
    permission: 'products.read',
    summary: 'Why the stock changed, newest first',
    query: pageQuery,
    reply: api.stockChangeList,
    find: byId,
    async handle(ctx, { params, query }) {
      return await listStockChanges(ctx, await byId(ctx, params), query);
    },
  }),
  route({
    id: 'skus.update',
    method: 'patch',
    path: '/skus/{id}',
    tag,
    permission: 'products.write',
    summary: 'Change the name or price of a variant',
    body: api.updateSku,
    reply: api.sku,
    find: skuById,
    async handle(ctx, { params, body }) {
      const { skuId } = await skuById(ctx, params);
      await updateSku(ctx, skuId, body);
      return await skuReply(ctx, skuId);
    },
  }),
  route({
    id: 'skus.changeStock',
    method: 'post',
    path: '/skus/{id}/stock',
    tag,
    permission: 'products.write',
    summary: 'Pieces came, went or were counted',
    body: api.changeStock,
    reply: api.sku,
    find: skuById,
    async handle(ctx, { params, body }) {
      const { skuId } = await skuById(ctx, params);
      await changeStock(ctx, skuId, body);
      return await skuReply(ctx, skuId);
    },
  }),
  ...pictureRoutes,
];
