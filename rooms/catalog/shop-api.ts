import { z } from 'zod';
import { instant, listOf, money } from '../../kit/http/shapes.ts';
import { shownPicture } from './picture-api.ts';

export const ladderRole = z.enum(['fan', 'entry', 'core', 'premium', 'membership', 'companion']).meta({ id: 'LadderRole' });
export const productKind = z.enum(['goods', 'virtual', 'service']).meta({ id: 'ProductKind' });

/** What a visitor of the shop is shown of what is sold; nothing here tells what things cost the brand. */

export const productName = z.object({ id: z.string(), name: z.string() });

/** The same with the first of its pictures. */
export const shopThing = productName.extend({ picture: shownPicture.nullable() });

/** What a virtual good hands over: shown to whoever has it, and nobody else. `codes` are one per piece; fewer while the pool is empty. */
export const handedOver = z
  .object({ kind: z.enum(['text', 'link', 'codes']), text: z.string().nullable(), codes: z.array(z.string()) })
  .meta({ id: 'HandedOver' });

/**
 * Something given away: a free good a person took for themselves, or a gift. It is no order: it counts in no sales, no frequency and no
 * stage (CONTRACT §7).
 */
export const giving = z
  .object({
    id: z.string(),
    product: productName,
    quantity: z.number().int(),
    /** what it was given for: `fan` = a free good of the first step, taken once per person; anything else is a gift */
    occasion: z.string(),
    at: instant,
    /** null: nothing is handed over by itself */
    delivered: handedOver.nullable(),
  })
  .meta({ id: 'Giving' });
export const givingList = listOf(giving);

/** What the shop tells of a thing before anybody asks for its price. */
export const shopGoods = z.object({
  id: z.string(),
  name: z.string(),
  kind: productKind,
  ladderRole: ladderRole.nullable(),
  category: z.string().nullable(),
  isBundle: z.boolean(),
  /** more than one variant: which has to be chosen before it is bought */
  hasVariants: z.boolean(),
  /** pieces that are free to sell right now, counted; null where nothing is counted; of a bundle, how many whole ones */
  left: z.number().int().nullable(),
  isSoldOut: z.boolean(),
  picture: shownPicture.nullable(),
});

export const shopVariant = z.object({
  id: z.string(),
  name: z.string(),
  /** for this visitor */
  price: money.nullable(),
  /** struck through beside the price; null where it is no higher */
  listPrice: money.nullable(),
  left: z.number().int().nullable(),
});

export type Giving = z.infer<typeof giving>;
export type HandedOver = z.infer<typeof handedOver>;
