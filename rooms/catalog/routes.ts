import { pageQuery } from '../../kit/http/shapes.ts';
import { route, type Route } from '../../kit/http/route.ts';
import { publicId } from '../../kit/ids/index.ts';
import * as api from './api.ts';
import { createProduct } from './commands/create-product.ts';
import { listProducts, productReply } from './queries/products.ts';

const tag = 'Products';

/** The routes of what is sold. */
export const routes: Route[] = [
  route({
    id: 'products.create',
    method: 'post',
    path: '/products',
    tag,
    permission: 'products.write',
    summary: 'Make a product',
    body: api.createProduct,
    reply: api.product,
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
    summary: 'Products, newest first',
    query: pageQuery,
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
    summary: 'One product',
    reply: api.product,
    async handle(ctx, { params }) {
      return await productReply(ctx, params['id'] ?? '');
    },
  }),
];
