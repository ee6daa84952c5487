import { createHash } from 'node:crypto';
import type { Ctx } from '../../kit/ctx.ts';
import { lockLane } from '../../kit/db/lane.ts';
import { render } from '../../kit/pictures/index.ts';
import { addPicture, ensureProducts, type DrawnPicture } from '../../rooms/catalog/index.ts';
import content from './content.json' with { type: 'json' };
import { drawGoods, type Look } from './draw-goods.ts';

/** The pictures of the sample brand's products, by external id. */
export async function drawnPictures(): Promise<[externalId: string, picture: DrawnPicture][]> {
  return await Promise.all(
    content.products.map(async ({ id, look }): Promise<[string, DrawnPicture]> => {
      const rendered = await render(drawGoods(look as Look));
      return [id, { sentHash: createHash('sha256').update(JSON.stringify(look)).digest('hex'), rendered }];
    }),
  );
}

/** Names the products whose prices the files bring, each with its picture. */
export async function hangPictures(ctx: Ctx, pictures: readonly [externalId: string, picture: DrawnPicture][]): Promise<void> {
  const lane = await lockLane(ctx);
  const { ids } = await ensureProducts(
    ctx,
    content.products.map(({ id, name, category }) => ({ externalId: id, name, category })),
  );
  for (const [externalId, picture] of pictures) await addPicture(ctx, ids.get(externalId) ?? '', picture);
  await lane.save();
}
