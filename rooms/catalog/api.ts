import { z } from 'zod';
import { idText, instant, listOf, money } from '../../kit/http/shapes.ts';

export const ladderRole = z.enum(['fan', 'entry', 'core', 'premium', 'membership', 'companion']).meta({ id: 'LadderRole' });

export const product = z
  .object({
    id: z.string(),
    externalId: z.string(),
    name: z.string(),
    category: z.string().nullable(),
    ladderRole: ladderRole.nullable(),
    price: money.nullable(),
    cost: money.nullable(),
    skus: z.number().int(),
    createdAt: instant,
  })
  .meta({ id: 'Product' });

// Never below nothing, never beyond what a column holds.
const price = money.refine((value) => /^\d{1,14}$/.test(value.amount), { error: 'not a price' });

export const createProduct = z.strictObject({
  externalId: idText,
  name: z.string().trim().min(1).max(300),
  ladderRole: ladderRole.optional(),
  category: z.string().trim().max(200).optional(),
  price: price.optional(),
  cost: price.optional(),
  stock: z.number().int().min(0).max(2_147_483_647).optional(),
});

export const productList = listOf(product);
export type LadderRole = z.infer<typeof ladderRole>;
export type Product = z.infer<typeof product>;
