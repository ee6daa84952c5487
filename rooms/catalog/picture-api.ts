import { z } from 'zod';
import { instant, listOf } from '../../kit/http/shapes.ts';

/** So many pictures a product may have. */
export const MOST_PICTURES = 8;

/** A picture as whoever shows it needs it: its address is `/shop/{brand}/pictures/{hash}-{240|480|960}`; the extent is the largest size's. */
export const shownPicture = z.object({ hash: z.string(), width: z.number().int(), height: z.number().int() }).meta({ id: 'ShownPicture' });

const altText = z.string().trim().max(300);

export const picture = shownPicture
  .extend({
    id: z.string(),
    /** what somebody who does not see it is told, by language; '' = the product's name says it */
    alt: z.object({ 'zh-CN': z.string(), en: z.string() }),
    addedAt: instant,
  })
  .meta({ id: 'Picture' });

export const pictureList = listOf(picture);

/** All pictures of the product, in the order they are to be shown. */
export const orderPictures = z.strictObject({ pictures: z.array(z.string().max(60)).max(MOST_PICTURES) });

/** What is left out stays. */
export const updatePicture = z.strictObject({
  alt: z.strictObject({ 'zh-CN': altText.optional(), en: altText.optional() }),
});

/** A picture in the shop, told in the visitor's language. */
export const shopPicture = shownPicture.extend({ alt: z.string() }).meta({ id: 'ShopPicture' });

export type ShownPicture = z.infer<typeof shownPicture>;
export type Picture = z.infer<typeof picture>;
export type ShopPicture = z.infer<typeof shopPicture>;
