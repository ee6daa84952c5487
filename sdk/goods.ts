import type { z } from 'zod';
import type * as shapes from '../kit/http/shapes.ts';
import type * as catalog from '../rooms/catalog/api.ts';
import { del, get, patch, post, postBytes } from './endpoint.ts';

type Reply<T extends z.ZodType> = z.output<T>;
type Body<T extends z.ZodType> = z.input<T>;
type Query<T extends z.ZodType> = { [K in keyof z.output<T>]?: z.output<T>[K] | undefined };
type PageQuery = Query<typeof shapes.pageQuery>;

/** What is asked about what is sold: products, their pictures, their variants. */
export const goodsEndpoints = {
  products: {
    list: get<Query<typeof catalog.productsQuery>, Reply<typeof catalog.productList>>()('/products'),
    create: post<Body<typeof catalog.createProduct>, Reply<typeof catalog.productDetail>>()('/products'),
    get: get<null, Reply<typeof catalog.productDetail>>()('/products/{id}'),
    update: patch<Body<typeof catalog.updateProduct>, Reply<typeof catalog.productDetail>>()('/products/{id}'),
    addSku: post<Body<typeof catalog.createSku>, Reply<typeof catalog.sku>>()('/products/{id}/skus'),
    addPicture: postBytes<Reply<typeof catalog.pictureList>>()('/products/{id}/pictures'),
    orderPictures: patch<Body<typeof catalog.orderPictures>, Reply<typeof catalog.pictureList>>()('/products/{id}/pictures'),
    addCodes: post<Body<typeof catalog.addCodes>, Reply<typeof catalog.addedCodes>>()('/products/{id}/codes'),
    stockChanges: get<PageQuery, Reply<typeof catalog.stockChangeList>>()('/products/{id}/stock-changes'),
  },
  pictures: {
    update: patch<Body<typeof catalog.updatePicture>, Reply<typeof catalog.pictureList>>()('/pictures/{id}'),
    remove: del<null, Reply<typeof catalog.pictureList>>()('/pictures/{id}'),
    restore: post<object, Reply<typeof catalog.pictureList>>()('/pictures/{id}/restore'),
  },
  skus: {
    update: patch<Body<typeof catalog.updateSku>, Reply<typeof catalog.sku>>()('/skus/{id}'),
    changeStock: post<Body<typeof catalog.changeStock>, Reply<typeof catalog.sku>>()('/skus/{id}/stock'),
  },
};
