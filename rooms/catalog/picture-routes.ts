import type { Ctx } from '../../kit/ctx.ts';
import { DomainError } from '../../kit/errors/index.ts';
import { readBytes } from '../../kit/http/index.ts';
import { Repeat, route, type Route } from '../../kit/http/route.ts';
import { asJpeg, LARGEST_PICTURE, pictureSizes, redraw } from '../../kit/pictures/index.ts';
import { addPicture, assertRoom, describePicture, orderPictures, removePicture, restorePicture, sentHashOf } from './commands/pictures.ts';
import * as api from './picture-api.ts';
import { findPicture, livePictures, pictureBytes, pictureReplies } from './queries/pictures.ts';
import { findProduct } from './queries/product-ids.ts';

const tag = 'Products';

type Params = Record<string, string>;
const productOf = (ctx: Ctx, params: Params) => findProduct(ctx, params['id'] ?? '');
const pictureOf = (ctx: Ctx, params: Params) => findPicture(ctx, params['id'] ?? '');
const listed = async (ctx: Ctx, productId: string) => ({ data: await pictureReplies(ctx, productId), next: null });

/** The routes of pictures of products: how they come in, their order, and how they are shown. */
export const pictureRoutes: Route[] = [
  route({
    id: 'products.addPicture',
    method: 'post',
    path: '/products/{id}/pictures',
    tag,
    permission: 'products.write',
    tx: 'none',
    bodyType: 'application/octet-stream',
    summary:
      'Add a picture: a JPEG, a PNG or a WebP of at most 10 MiB (raw bytes); it is drawn anew, and the same file again changes nothing',
    reply: api.pictureList,
    find: productOf,
    async handle(_opened, { params, request, run }) {
      const { productId, known } = await run('read', async (ctx) => {
        const found = await productOf(ctx, params);
        return { productId: found, known: await livePictures(ctx, found) };
      });
      const bytes = await readBytes(request, LARGEST_PICTURE).catch((error: unknown) => {
        if (error instanceof DomainError && error.code === 'body.tooLarge') throw new DomainError('picture.tooHeavy', { mostMb: 10 });
        throw error;
      });
      const sentHash = sentHashOf(bytes);
      if (known.some((one) => one.sent_hash === sentHash)) return new Repeat(await run('read', (ctx) => listed(ctx, productId)));
      assertRoom(known.length);
      const rendered = await redraw(bytes);
      return await run('write', async (ctx) => {
        const { isNew } = await addPicture(ctx, productId, { sentHash, rendered });
        const list = await listed(ctx, productId);
        return isNew ? list : new Repeat(list);
      });
    },
  }),
  route({
    id: 'products.orderPictures',
    method: 'patch',
    path: '/products/{id}/pictures',
    tag,
    permission: 'products.write',
    summary: 'Set the order of a product’s pictures; the first is the one lists show',
    body: api.orderPictures,
    reply: api.pictureList,
    find: productOf,
    async handle(ctx, { params, body }) {
      const productId = await productOf(ctx, params);
      await orderPictures(ctx, productId, body.pictures);
      return await listed(ctx, productId);
    },
  }),
  route({
    id: 'pictures.update',
    method: 'patch',
    path: '/pictures/{id}',
    tag,
    permission: 'products.write',
    summary: 'Say what a picture shows, for those who do not see it',
    body: api.updatePicture,
    reply: api.pictureList,
    find: pictureOf,
    async handle(ctx, { params, body }) {
      const { picture_id: pictureId, product_id: productId } = await pictureOf(ctx, params);
      await describePicture(ctx, pictureId, body.alt);
      return await listed(ctx, productId);
    },
  }),
  route({
    id: 'pictures.remove',
    method: 'delete',
    path: '/pictures/{id}',
    tag,
    permission: 'products.write',
    summary: 'Take a picture away; for a day it can be put back',
    reply: api.pictureList,
    async handle(ctx, { params }) {
      const { picture_id: pictureId, product_id: productId } = await pictureOf(ctx, params);
      await removePicture(ctx, pictureId);
      return await listed(ctx, productId);
    },
  }),
  route({
    id: 'pictures.restore',
    method: 'post',
    path: '/pictures/{id}/restore',
    tag,
    permission: 'products.write',
    status: 200,
    summary: 'Put a picture back where it stood',
    reply: api.pictureList,
    find: pictureOf,
    async handle(ctx, { params }) {
      const { picture_id: pictureId, product_id: productId } = await pictureOf(ctx, params);
      await restorePicture(ctx, pictureId);
      return await listed(ctx, productId);
    },
  }),
  route({
    id: 'shop.picture',
    method: 'get',
    path: '/shop/{brand}/pictures/{id}',
    tag: 'Shop',
    permission: 'shop.look',
    summary:
      'A picture by what it shows and its size, `{hash}-{240|480|960}`, or as a JPEG for previews, `{hash}-share`: this address never shows anything else',
    replyType: 'image/webp',
    async handle(ctx, { params }) {
      const [, hash = '', told] = /^([\w-]{22})-(\d+|share)$/.exec(params['id'] ?? '') ?? [];
      const isShared = told === 'share';
      const size = isShared ? 480 : pictureSizes.find((one) => String(one) === told);
      if (size === undefined) throw new DomainError('picture.notFound');
      const bytes = await pictureBytes(ctx, hash, size);
      return new Response(isShared ? await asJpeg(bytes) : bytes, {
        headers: {
          'content-type': isShared ? 'image/jpeg' : 'image/webp',
          'cache-control': 'public, max-age=31536000, immutable',
          etag: `"${hash}-${told}"`,
        },
      });
    },
  }),
];
