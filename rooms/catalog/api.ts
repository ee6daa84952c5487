import { z } from 'zod';
import { idText, instant, listOf, money, pageQuery } from '../../kit/http/shapes.ts';
import { picture, shownPicture } from './picture-api.ts';
import { ladderRole, productKind } from './shop-api.ts';

export * from './picture-api.ts';
export * from './shop-api.ts';

/** Pieces free to sell, kept for orders that are not paid yet, and sold: together everything that ever came in. */
export const stock = z
  .object({ free: z.number().int(), reserved: z.number().int(), sold: z.number().int(), total: z.number().int() })
  .meta({ id: 'Stock' });

export const product = z
  .object({
    id: z.string(),
    externalId: z.string(),
    name: z.string(),
    kind: productKind,
    category: z.string().nullable(),
    ladderRole: ladderRole.nullable(),
    /** the place among the products of its step, smallest first */
    position: z.number().int(),
    price: money.nullable(),
    cost: money.nullable(),
    skus: z.number().int(),
    /** over all variants; null where nothing is counted */
    stock: stock.nullable(),
    isBundle: z.boolean(),
    /** the first of its pictures */
    picture: shownPicture.nullable(),
    /** before it, only whoever has a privilege of early access may buy it; null: everybody may */
    earlyUntil: instant.nullable(),
    createdAt: instant,
    archivedAt: instant.nullable(),
  })
  .meta({ id: 'Product' });

/** A variant; a price of its own takes the place of the product's. */
export const sku = z
  .object({
    id: z.string(),
    externalId: z.string(),
    name: z.string(),
    price: money.nullable(),
    cost: money.nullable(),
    stock: stock.nullable(),
  })
  .meta({ id: 'Sku' });

/** What a virtual product hands over the moment it is paid: a text, a link, or one code of its pool for each piece. */
export const delivery = z
  .object({
    kind: z.enum(['text', 'link', 'codes']),
    text: z.string().nullable(),
    codes: z.object({ free: z.number().int(), issued: z.number().int() }).nullable(),
  })
  .meta({ id: 'Delivery' });

export const productDetail = product
  .extend({
    description: z.string().nullable(),
    pictures: z.array(picture),
    variants: z.array(sku),
    /** of a bundle: what it is sold as, with the part of one bundle's price that falls on each */
    parts: z.array(
      z.object({
        product: z.object({ id: z.string(), externalId: z.string(), name: z.string(), ladderRole: ladderRole.nullable() }),
        quantity: z.number().int(),
        amount: money.nullable(),
      }),
    ),
    delivery: delivery.nullable(),
  })
  .meta({ id: 'ProductDetail' });

// Never below nothing, never beyond what a column holds.
const price = money.refine((value) => /^\d{1,14}$/.test(value.amount), { error: 'not a price' });
const name = z.string().trim().min(1).max(300);
const category = z.string().trim().min(1).max(200);
const description = z.string().trim().max(4000);
const pieces = z.number().int().min(0).max(1_000_000_000);
const position = z.number().int().min(-1_000_000).max(1_000_000);

const link = z
  .string()
  .trim()
  .max(2000)
  .regex(/^https?:\/\/\S+$/);
const deliveryInput = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('text'), text: z.string().trim().min(1).max(4000) }),
  z.strictObject({ kind: z.literal('link'), text: link }),
  z.strictObject({ kind: z.literal('codes') }),
]);
const partsInput = z.array(z.strictObject({ product: idText, quantity: z.number().int().min(1).max(10_000) })).max(50);

export const createProduct = z.strictObject({
  externalId: idText,
  name,
  kind: productKind.optional(),
  ladderRole: ladderRole.optional(),
  category: z.string().trim().max(200).optional(),
  description: description.optional(),
  position: position.optional(),
  price: price.optional(),
  cost: price.optional(),
  stock: z.number().int().min(0).max(2_147_483_647).optional(),
  /** makes it a bundle of these products */
  parts: partsInput.min(1).optional(),
  delivery: deliveryInput.optional(),
  earlyUntil: instant.optional(),
});

/** null takes a value away; what is left out stays. */
export const updateProduct = z.strictObject({
  name: name.optional(),
  kind: productKind.optional(),
  ladderRole: ladderRole.nullable().optional(),
  category: category.nullable().optional(),
  description: description.nullable().optional(),
  position: position.optional(),
  price: price.nullable().optional(),
  cost: price.nullable().optional(),
  parts: partsInput.optional(),
  delivery: deliveryInput.nullable().optional(),
  earlyUntil: instant.nullable().optional(),
  isArchived: z.boolean().optional(),
});

export const createSku = z.strictObject({
  externalId: idText,
  name,
  price: price.optional(),
  cost: price.optional(),
  stock: pieces.optional(),
});

export const updateSku = z.strictObject({
  name: name.optional(),
  price: price.nullable().optional(),
  cost: price.nullable().optional(),
});

export const stockReason = z.enum(['received', 'counted', 'returned', 'damaged', 'other']).meta({ id: 'StockReason' });

/** So many more or fewer pieces, or how many were counted and are free to sell: one of the two. */
export const changeStock = z
  .strictObject({
    change: z.number().int().min(-1_000_000_000).max(1_000_000_000).optional(),
    counted: pieces.optional(),
    /** of a change; what is counted is `counted` */
    reason: stockReason.optional(),
    note: z.string().trim().max(500).optional(),
  })
  .refine((value) => (value.change === undefined) !== (value.counted === undefined), { path: ['change'], error: 'change or counted' });

export const stockChange = z
  .object({
    id: z.string(),
    sku: z.object({ id: z.string(), externalId: z.string(), name: z.string() }),
    quantity: z.number().int(),
    reason: z.enum(['opening', 'import', ...stockReason.options]),
    note: z.string().nullable(),
    by: z.string(),
    at: instant,
  })
  .meta({ id: 'StockChange' });

export const addCodes = z.strictObject({ codes: z.array(z.string().trim().min(1).max(500)).min(1).max(5000) });
export const addedCodes = z.object({ added: z.number().int(), known: z.number().int(), free: z.number().int() }).meta({ id: 'AddedCodes' });

export const productsQuery = pageQuery.extend({
  ladderRole: ladderRole.or(z.literal('none')).optional(),
  q: z.string().trim().max(200).optional(),
  archived: z.stringbool().optional(),
});
export const productList = listOf(product);
export const stockChangeList = listOf(stockChange);
export type LadderRole = z.infer<typeof ladderRole>;
export type ProductKind = z.infer<typeof productKind>;
export type Product = z.infer<typeof product>;
export type ProductDetail = z.infer<typeof productDetail>;
export type Sku = z.infer<typeof sku>;
export type StockChange = z.infer<typeof stockChange>;
